"""`mediactl history`: what a user held, since when, by whom and why."""

from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from cli.api import address, read
from cli.commands import command
from cli.ids import UserId
from cli.listing import Column, Listing
from cli.pages import Every, Limit, Query, collect
from cli.session import Session
from cli.wording import local_day_and_time, printable
from mediadesk.contracts.directory import HistoryEntry
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.instants import rfc3339

Action = Annotated[
    HistoryAction | None, typer.Option(help="Only such entries.", show_default=False)
]


def first_moment(text: str) -> datetime:
    """A day begins at midnight; what names no zone is local time."""
    return _in_utc(datetime.fromisoformat(text))


def last_moment(text: str) -> datetime:
    """A day is meant whole."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return first_moment(text)
    return _in_utc(datetime.combine(day, time.max))


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


Since = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        parser=first_moment,
        metavar="DAY|TIME",
        help="No earlier ones: 2026-11-22 or 2026-11-22T10:15.",
        show_default=False,
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--to",
        parser=last_moment,
        metavar="DAY|TIME",
        help="No later ones; a day counts whole.",
        show_default=False,
    ),
]


@command
def history(
    session: Session,
    user_id: UserId,
    action: Action = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 25,
    every: Every = False,
) -> None:
    """List what a user held, the newest first; `revert` brings the state after an entry back."""
    query: Query = {
        "action": action,
        "from": rfc3339(since) if since else None,
        "to": rfc3339(until) if until else None,
    }
    path = address("users", user_id, "assignment-history")
    page = collect(session.api, path, query, limit, every=every)
    if session.display.is_for_machines:
        session.display.document(page.model_dump())
        return
    entries = [read(HistoryEntry, document) for document in page.items]
    if entries:
        session.display.listing(_listing(entries))
    else:
        session.display.notice("There are no such entries.")
    if page.next_cursor:
        session.display.notice(f"There are older ones: --limit {limit * 4}, or --all.")


def _listing(entries: list[HistoryEntry]) -> Listing:
    whole = Column("ENTRY"), Column("WHEN"), Column("ACTION"), Column("ASSET")
    spare = (Column(name, is_spare=True) for name in ("BEFORE", "REFERS TO", "BY"))
    listing = Listing(*whole, *spare, words="NOTE")
    for entry in entries:
        listing.add(
            entry.entry_id,
            local_day_and_time(entry.performed_at),
            entry.action.replace("_", " "),
            entry.asset_id or "nothing",
            entry.previous_asset_id or "nothing",
            entry.refers_to or "",
            entry.performed_by,
            printable(entry.note or ""),
        )
    return listing
