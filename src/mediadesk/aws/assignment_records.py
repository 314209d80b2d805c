"""How heads, history entries and holders become items, and items become them."""

from collections.abc import Mapping
from typing import Any, Final

from mediadesk.aws.assignment_rows import HeadRow, HistoryRow, HoldersRow
from mediadesk.aws.records import partition
from mediadesk.aws.rows import LastBulkMap
from mediadesk.aws.shards import day_shard, holder_shard
from mediadesk.aws.user_records import user_partition
from mediadesk.domain.heads import Head, LastBulk
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.ids import ENTRY_PREFIX, AdminId, AssetId, BulkId, UserId, place_of

HEAD: Final = "HEAD"
HOLDERS: Final = "HOLDERS"
DUE: Final = "DUE"
"""The one partition of the holders that are to be computed once more."""


def head_key(user_id: UserId) -> tuple[str, str]:
    return user_partition(user_id), HEAD


def entry_key(user_id: UserId, sequence: int) -> tuple[str, str]:
    return user_partition(user_id), f"{sequence:010d}"


def holders_key(asset_id: AssetId) -> tuple[str, str]:
    return partition(asset_id), HOLDERS


def head_row(head: Head, row: type[HeadRow] = HeadRow) -> HeadRow:
    pk, sk = head_key(head.user_id)
    return row(
        pk=pk,
        sk=sk,
        holder_shard=None if head.asset_id is None else holder_shard(head.asset_id, head.user_id),
        user_id=head.user_id,
        v=head.v,
        sequence=head.sequence,
        asset_id=head.asset_id,
        previous_asset_id=head.previous_asset_id,
        bulk_id=head.bulk_id,
        hash=head.hash,
        entry_action=None if head.entry_action is None else head.entry_action.value,
        assigned_at=head.assigned_at,
        assigned_by=head.assigned_by,
        undo_until=head.undo_until,
        op_id=head.op_id,
        deactivated_at=head.deactivated_at,
        intent=head.intent,
        last_bulk=_last_bulk_map(head.last_bulk),
    )


def head_of(row: HeadRow) -> Head:
    return Head(
        user_id=UserId(row.user_id),
        v=row.v,
        sequence=row.sequence,
        asset_id=_asset_id(row.asset_id),
        previous_asset_id=_asset_id(row.previous_asset_id),
        bulk_id=_bulk_id(row.bulk_id),
        hash=row.hash,
        entry_action=HistoryAction(row.entry_action) if row.entry_action else None,
        assigned_at=row.assigned_at,
        assigned_by=AdminId(row.assigned_by) if row.assigned_by else None,
        undo_until=row.undo_until,
        op_id=row.op_id,
        deactivated_at=row.deactivated_at,
        intent=_bulk_id(row.intent),
        last_bulk=_last_bulk(row.last_bulk),
    )


def head_from_image(image: Mapping[str, Mapping[str, Any]]) -> Head:
    """The head that an image of the table's stream shows, in DynamoDB's JSON."""
    return head_of(HeadRow.from_raw_data({name: dict(image[name]) for name in image}))


def holding_of(row: HeadRow) -> Holding:
    """Of a head that the index of holders names: it holds something."""
    return Holding(UserId(row.user_id), row.assigned_at, AdminId(row.assigned_by))


def history_row(entry: HistoryEntry, row: type[HistoryRow] = HistoryRow) -> HistoryRow:
    pk, sk = entry_key(entry.user_id, entry.sequence)
    facts: dict[str, Any] = entry.document() | {
        "performed_at": entry.performed_at,
        "performed_day": None if entry.bulk_id else day_shard(entry.performed_at, pk),
        "op_id": entry.op_id,
        "hash": entry.hash,
    }
    return row(pk=pk, sk=sk, **facts)


def entry_of(row: HistoryRow) -> HistoryEntry:
    return HistoryEntry(
        user_id=UserId(row.user_id),
        sequence=row.sequence,
        action=HistoryAction(row.action),
        asset_id=_asset_id(row.asset_id),
        previous_asset_id=_asset_id(row.previous_asset_id),
        performed_by=AdminId(row.performed_by),
        performed_at=row.performed_at,
        bulk_id=_bulk_id(row.bulk_id),
        refers_to=_sequence(row.refers_to),
        note=row.note,
        request_id=row.request_id,
        op_id=row.op_id,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


def holders_row(holders: Holders, row: type[HoldersRow] = HoldersRow) -> HoldersRow:
    pk, sk = holders_key(holders.asset_id)
    latest = holders.latest
    return row(
        pk=pk,
        sk=sk,
        asset_id=holders.asset_id,
        user_id=latest and latest.user_id,
        assigned_at=latest and latest.assigned_at,
        assigned_by=latest and latest.assigned_by,
        assigned_user_count=holders.count,
        version=holders.version,
        v=holders.v,
        computed_at=holders.computed_at,
        due=None if holders.due_at is None else DUE,
        due_at=holders.due_at,
    )


def holders_of(row: HoldersRow) -> Holders:
    return Holders(
        asset_id=AssetId(row.asset_id),
        latest=_latest(row) if row.user_id else None,
        count=row.assigned_user_count,
        version=row.version,
        v=row.v,
        computed_at=row.computed_at,
        due_at=row.due_at,
    )


def holders_from_image(image: Mapping[str, Mapping[str, Any]]) -> Holders:
    """The holders that an image of the table's stream shows, in DynamoDB's JSON."""
    return holders_of(HoldersRow.from_raw_data({name: dict(image[name]) for name in image}))


def _latest(row: HoldersRow) -> Holding:
    return Holding(UserId(row.user_id), row.assigned_at, AdminId(row.assigned_by))


def _asset_id(text: str | None) -> AssetId | None:
    return None if text is None else AssetId(text)


def _bulk_id(text: str | None) -> BulkId | None:
    return None if text is None else BulkId(text)


def _sequence(entry_id: str | None) -> int | None:
    place = None if entry_id is None else place_of(ENTRY_PREFIX, entry_id)
    return None if place is None else place[1]


def _last_bulk_map(last: LastBulk | None) -> LastBulkMap | None:
    return (
        None if last is None else LastBulkMap(bulk_id=last.bulk_id, committed_at=last.committed_at)
    )


def _last_bulk(item: LastBulkMap | None) -> LastBulk | None:
    return None if item is None else LastBulk(BulkId(item.bulk_id), item.committed_at)
