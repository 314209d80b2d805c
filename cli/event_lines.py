"""Events as lines of a log: when, of whom or what, and what happened."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from rich.text import Text

from cli.bulk_words import counted
from cli.wording import local_time, printable
from mediadesk.contracts.directory import Assignment
from mediadesk.contracts.socket import AssetHolders, BulkState, UserAssignment, UserSnapshot
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.ids import is_bulk_id

_STYLES: Final = {
    BulkStatus.PREPARING: "yellow",
    BulkStatus.COMMITTED: "green",
    BulkStatus.SEALED: "green",
    BulkStatus.UNDONE: "yellow",
    BulkStatus.ABORTED: "red",
}


def bulk_line(state: BulkState, at: datetime, user_id: str | None = None) -> Text:
    """What was decided about a bulk, told of its asset or of one of its users."""
    line = _begun(user_id or state.asset_id, at)
    line.append(f"bulk {state.status}", style=_STYLES[state.status])
    return line.append(f"  {state.bulk_id}  {printable(_news(state))}", style="default")


def holders_line(holders: AssetHolders, at: datetime) -> Text:
    line = _begun(holders.asset_id, at)
    if not holders.assigned_user_count:
        return line.append("held by nobody", style="yellow")
    count = holders.assigned_user_count
    line.append(f"held by {count:,} user{'' if count == 1 else 's'}", style="green")
    if holders.user_id is None:
        return line
    latest = holders.user_id if count == 1 else f"the latest {holders.user_id}"
    return line.append(f"  {printable(f'{latest}, by {holders.assigned_by}')}", style="default")


def held_line(user_id: str, held: Assignment | UserAssignment | None, at: datetime) -> Text:
    """What a user holds by an entry of their history; `held` is None before the first."""
    line = _begun(user_id, at)
    if held is None or held.asset_id is None:
        line.append("holds nothing", style="yellow")
    else:
        line.append(f"holds {held.asset_id}", style="green")
    return line if held is None else line.append(f"  {printable(_how(held, at))}", style="default")


def missed_lines(snapshot: UserSnapshot, known: int, at: datetime) -> Iterator[Text]:
    """The entries since the one that is known by its number, the earliest first."""
    state = snapshot.data
    if not state.is_complete:
        yield _begun(state.user_id, at).append("more was missed than is told here", style="yellow")
    for entry in reversed(state.entries):
        if known < entry.sequence:
            is_newest = state.held is not None and state.held.sequence == entry.sequence
            yield held_line(state.user_id, state.held if is_newest else entry, at)


def _begun(subject: str, at: datetime) -> Text:
    return Text(f"{local_time(at)}  ", style="dim").append(f"{subject}  ", style="default")


def _how(held: Assignment | UserAssignment, at: datetime) -> str:
    action = f"{held.action}, " if isinstance(held, UserAssignment) else ""
    by = f"{action}by {held.assigned_by}"
    before = f"; before: {held.previous_asset_id}" if held.previous_asset_id else ""
    if held.undo_until is None or held.undo_until < at:
        return by + before
    return f"{by}{before}; until {local_time(held.undo_until)} it can be undone"


def _news(state: BulkState) -> str:
    holds = counted(state.user_count)
    if state.status is BulkStatus.COMMITTED:
        until = local_time(state.undo_until) if state.undo_until else "later"
        return f"{holds} it now, by {state.assigned_by}; until {until} it can be undone"
    if state.status is BulkStatus.UNDONE:
        return f"{holds} again what they held before, by {state.undone_by}"
    if state.status is BulkStatus.SEALED:
        return f"it can't be undone any more{_sealed_by(state.sealed_by)}"
    return "nobody got it"


def _sealed_by(name: str | None) -> str:
    """A bulk by its id; the id of a request tells nobody anything."""
    if name is None:
        return ""
    return (
        f", because of {name}" if is_bulk_id(name) else ", because a user was given another asset"
    )
