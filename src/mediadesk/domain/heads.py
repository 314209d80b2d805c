"""What a user holds at present, and how it follows from the newest entry of their history."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.chains import GENESIS_HASH
from mediadesk.domain.history import HistoryAction, HistoryEntry, sealed
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, AdminId, AssetId, BulkId, UserId, place_id

UNDO_WINDOW: Final = timedelta(seconds=30)
"""How long after `assigned_at` an assignment can be undone; the last instant still counts."""


@dataclass(frozen=True, slots=True)
class LastBulk:
    """The bulk that a head was changed by most recently."""

    bulk_id: BulkId
    committed_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a user's history.

    `v` rises by one with every write and is internal; `sequence` counts the entries. An `intent`
    names a bulk that decides what the user holds; see `mediadesk.domain.bulk`.
    """

    user_id: UserId
    v: int = 0
    sequence: int = 0
    asset_id: AssetId | None = None
    previous_asset_id: AssetId | None = None
    bulk_id: BulkId | None = None
    hash: str = GENESIS_HASH
    entry_action: HistoryAction | None = None
    assigned_at: datetime | None = None
    assigned_by: AdminId | None = None
    undo_until: datetime | None = None
    op_id: str | None = None
    deactivated_at: datetime | None = None
    intent: BulkId | None = None
    last_bulk: LastBulk | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A step from one head to the next, with the entries it appends.

    `before` is None where the head is new.
    """

    before: Head | None
    after: Head
    entries: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes something, when, and by which request.

    `op_id` names the operation that a repeat of the request belongs to.
    """

    by: AdminId
    at: datetime
    request_id: str
    op_id: str
    note: str | None = None
    bulk_id: BulkId | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a user holds right after an entry; `asset_id` is None when that is nothing."""

    assignment_id: str
    user_id: UserId
    asset_id: AssetId | None
    previous_asset_id: AssetId | None
    assigned_by: AdminId
    assigned_at: datetime
    undo_until: datetime | None
    bulk_id: BulkId | None
    sequence: int


def undo_until(entry: HistoryEntry) -> datetime | None:
    """Until when the state after an entry can be undone, the moment itself included."""
    return entry.performed_at + UNDO_WINDOW if entry.action.opens_window else None


def assignment_of(entry: HistoryEntry) -> Assignment:
    """The state right after an entry: it follows from the entry alone, for ever."""
    return Assignment(
        assignment_id=place_id(ASSIGNMENT_PREFIX, entry.user_id, entry.sequence),
        user_id=entry.user_id,
        asset_id=entry.asset_id,
        previous_asset_id=entry.previous_asset_id,
        assigned_by=entry.performed_by,
        assigned_at=entry.performed_at,
        undo_until=undo_until(entry),
        bulk_id=entry.bulk_id,
        sequence=entry.sequence,
    )


def current(head: Head) -> Assignment | None:
    """What the user holds now; None when that is nothing."""
    if head.asset_id is None or head.assigned_by is None or head.assigned_at is None:
        return None
    return Assignment(
        assignment_id=place_id(ASSIGNMENT_PREFIX, head.user_id, head.sequence),
        user_id=head.user_id,
        asset_id=head.asset_id,
        previous_asset_id=head.previous_asset_id,
        assigned_by=head.assigned_by,
        assigned_at=head.assigned_at,
        undo_until=head.undo_until,
        bulk_id=head.bulk_id,
        sequence=head.sequence,
    )


def appended(
    head: Head,
    action: HistoryAction,
    asset_id: AssetId | None,
    act: Act,
    refers_to: int | None = None,
) -> Change:
    """The user holds `asset_id` from now on: the entry that says so, and the head after it."""
    entry = sealed(
        HistoryEntry(
            user_id=head.user_id,
            sequence=head.sequence + 1,
            action=action,
            asset_id=asset_id,
            previous_asset_id=head.asset_id,
            performed_by=act.by,
            performed_at=act.at,
            bulk_id=act.bulk_id,
            refers_to=refers_to,
            note=act.note,
            request_id=act.request_id,
            op_id=act.op_id,
            previous_hash=head.hash,
        )
    )
    return Change(head, _after(head, entry), (entry,))


def _after(head: Head, entry: HistoryEntry) -> Head:
    return replace(
        head,
        v=head.v + 1,
        sequence=entry.sequence,
        asset_id=entry.asset_id,
        previous_asset_id=entry.previous_asset_id,
        bulk_id=entry.bulk_id,
        hash=entry.hash,
        entry_action=entry.action,
        assigned_at=entry.performed_at,
        assigned_by=entry.performed_by,
        undo_until=undo_until(entry),
        op_id=entry.op_id,
    )
