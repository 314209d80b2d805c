"""`mediactl assign`, `undo`, `unassign`, `revert`: changes what a user holds, and says how back."""

import uuid
from typing import Annotated

import typer

from cli.api import Api, Document, address, read
from cli.bulks import undo_bulk
from cli.changing import OVERRIDING, Note, Override, tell_sealed
from cli.commands import command
from cli.failures import ExitCode, Failure
from cli.ids import AssetId, UserId
from cli.pages import LARGEST_PAGE, pages
from cli.session import Session
from cli.wording import local_time
from mediadesk.contracts.directory import (
    Assignment,
    AssignmentChange,
    HistoryEntry,
    HistoryEntryChange,
)
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, is_bulk_id, place_of


@command
def assign(
    session: Session,
    asset_id: AssetId,
    user_id: UserId,
    note: Note = None,
    override: Override = False,
) -> None:
    """Give a user an asset in place of the one they hold; 30 seconds long it can be undone."""
    path = address("assets", asset_id, "assign")
    _change(session, path, {"user_id": user_id}, note, override=override)


@command
def undo(
    session: Session,
    assignment_id: Annotated[
        str, typer.Argument(metavar="ASSIGNMENT_ID|BULK_ID", show_default=False)
    ],
    asset_id: Annotated[
        str | None,
        typer.Option(
            "--asset",
            metavar="ASSET_ID",
            help="The asset of the assignment or the bulk.",
            show_default="looked up",
        ),
    ] = None,
    note: Note = None,
    override: Override = False,
) -> None:
    """Take an assignment or a whole bulk back; each user holds again what they held before it."""
    if is_bulk_id(assignment_id):
        undo_bulk(session, assignment_id, asset_id, note)
        return
    asset_id = asset_id or _asset_of(session.api, assignment_id)
    path = address("assets", asset_id, "undo-assign")
    _change(session, path, {"assignment_id": assignment_id}, note, override=override)


@command
def revert(
    session: Session,
    user_id: UserId,
    entry_id: Annotated[str, typer.Argument(metavar="ENTRY_ID", show_default=False)],
    note: Note = None,
    override: Override = False,
) -> None:
    """Make the state right after an entry of a user's history the present one again."""
    path = address("users", user_id, "revert-assignment")
    _change(session, path, {"entry_id": entry_id}, note, override=override)


@command
def unassign(session: Session, user_id: UserId, override: Override = False) -> None:
    """Take from a user what they hold. It can't be undone, but reverted."""
    path = address("users", user_id, "assignment")
    document = session.api.delete(path, uuid.uuid4().hex, OVERRIDING if override else None)
    if session.display.is_for_machines:
        session.display.document(document)
        return
    entry = read(HistoryEntryChange, document)
    _tell(session, entry)
    tell_sealed(session.display, entry.sealed_bulk_ids)
    entries = session.command_line("history", user_id)
    session.display.notice(f"To bring an earlier state back, choose an entry: {entries}")


def _change(
    session: Session, path: str, body: Document, note: str | None, *, override: bool
) -> None:
    asked = body if note is None else {**body, "note": note}
    if override:
        asked = {**asked, "override": True}
    document = session.api.post(path, asked, key=uuid.uuid4().hex)
    if session.display.is_for_machines:
        session.display.document(document)
        return
    assignment = read(AssignmentChange, document)
    _tell(session, assignment)
    if assignment.undo_until:
        until = local_time(assignment.undo_until)
        command_line = session.command_line("undo", assignment.assignment_id)
        session.display.line(f"Until {until} it can be undone: {command_line}")
    tell_sealed(session.display, assignment.sealed_bulk_ids)


def _tell(session: Session, state: Assignment | HistoryEntry) -> None:
    """Who holds what now, in place of what."""
    held, before = state.asset_id or "nothing", state.previous_asset_id or "nothing"
    session.display.line(f"{state.user_id} holds {held} now, in place of {before}.")


def _asset_of(api: Api, assignment_id: str) -> str:
    """The asset that the assignment gave, or took where it gave none."""
    place = place_of(ASSIGNMENT_PREFIX, assignment_id)
    if place is None:
        raise _no_assignment(assignment_id)
    user_id, sequence = place
    path = address("users", user_id, "assignment-history")
    for page in pages(api, path, {"limit": LARGEST_PAGE}):
        for entry in (read(HistoryEntry, document) for document in page.items):
            if entry.sequence == sequence and (held := entry.asset_id or entry.previous_asset_id):
                return held
    raise _no_assignment(assignment_id)


def _no_assignment(assignment_id: str) -> Failure:
    return Failure(
        "assignment_not_found",
        f"There is no assignment {assignment_id}.",
        exit_code=ExitCode.NOT_FOUND,
    )
