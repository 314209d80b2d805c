"""The life of a bulk operation, and what it means for the head of each of its members.

A head may hold an intent that names a bulk; the bulk's record alone decides what it stands for.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from mediadesk.domain.heads import Act, Change, Head, LastBulk, appended
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import AdminId, AssetId, BulkId


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
class BulkRecord:
    """What decides for all members at once; `assigned_at` and `undone_at` stamp the decisions."""

    bulk_id: BulkId
    status: BulkStatus
    asset_id: AssetId
    assigned_by: AdminId
    request_id: str
    note: str | None = None
    assigned_at: datetime | None = None
    undone_at: datetime | None = None
    undone_by: AdminId | None = None
    undo_note: str | None = None
    undo_request_id: str | None = None


def settle(head: Head, record: BulkRecord) -> Change:
    """What the member's head and history are, now that the bulk stands as `record` says.

    Everything follows from the two arguments, so that whoever settles writes the same.
    """
    if head.intent != record.bulk_id:
        raise ValueError(f"{head.user_id} holds no intent of {record.bulk_id}")
    if record.status is BulkStatus.PREPARING:
        return Change(head, head)
    free = replace(head, intent=None)
    if record.status is BulkStatus.ABORTED:
        return Change(head, replace(free, v=head.v + 1))
    given = appended(_marked(free, record), HistoryAction.ASSIGN, record.asset_id, _act(record))
    if record.status is not BulkStatus.UNDONE:
        return Change(head, given.after, given.entries)
    back = appended(
        given.after,
        HistoryAction.UNDO,
        head.asset_id,
        _undo_act(record),
        refers_to=given.after.sequence,
    )
    # One write, however many entries.
    after = replace(back.after, v=head.v + 1)
    return Change(head, after, given.entries + back.entries)


def _marked(head: Head, record: BulkRecord) -> Head:
    return replace(head, last_bulk=LastBulk(record.bulk_id, _stamp(record.assigned_at)))


def _act(record: BulkRecord) -> Act:
    return Act(
        by=record.assigned_by,
        at=_stamp(record.assigned_at),
        request_id=record.request_id,
        op_id=record.bulk_id,
        note=record.note,
        bulk_id=record.bulk_id,
    )


def _undo_act(record: BulkRecord) -> Act:
    return Act(
        by=record.undone_by or record.assigned_by,
        at=_stamp(record.undone_at),
        request_id=record.undo_request_id or record.request_id,
        op_id=record.bulk_id,
        note=record.undo_note,
        bulk_id=record.bulk_id,
    )


def _stamp(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("the record was decided without a stamp")
    return moment
