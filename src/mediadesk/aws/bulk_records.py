"""How bulk operations become items, and items bulk operations."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from mediadesk.aws.bulk_rows import BulkRow, MembersRow
from mediadesk.aws.rows import FailureMap, OffenderMap
from mediadesk.domain.bulk import BulkFailure, BulkRecord, BulkStatus, Offender, due_at
from mediadesk.domain.chains import ChainHead
from mediadesk.domain.ids import AdminId, AssetId, BulkId, UserId

RECORD: Final = "REC"
CHUNK: Final = "C#"
CHUNK_OF: Final = 1_000
"""Ids in one item: even the longest ones stay far below the 400 KB that an item may have."""
OPEN: Final = "OPEN"
"""The one partition of the bulks that somebody must still look at."""


def bulk_partition(bulk_id: BulkId) -> str:
    return f"B#{bulk_id}"


def record_key(bulk_id: BulkId) -> tuple[str, str]:
    return bulk_partition(bulk_id), RECORD


def members_rows(
    bulk_id: BulkId, user_ids: Sequence[UserId], row: type[MembersRow] = MembersRow
) -> list[MembersRow]:
    pk = bulk_partition(bulk_id)
    starts = range(0, len(user_ids), CHUNK_OF)
    return [
        row(pk=pk, sk=f"{CHUNK}{number:04d}", user_ids=list(user_ids[start : start + CHUNK_OF]))
        for number, start in enumerate(starts)
    ]


def record_row(record: BulkRecord, row: type[BulkRow] = BulkRow) -> BulkRow:
    pk, sk = record_key(record.bulk_id)
    facts: dict[str, Any] = asdict(record)
    del facts["has_override"], facts["failure"], facts["audit"]
    due = due_at(record)
    own = {
        "status": record.status.value,
        "override": record.has_override,
        "sealed_bulk_ids": set(record.sealed_bulk_ids) or None,
        "error": None if record.failure is None else _failure_map(record.failure),
        "audit_sequence": record.audit.sequence,
        "audit_hash": record.audit.hash,
        "open": None if due is None else OPEN,
        "due_at": due,
    }
    return row(pk=pk, sk=sk, **(facts | own))


def record_of(row: BulkRow) -> BulkRecord:
    return BulkRecord(
        bulk_id=BulkId(row.bulk_id),
        status=BulkStatus(row.status),
        asset_id=AssetId(row.asset_id),
        assigned_by=AdminId(row.assigned_by),
        request_id=row.request_id,
        created_at=row.created_at,
        lease_until=row.lease_until,
        user_count=row.user_count,
        members_hash=row.members_hash,
        note=row.note,
        skipped_count=row.skipped_count,
        has_override=row.override,
        is_queued=bool(row.is_queued),
        format=row.format,
        assigned_at=row.assigned_at,
        undo_until=row.undo_until,
        undone_at=row.undone_at,
        undone_by=AdminId(row.undone_by) if row.undone_by else None,
        undo_note=row.undo_note,
        undo_request_id=row.undo_request_id,
        sealed_by=row.sealed_by,
        sealed_bulk_ids=tuple(BulkId(bulk_id) for bulk_id in sorted(row.sealed_bulk_ids or ())),
        failure=_failure(row.error),
        storing_until=row.storing_until,
        drained_at=row.drained_at,
        closed_at=row.closed_at,
        audit=ChainHead(sequence=row.audit_sequence, hash=row.audit_hash),
    )


def record_from_image(image: Mapping[str, Mapping[str, Any]]) -> BulkRecord:
    """The record that an image of the table's stream shows, in DynamoDB's JSON."""
    return record_of(BulkRow.from_raw_data({name: dict(image[name]) for name in image}))


def _failure_map(failure: BulkFailure) -> FailureMap:
    return FailureMap(
        code=failure.code,
        detail=failure.detail,
        offenders=[OffenderMap(**asdict(offender)) for offender in failure.offenders],
        offender_count=failure.offender_count,
        undo_until=failure.undo_until,
    )


def _failure(item: FailureMap | None) -> BulkFailure | None:
    if item is None:
        return None
    return BulkFailure(
        code=item.code,
        detail=item.detail,
        offenders=tuple(Offender(UserId(found.user_id), found.code) for found in item.offenders),
        offender_count=item.offender_count,
        undo_until=item.undo_until,
    )
