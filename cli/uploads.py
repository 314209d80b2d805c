"""`mediactl upload`: sends files and follows their conversions to the end."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.api import Api, Document, read
from cli.board import Row
from cli.commands import command
from cli.conversion_rows import ConversionRows
from cli.display import Display
from cli.failures import ExitCode, Failure
from cli.files import LocalFile, examine
from cli.following import Following
from cli.session import Session
from cli.storage import send
from cli.wording import heading_line
from mediadesk.contracts.http import Asset, NewUpload
from mediadesk.domain.assets import ConversionStatus
from mediadesk.domain.media import Preset

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Videos or GIFs.", show_default=False)
]
Title = Annotated[
    str | None, typer.Option(help="Title of the asset.", show_default="the file's name")
]
Chosen = Annotated[
    Preset, typer.Option(help="compatible (VP9) plays everywhere; efficient (AV1) is smaller.")
]
Type = Annotated[str | None, typer.Option(help="Type of the files.", show_default="by the ending")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow the conversion to its end.")]


@dataclass(frozen=True)
class Wishes:
    title: str | None
    preset: Preset


class Announced(BaseModel):
    """The new asset as the service wrote it."""

    asset: Document


@dataclass
class Sending:
    """One file on its way; in the end it has an asset, a failure, or both."""

    file: LocalFile
    row: Row
    document: Document = field(default_factory=dict)
    failure: Failure | None = None

    @property
    def asset(self) -> Asset | None:
        return read(Asset, self.document) if self.document else None

    @property
    def subject(self) -> str:
        asset = self.asset
        return f"{self.file.name} ({asset.asset_id})" if asset else self.file.name


@command
def upload(
    session: Session,
    files: Files,
    title: Title = None,
    preset: Chosen = Preset.COMPATIBLE,
    content_type: Type = None,
    wait: Wait = True,
) -> None:
    """Upload videos and see them converted.

    Prints the addresses of what was made. Exits 0 when every file was converted.
    """
    if title and len(files) > 1:
        raise typer.BadParameter("a title can be given to a single file", param_hint="--title")
    found = [examine(path, content_type) for path in files]
    with session.display.board() as board:
        sendings = [Sending(file, board.row(file.name)) for file in found]
        _send_all(session.api, sendings, Wishes(title, preset))
        if wait:
            _follow(session, [sending for sending in sendings if not sending.failure])
    _report(session, sendings)


def _send_all(api: Api, sendings: list[Sending], wishes: Wishes) -> None:
    """Send one after the other; what would fail for every file stops the rest."""
    lasting: Failure | None = None
    for sending in sendings:
        try:
            if lasting:
                raise lasting
            _send(api, sending, wishes)
        except Failure as failure:
            sending.failure = failure
            sending.row.end("failed", good=False)
            lasting = failure if failure.concerns_everything else None


def _send(api: Api, sending: Sending, wishes: Wishes) -> None:
    file, row = sending.file, sending.row
    body = _announcement(file, row, wishes)
    answer = api.post("/api/admin/assets/upload", body, key=uuid.uuid4().hex)
    announced = read(NewUpload, answer)
    sending.document = read(Announced, answer).asset
    row.stage("uploading", file.size_bytes, in_bytes=True)
    send(file, announced.upload, api.pace, row.reached)
    row.stage("arriving")


def _announcement(file: LocalFile, row: Row, wishes: Wishes) -> Document:
    body: Document = {
        "filename": file.name,
        "content_type": file.content_type,
        "size_bytes": file.size_bytes,
        "preset": wishes.preset.value,
    }
    if wishes.title is not None:
        body["title"] = wishes.title
    if file.is_worth_hashing:
        row.stage("checking", file.size_bytes, in_bytes=True)
        body["sha256"] = file.sha256(row.reached)
    return body


def _follow(session: Session, sendings: list[Sending]) -> None:
    """See each conversion to its end; whatever stops that, the conversions go on."""
    by_asset = {sending.asset.asset_id: sending for sending in sendings if sending.asset}
    rows = ConversionRows({asset_id: sending.row for asset_id, sending in by_asset.items()})
    try:
        Following(session.api, by_asset, rows).until_done()
        for asset_id, sending in by_asset.items():
            sending.document = session.api.get(f"/api/admin/assets/{asset_id}")
            sending.failure = _conversion_failure(sending)
    except Failure as failure:
        _say_how_to_go_on(session, by_asset)
        for sending in sendings:
            sending.failure = failure
    except KeyboardInterrupt:
        _say_how_to_go_on(session, by_asset)
        raise


def _say_how_to_go_on(session: Session, asset_ids: dict[str, Sending]) -> None:
    session.display.notice(f"The conversion goes on: mediactl watch {' '.join(asset_ids)}")


def _conversion_failure(sending: Sending) -> Failure | None:
    asset = sending.asset
    if asset is None or asset.conversion_status is ConversionStatus.COMPLETED:
        return None
    error = asset.conversion.error if asset.conversion else None
    if error is None:
        return Failure("upload_expired", "The file never arrived.")
    retry = "The same file may succeed another time." if error.retryable else ""
    return Failure(error.code, error.message, remedy=retry)


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
