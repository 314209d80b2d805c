"""Routes of bulk operations: one asset for many users at once, and what became of it."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import bulk as shapes
from mediadesk.domain import errors
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import Operation
from mediadesk.edge.answers import IfNoneMatch, done, fresh, refused
from mediadesk.edge.bulk_shapes import bulk_etag, bulk_shape, path_of, preview_shape, refusal
from mediadesk.edge.documents import OF_CHANGES, WITH_BODY, answers, kept_answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import BulkId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

ASSET = "ast_01KAN5V8R4T2W6X9YB3DF5GHJK"
NEW_BULK = {
    "team": {
        "summary": "To a team",
        "value": {
            "asset_id": ASSET,
            "user_ids": ["grace@example.com", "zoe@example.com"],
            "note": "For the spring campaign",
        },
    },
    "dry_run": {
        "summary": "Only ask what would change, without those who hold it already",
        "value": {
            "asset_id": ASSET,
            "user_ids": ["grace@example.com", "zoe@example.com"],
            "dry_run": True,
            "skip_already_assigned": True,
        },
    },
}


@router.post(
    "/api/admin/assets/bulk-assign",
    operation_id="bulk_assign_asset",
    summary="Give an asset to many users",
    description=(
        "All of them get it or nobody does. The answer is 200 when that was decided at once, else"
        " 202: follow `Location`. A repeat with the same key is shown the bulk as it stands by"
        " then. With `dry_run` nothing is changed: the answer is what would be, or the 409 that the"
        " bulk would get as things stand; dry runs have a limit of their own. The whole bulk can be"
        " undone until `undo_until`, unless a later change of one of its users took that away."
    ),
    tags=["assignments"],
    responses=answers(
        200,
        "The bulk as it was decided, or the preview that was asked for.",
        *WITH_BODY,
        *OF_CHANGES,
        errors.AssetNotFound,
        errors.AssetNotReady,
        errors.AssetUnavailable,
        errors.AlreadyAssigned,
        errors.BulkRefused,
        errors.BulkAborted,
        errors.UndoWindowOpen,
        errors.RateLimited,
        headers=("Idempotency-Replayed",),
        accepted=shapes.BulkOperation,
        keeps_refusals=True,
    ),
)
def bulk_assign_asset(
    body: Annotated[shapes.NewBulkAssignment, Body(openapi_examples=NEW_BULK)],
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.BulkOperation | shapes.BulkPreview]:
    asked = operation(router, idempotency_key)
    new = NewBulk(
        asset_id=body.asset_id,
        user_ids=tuple(map(UserId, body.user_ids)),
        note=body.note,
        skips_holders=body.skip_already_assigned,
        has_override=body.override,
    )
    return _previewed(new, asked) if body.dry_run else _begun(new, asked)


@router.get(
    "/api/admin/bulk-operations/<bulk_id>",
    operation_id="get_bulk_operation",
    summary="Read a bulk operation",
    description="Whether it was decided, until when it can be undone, or why it was aborted.",
    tags=["assignments"],
    responses=kept_answers("The bulk as it stands.", errors.BulkNotFound),
)
def get_bulk_operation(
    bulk_id: BulkId, if_none_match: IfNoneMatch = None
) -> Response[shapes.BulkOperation]:
    record = wiring.bulk().get(bulk_id)
    return fresh(bulk_shape(record), bulk_etag(record), if_none_match)


def _previewed(new: NewBulk, asked: Operation) -> Response[Any]:
    preview = wiring.bulk_previewer().of(new, asked)
    if preview.failure is not None:
        raise refusal(preview.failure)
    return done(preview_shape(preview), is_replay=False)


def _begun(new: NewBulk, asked: Operation) -> Response[Any]:
    outcome = wiring.bulk().bulk_assign_asset(new, asked)
    record, is_replay = outcome.value, outcome.is_replay
    if record.failure is not None:
        return refused(router, refusal(record.failure), is_replay=is_replay)
    is_open = record.status is BulkStatus.PREPARING
    return done(
        bulk_shape(record),
        is_replay=is_replay,
        status=202 if is_open else 200,
        location=path_of(record) if is_open else None,
    )
