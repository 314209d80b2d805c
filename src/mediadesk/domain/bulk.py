"""The life of a bulk operation: its record decides for all its members at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from mediadesk.domain.chains import EMPTY_CHAIN, ChainHead, digest
from mediadesk.domain.errors import (
    AlreadyUndone,
    BulkAborted,
    BulkSealed,
    IllegalTransition,
    UndoWindowExpired,
)
from mediadesk.domain.heads import UNDO_WINDOW
from mediadesk.domain.ids import AdminId, AssetId, BulkId, UserId
from mediadesk.domain.instants import rfc3339

FORMAT: Final = 1
"""How entries are derived from a record; a record keeps the one it was made with."""
MAX_USERS: Final = 10_000
LEASE: Final = timedelta(seconds=10)
"""How long a bulk that prepares may be silent before anybody may abort it."""
QUEUED_FOR: Final = timedelta(minutes=1)
"""How long one that waits in a queue is left there before it is sent anew."""
QUEUED_LEASE: Final = 3 * QUEUED_FOR
"""How long it may wait before anybody may abort it: a sweep comes in between, or two."""
QUEUED_AT_MOST: Final = timedelta(minutes=15)
"""So long after it was asked for nobody waits any more: what it would change has gone stale."""
STORING_FOR: Final = timedelta(seconds=30)
"""How long nobody else looks after a bulk that somebody stores with its members."""
CLOSED_AFTER: Final = timedelta(minutes=5)
"""How long after it was stored a bulk is still open: a write that was late has come by then."""
RENEW_EVERY: Final = timedelta(seconds=3)
SEAL_GRACE: Final = timedelta(seconds=5)
"""Time alone seals only so long after the window: a fast clock must steal no undo."""


class BulkStatus(StrEnum):
    PREPARING = "preparing"
    COMMITTED = "committed"
    SEALED = "sealed"
    UNDONE = "undone"
    ABORTED = "aborted"

    @property
    def is_final(self) -> bool:
        """Whether it stays so for ever: only then may anything be stored on its account."""
        return self in {self.SEALED, self.UNDONE, self.ABORTED}


NEXT: Final = {
    BulkStatus.PREPARING: frozenset({BulkStatus.COMMITTED, BulkStatus.ABORTED}),
    BulkStatus.COMMITTED: frozenset({BulkStatus.SEALED, BulkStatus.UNDONE}),
    BulkStatus.SEALED: frozenset[BulkStatus](),
    BulkStatus.UNDONE: frozenset[BulkStatus](),
    BulkStatus.ABORTED: frozenset[BulkStatus](),
}
"""Every legal change of a bulk's status."""


@dataclass(frozen=True, slots=True)
class Offender:
    """A member for whose sake the whole bulk is refused; `code` as a single would be."""

    user_id: UserId
    code: str


@dataclass(frozen=True, slots=True)
class BulkFailure:
    """Why a bulk was aborted; the first 100 offenders of `offender_count`.

    `undo_until`: when the window of another is over that was in its way.
    """

    code: str
    detail: str
    offenders: tuple[Offender, ...] = ()
    offender_count: int = 0
    undo_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class BulkRecord:
    """What decides for all members at once; `assigned_at` and `undone_at` stamp the decisions.

    It was asked for at `created_at`. `has_override`: it may take the undo from other admins' bulks.
    `is_queued`: it was handed on, and nobody has gone on with it yet. From `drained_at` on what it
    decided is stored with each member, which somebody is at until `storing_until`; from `closed_at`
    on nobody has to look at it any more.
    `sealed_bulk_ids`, sorted: the bulks whose undo it took while it prepared.
    """

    bulk_id: BulkId
    status: BulkStatus
    asset_id: AssetId
    assigned_by: AdminId
    request_id: str
    created_at: datetime
    lease_until: datetime
    user_count: int
    members_hash: str
    note: str | None = None
    skipped_count: int = 0
    has_override: bool = False
    is_queued: bool = False
    format: int = FORMAT
    assigned_at: datetime | None = None
    undo_until: datetime | None = None
    undone_at: datetime | None = None
    undone_by: AdminId | None = None
    undo_note: str | None = None
    undo_request_id: str | None = None
    sealed_by: str | None = None
    sealed_bulk_ids: tuple[BulkId, ...] = ()
    failure: BulkFailure | None = None
    storing_until: datetime | None = None
    drained_at: datetime | None = None
    closed_at: datetime | None = None
    audit: ChainHead = EMPTY_CHAIN


def members_hash(user_ids: Iterable[UserId]) -> str:
    """What the audit entry of a bulk says of who its members are."""
    return digest({"user_ids": sorted(user_ids)})


