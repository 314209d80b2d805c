"""How bulk operations are shown to API consumers, and the errors that they ended with."""

from typing import Final

from mediadesk.contracts import bulk
from mediadesk.contracts.http import Problem
from mediadesk.domain import errors
from mediadesk.domain.bulk import BulkFailure, BulkRecord
from mediadesk.domain.bulk_plans import BulkPreview
from mediadesk.edge.problems import described

TOLD_AS: Final = {error.code: error for error in (errors.AssetNotReady, errors.AssetUnavailable)}
"""Failures that are errors of their own; what else may end a bulk is told as an abort."""


def path_of(record: BulkRecord) -> str:
    return f"/api/admin/bulk-operations/{record.bulk_id}"


def bulk_shape(record: BulkRecord) -> bulk.BulkOperation:
    """The bulk as it stands by its record."""
    return bulk.BulkOperation(
        bulk_id=record.bulk_id,
        asset_id=record.asset_id,
        status=record.status,
        user_count=record.user_count,
        skipped_count=record.skipped_count,
        note=record.note,
        assigned_by=record.assigned_by,
        created_at=record.created_at,
        assigned_at=record.assigned_at,
        undo_until=record.undo_until,
        undone_at=record.undone_at,
        undone_by=record.undone_by,
        sealed_by=record.sealed_by,
        sealed_bulk_ids=record.sealed_bulk_ids,
        error=_problem(record),
    )


def bulk_etag(record: BulkRecord) -> str:
    """Whatever else is shown of a bulk changes with its status alone."""
    return f'"{record.status}-s{len(record.sealed_bulk_ids)}"'


def refusal(failure: BulkFailure) -> errors.MediadeskError:
    """The error that says why nobody got anything."""
    if failure.code == errors.BulkRefused.code:
        offenders = [(offender.user_id, offender.code) for offender in failure.offenders]
        return errors.BulkRefused(failure.detail, offenders, failure.offender_count)
    if failure.code == errors.UndoWindowOpen.code:
        return errors.UndoWindowOpen(failure.detail, failure.undo_until)
    return TOLD_AS.get(failure.code, errors.BulkAborted)(failure.detail)


def preview_shape(preview: BulkPreview) -> bulk.BulkPreview:
    """What would change, user by user."""
    changes = tuple(
        bulk.BulkChange(user_id=change.user_id, previous_asset_id=change.previous_asset_id)
        for change in preview.changes
    )
    return bulk.BulkPreview(
        asset_id=preview.asset.asset_id,
        user_count=len(changes),
        skipped_count=preview.skipped_count,
        changes=changes,
    )


def _problem(record: BulkRecord) -> Problem | None:
    if record.failure is None:
        return None
    error = refusal(record.failure)
    return described(error, path=path_of(record), request_id=record.request_id)
