"""`mediactl upload`: sends files and follows their conversions to the end."""

from pathlib import Path
from typing import Annotated

import typer

from cli.api import Document, read
from cli.commands import command
from cli.conversions import Wait, failure_of_conversion, followed
from cli.display import Display
from cli.failures import ExitCode, Failure
from cli.files import examine
from cli.ids import optional_asset_id
from cli.sending import Sending, Wishes, each
from cli.session import Session
from cli.wording import heading_line
from mediadesk.contracts.http import Asset
from mediadesk.domain.media import Preset

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Videos or GIFs.", show_default=False)
]
Title = Annotated[
    str | None, typer.Option(help="Title of the asset.", show_default="the file's name")
]
Chosen = Annotated[
    Preset | None,
    typer.Option(
        help="compatible (VP9) plays everywhere; efficient (AV1) is smaller.",
        show_default="compatible",
    ),
]
Type = Annotated[str | None, typer.Option(help="Type of the files.", show_default="by the ending")]
Resume = Annotated[
    str | None,
    typer.Option(
        metavar="ASSET_ID",
        callback=optional_asset_id,
        help="Go on with the upload of this asset: only what is missing is sent.",
        show_default=False,
    ),
]


@command
def upload(
    session: Session,
    files: Files,
    title: Title = None,
    preset: Chosen = None,
    content_type: Type = None,
    resume: Resume = None,
    wait: Wait = True,
) -> None:
    """Upload videos and see them converted.

    Prints the addresses of what was made. Exits 0 when every file was converted.

    An upload that broke off goes on with --resume.
    """
    if title and len(files) > 1:
        raise typer.BadParameter("a title can be given to a single file", param_hint="--title")
    if resume and (len(files) > 1 or title or preset or content_type):
        raise typer.BadParameter("it takes one file, as it was announced", param_hint="--resume")
    found = [examine(path, content_type) for path in files]
    with session.display.board() as board:
        sendings = [Sending(session, file, board.row(file.name)) for file in found]
        if resume:
            each(sendings, lambda sending: sending.go_on(resume))
        else:
            each(sendings, lambda sending: sending.begin(Wishes(title, preset)))
        if wait:
            _follow(session, [sending for sending in sendings if not sending.failure])
    _report(session, sendings)


def _follow(session: Session, sendings: list[Sending]) -> None:
    """See each conversion to its end; whatever stops that, the conversions go on."""
    by_asset = {sending.asset.asset_id: sending for sending in sendings if sending.asset}
    rows = {asset_id: sending.row for asset_id, sending in by_asset.items()}
    try:
        for asset_id, document in followed(session, rows).items():
            by_asset[asset_id].document = document
            by_asset[asset_id].failure = failure_of_conversion(session, read(Asset, document))
    except Failure as failure:
        for sending in sendings:
            sending.failure = failure


def _report(session: Session, sendings: list[Sending]) -> None:
    display = session.display
    if display.is_for_machines:
        display.document({"items": [_item(sending) for sending in sendings]})
    for sending in sendings:
        if sending.asset and not sending.failure and not display.is_for_machines:
            display.out.print(heading_line(sending.asset), soft_wrap=True)
            display.addresses(sending.asset)
    _report_failures(display, sendings)


def _report_failures(display: Display, sendings: list[Sending]) -> None:
    """Each failure once, with the files that it concerns; ends with its exit code."""
    concerned: dict[Failure, list[str]] = {}
    for sending in sendings:
        if sending.failure:
            concerned.setdefault(sending.failure, []).append(sending.subject)
    for failure, names in concerned.items():
        display.explain(failure, ", ".join(names))
    codes = {failure.exit_code for failure in concerned}
    if codes:
        raise typer.Exit(codes.pop() if len(codes) == 1 else ExitCode.FAILED)


def _item(sending: Sending) -> Document:
    return {
        "file": str(sending.file.path),
        "asset": sending.document or None,
        "error": sending.failure.document() if sending.failure else None,
    }