def commit(record: BulkRecord, at: datetime) -> BulkRecord:
    """Every member has the asset from this moment on."""
    return replace(
        _moved(record, BulkStatus.COMMITTED), assigned_at=at, undo_until=at + UNDO_WINDOW
    )


def abort(record: BulkRecord, failure: BulkFailure) -> BulkRecord:
    """Nobody gets anything."""
    return replace(_moved(record, BulkStatus.ABORTED), failure=failure)


def undo(
    record: BulkRecord,
    by: AdminId,
    received_at: datetime,
    at: datetime,
    request_id: str,
    note: str | None,
) -> BulkRecord:
    """Every member has again what they had; the window's last instant counts."""
    _require_undoable(record, received_at)
    return replace(
        _moved(record, BulkStatus.UNDONE),
        undone_at=at,
        undone_by=by,
        undo_note=note,
        undo_request_id=request_id,
    )


def seal(record: BulkRecord, sealed_by: str | None) -> BulkRecord:
    """It can't be undone any more: by time, or by the change that `sealed_by` names."""
    return replace(_moved(record, BulkStatus.SEALED), sealed_by=sealed_by)


def may_be_sealed_by_time(record: BulkRecord, at: datetime) -> bool:
    until = record.undo_until
    return record.status is BulkStatus.COMMITTED and until is not None and until < at - SEAL_GRACE


def is_window_open(record: BulkRecord, at: datetime) -> bool:
    until = record.undo_until
    return record.status is BulkStatus.COMMITTED and until is not None and at <= until


def queued(record: BulkRecord, at: datetime) -> BulkRecord:
    """It was handed on: silence tells of no death for a while."""
    return replace(record, is_queued=True, lease_until=at + QUEUED_LEASE)


def taken_up(record: BulkRecord, at: datetime) -> BulkRecord:
    """Somebody is at work on it, now."""
    return replace(record, is_queued=False, lease_until=at + LEASE)


def may_wait(record: BulkRecord, at: datetime) -> bool:
    """It is worth another try later on."""
    return record.status is BulkStatus.PREPARING and at < record.created_at + QUEUED_AT_MOST


def judged_at(received_at: datetime, at: datetime) -> datetime:
    """By which moment a bulk that was asked for then judges the windows of others.

    By its arrival, as an undo is; later by the clock, but never before the grace has passed.
    """
    return max(received_at, at - SEAL_GRACE)


def is_abandoned(record: BulkRecord, at: datetime) -> bool:
    """Nobody is at work on it: it can be aborted by anybody."""
    return record.status is BulkStatus.PREPARING and record.lease_until < at


def due_at(record: BulkRecord) -> datetime | None:
    """When somebody must look at it, should everybody else have forgotten it; None: never."""
    if record.closed_at is not None:
        return None
    if record.drained_at is not None:
        return record.drained_at + CLOSED_AFTER
    if record.status is BulkStatus.PREPARING and record.is_queued:
        return record.lease_until - QUEUED_LEASE + QUEUED_FOR
    if record.status is BulkStatus.PREPARING:
        return record.lease_until
    if record.status is BulkStatus.COMMITTED and record.undo_until is not None:
        return record.undo_until + SEAL_GRACE
    return record.storing_until or record.undone_at or record.lease_until


def is_being_stored(record: BulkRecord, at: datetime) -> bool:
    """Somebody is at it: a second one would only be in the way."""
    return record.storing_until is not None and at < record.storing_until


def at_storing(record: BulkRecord, at: datetime) -> BulkRecord:
    """Somebody is at it for a while; the same record while most of that is left."""
    until = record.storing_until
    if until is not None and until - at > STORING_FOR / 2:
        return record
    return replace(record, storing_until=at + STORING_FOR)


def _require_undoable(record: BulkRecord, received_at: datetime) -> None:
    if record.status is BulkStatus.UNDONE:
        raise AlreadyUndone(f"{record.bulk_id} was undone already.")
    if record.status is BulkStatus.ABORTED:
        raise BulkAborted(f"{record.bulk_id} was aborted; nobody got anything by it.")
    if record.status is BulkStatus.SEALED and record.sealed_by is not None:
        raise BulkSealed(f"{record.bulk_id} was sealed by {record.sealed_by}.")
    until = record.undo_until
    # What time has sealed is over, also for a request that was long on its way.
    if until is not None and (received_at > until or record.status is BulkStatus.SEALED):
        raise UndoWindowExpired(f"It could be undone until {rfc3339(until)}.")


def _moved(record: BulkRecord, status: BulkStatus) -> BulkRecord:
    if status not in NEXT[record.status]:
        raise IllegalTransition(f"{record.bulk_id} is {record.status}, it can't become {status}")
    return replace(record, status=status)
