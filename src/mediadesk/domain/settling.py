"""What a bulk means for the head and the history of each of its members."""

from dataclasses import replace
from datetime import datetime

from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.heads import Act, Change, Head, LastBulk, appended
from mediadesk.domain.history import HistoryAction


def settle(head: Head, record: BulkRecord) -> Change:
    """What the member's head and history are, now that the bulk stands as `record` says.

    Everything follows from the two arguments, so that whoever settles writes the same. A reader
    settles by a record in any state; a writer only by a final one.
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
