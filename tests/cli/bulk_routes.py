"""The HTTP side of bulk operations: begin, ask what one would change, look."""

import re
from typing import Final

from mediadesk.contracts.bulk import NewBulkAssignment
from mediadesk.domain import errors
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import BulkPreview, PlannedChange
from mediadesk.edge.bulk_shapes import bulk_shape, preview_shape, refusal
from tests.builders import an_asset
from tests.cli.desk import Answer, Asked, Desk, json_answer, told

ASSIGN: Final = "POST /api/admin/assets/bulk-assign"
_SHOW: Final = r"GET /api/admin/bulk-operations/([^/]+)"


def bulk_answer(desk: Desk, asked: Asked) -> Answer | None:
    """The answer about bulks; None when it is about anything else."""
    call = f"{asked.method} {asked.path}"
    try:
        if call == ASSIGN:
            return _assign(desk, asked)
        if found := re.fullmatch(_SHOW, call):
            return json_answer(200, bulk_shape(desk.bulks.look(found[1])))
    except errors.MediadeskError as error:
        return told(error)
    return None


def _assign(desk: Desk, asked: Asked) -> Answer:
    new = NewBulkAssignment.model_validate_json(asked.body)
    if new.asset_id not in desk.assets:
        raise errors.AssetNotFound(f"No asset has the id {new.asset_id!r}.")
    if new.dry_run:
        return _preview(desk, new)
    return _shown(desk.bulks.begin(new, asked.headers["idempotency-key"]))


def _shown(record: BulkRecord) -> Answer:
    if record.failure:
        raise refusal(record.failure)
    status = 202 if record.status is BulkStatus.PREPARING else 200
    return json_answer(status, bulk_shape(record))


def _preview(desk: Desk, new: NewBulkAssignment) -> Answer:
    takers = desk.bulks.takers(new)
    if failure := desk.bulks.refusal(takers, new.asset_id):
        raise refusal(failure)
    changes = tuple(
        PlannedChange(user_id, desk.directory.heads[user_id].asset_id) for user_id in takers
    )
    skipped = len(new.user_ids) - len(takers)
    asset = an_asset(asset_id=new.asset_id)
    return json_answer(200, preview_shape(BulkPreview(asset, changes, skipped)))
