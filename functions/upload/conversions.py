"""The routes about the conversion of an asset: its attempts, and another one."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import http as shapes
from mediadesk.domain import errors
from mediadesk.edge.answers import IfNoneMatch, done, fresh
from mediadesk.edge.asset_shapes import asset_etag, asset_shape, conversion_etag, history_shape
from mediadesk.edge.documents import OF_CHANGES, answers, kept_answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import AssetId
from mediadesk.edge.preconditions import IfMatch, asset_version

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped


@router.get(
    "/api/admin/assets/<asset_id>/conversion",
    operation_id="get_conversion",
    summary="Read a conversion",
    description="The present state with all attempts, the newest first.",
    tags=["assets"],
    responses=kept_answers("The conversion.", errors.AssetNotFound),
)
def get_conversion(
    asset_id: AssetId, if_none_match: IfNoneMatch = None
) -> Response[shapes.ConversionHistory]:
    state = wiring.conversions().get_conversion_status(asset_id)
    shape = history_shape(state.asset, state.attempts)
    return fresh(shape, conversion_etag(state.asset), if_none_match)


@router.post(
    "/api/admin/assets/<asset_id>/retry-conversion",
    operation_id="retry_conversion",
    summary="Try a failed conversion again",
    description=(
        "Only where the same file may succeed another time, as `conversion.error.retryable` says."
        " Outputs that were made are not made again."
    ),
    tags=["assets"],
    status_code=202,
    responses=answers(
        202,
        "The asset; its next attempt waits.",
        *OF_CHANGES,
        errors.AssetNotFound,
        errors.ConversionNotFailed,
        errors.ConversionNotRetryable,
        errors.AssetUnavailable,
        errors.PreconditionFailed,
        headers=("ETag", "Location", "Idempotency-Replayed"),
    ),
)
def retry_conversion(
    asset_id: AssetId, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None
) -> Response[shapes.Asset]:
    asked, version = operation(router, idempotency_key), asset_version(if_match)
    outcome = wiring.conversions().retry_conversion(asset_id, version, asked)
    view = wiring.catalog().view(outcome.value)
    return done(
        asset_shape(view.asset, view.urls, view.holders),
        is_replay=outcome.is_replay,
        status=202,
        etag=asset_etag(view.asset, view.urls, view.holders),
        location=f"/api/admin/assets/{asset_id}/conversion",
    )
