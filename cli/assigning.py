"""`mediactl assign`, `undo`, `unassign`, `revert`: changes what a user holds, and says how back."""

import uuid
from typing import Annotated

import typer

from cli.api import Api, Document, address, read
from cli.commands import command
from cli.failures import ExitCode, Failure
from cli.ids import AssetId, UserId
from cli.pages import LARGEST_PAGE, pages
from cli.session import Session
from cli.wording import local_time
from mediadesk.contracts.directory import Assignment, HistoryEntry
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, place_of

Note = Annotated[
    str | None, typer.Option(help="Why; stands in the history for ever.", show_default=False)
]


@command
def assign(session: Session, asset_id: AssetId, user_id: UserId, note: Note = None) -> None:
    """Give a user an asset in place of the one they hold; 30 seconds long it can be undone."""
    path = address("assets", asset_id, "assign")
    _change(session, path, {"user_id": user_id}, note)


@command
def undo(
    session: Session,
    assignment_id: Annotated[str, typer.Argument(metavar="ASSIGNMENT_ID", show_default=False)],
    asset_id: Annotated[
        str | None,
        typer.Option(
            "--asset",
            metavar="ASSET_ID",
            help="The asset of the assignment.",
            show_default="looked up in the user's history",
        ),
    ] = None,
    note: Note = None,
) -> None:
    """Take an assignment back; the user holds again what they held before it."""
    asset_id = asset_id or _asset_of(session.api, assignment_id)
    path = address("assets", asset_id, "undo-assign")
    _change(session, path, {"assignment_id": assignment_id}, note)


@command
def revert(
    session: Session,
    user_id: UserId,
    entry_id: Annotated[str, typer.Argument(metavar="ENTRY_ID", show_default=False)],
    note: Note = None,
) -> None:
    """Make the state right after an entry of a user's history the present one again."""
    path = address("users", user_id, "revert-assignment")
    _change(session, path, {"entry_id": entry_id}, note)


@command
def unassign(session: Session, user_id: UserId) -> None:
    """Take from a user what they hold. It can't be undone, but reverted."""
    path = address("users", user_id, "assignment")
    document = session.api.delete(path, key=uuid.uuid4().hex)
    if session.display.is_for_machines:
        session.display.document(document)
        return
    _tell(session, read(HistoryEntry, document))
    entries = session.command_line("history", user_id)
    session.display.notice(f"To bring an earlier state back, choose an entry: {entries}")


def _change(session: Session, path: str, body: Document, note: str | None) -> None:
    asked = body if note is None else {**body, "note": note}
    document = session.api.post(path, asked, key=uuid.uuid4().hex)
    if session.display.is_for_machines:
        session.display.document(document)
        return
    assignment = read(Assignment, document)
    _tell(session, assignment)
    if assignment.undo_until:
        until = local_time(assignment.undo_until)
        command_line = session.command_line("undo", assignment.assignment_id)
        session.display.line(f"Until {until} it can be undone: {command_line}")


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
