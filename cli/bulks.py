"""`mediactl bulk`: one asset for many users at once, all of them or none; and back again."""

import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.api import Document, address, read
from cli.bulk_following import decided
from cli.bulk_words import (
    facts,
    failure_in,
    outcome_lines,
    preview_lines,
    preview_sum,
    undone_lines,
)
from cli.changing import Note, Override, tell_sealed
from cli.commands import command
from cli.display import offender_listing
from cli.failures import Failure
from cli.ids import AssetId, BulkId
from cli.session import Session
from cli.user_lists import read_user_list
from cli.wording import printable
from mediadesk.contracts.bulk import BulkOperation, BulkPreview
from mediadesk.domain.bulk import BulkStatus

PATH: Final = address("assets", "bulk-assign")

app = typer.Typer(help="Give one asset to many users at once: all of them get it, or nobody.")


def _key(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[\x20-\x7e]{1,128}", text):
        raise typer.BadParameter("a key has 1 to 128 printable ASCII characters.")
    return text


UserIds = Annotated[list[str] | None, typer.Argument(metavar="[USER_ID...]", show_default=False)]
Source = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help="One id per line, or a CSV with the column user_id; - reads stdin.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")]
SkipHolders = Annotated[
    bool, typer.Option("--skip-holders", help="Leave out who holds it already.")
]
Key = Annotated[
    str | None,
    typer.Option(
        callback=_key,
        help="Names this bulk: typed again, it tells what became of it.",
        show_default="a new one",
    ),
]


@app.command("assign")
@command
def bulk_assign(
    session: Session,
    asset_id: AssetId,
    user_ids: UserIds = None,
    source: Source = None,
    note: Note = None,
    dry_run: DryRun = False,
    skip_holders: SkipHolders = False,
    override: Override = False,
    key: Key = None,
) -> None:
    """Give an asset to many users, all or none; 30 seconds long it can be undone as a whole."""
    asked = read_user_list(user_ids or [], source)
    body: Document = {"asset_id": asset_id, "user_ids": asked}
    if note is not None:
        body["note"] = note
    switches = {"dry_run": dry_run, "skip_already_assigned": skip_holders, "override": override}
    body |= {name: True for name, is_on in switches.items() if is_on}
    if dry_run:
        _preview(session, body)
    else:
        _tell_outcome(session, _begun(session, body, key or uuid.uuid4().hex), asked)


@app.command("show")
@command
def show_bulk(session: Session, bulk_id: BulkId) -> None:
    """Show where a bulk stands: decided or not, until when it can be undone, why it failed."""
    document = session.api.get(address("bulk-operations", bulk_id))
    if session.display.is_for_machines:
        session.display.document(document)
        return
    bulk = read(BulkOperation, document)
    session.display.line(f"{bulk.bulk_id}  {bulk.status}")
    for name, value in facts(session, bulk):
        session.display.line(f"  {name:<8}  {printable(value)}")
    if (failure := failure_in(bulk)) and failure.offenders:
        session.display.listing(offender_listing(failure.offenders))


@app.command("undo")
@command
def undo(session: Session, bulk_id: BulkId, note: Note = None) -> None:
    """Take a whole bulk back; each of its users holds again what they held before it."""
    undo_bulk(session, bulk_id, None, note)


def undo_bulk(session: Session, bulk_id: str, asset_id: str | None, note: str | None) -> None:
    """With the asset of the bulk, where it is known already."""
    if asset_id is None:
        known = read(BulkOperation, session.api.get(address("bulk-operations", bulk_id)))
        asset_id = known.asset_id
    body: Document = {"bulk_id": bulk_id} if note is None else {"bulk_id": bulk_id, "note": note}
    path = address("assets", asset_id, "undo-assign")
    document = session.api.post(path, body, key=uuid.uuid4().hex)
    if session.display.is_for_machines:
        session.display.document(document)
        return
    for line in undone_lines(read(BulkOperation, document)):
        session.display.line(line)


def _preview(session: Session, body: Document) -> None:
    document = session.api.post(PATH, body, key=uuid.uuid4().hex)
    if session.display.is_for_machines:
        session.display.document(document)
        return
    preview = read(BulkPreview, document)
    session.display.line("\n".join([*preview_lines(preview), preview_sum(preview)]))


def _begun(session: Session, body: Document, key: str) -> Document:
    """The bulk as the service has it; who does not learn that is told how to ask again."""
    try:
        return session.api.post(PATH, body, key)
    except (KeyboardInterrupt, Failure) as end:
        if isinstance(end, KeyboardInterrupt) or (end.is_passing and end.code != "rate_limited"):
            session.display.notice(
                f"Type the same command with --key {key}: it tells what became of this bulk, or"
                " begins it, but never twice."
            )
        raise


def _tell_outcome(session: Session, begun: Document, asked: Sequence[str]) -> None:
    document = decided(session, begun)
    bulk = read(BulkOperation, document)
    if failure := failure_in(bulk):
        raise failure
    if session.display.is_for_machines:
        session.display.document(document)
    elif bulk.status is BulkStatus.UNDONE:
        session.display.line(f"{bulk.bulk_id} was undone: nobody holds it because of this bulk.")
    else:
        for line in outcome_lines(session, bulk, asked):
            session.display.line(line)
    tell_sealed(session.display, bulk.sealed_bulk_ids)
