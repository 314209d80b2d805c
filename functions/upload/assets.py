"""The routes about assets: list, read, delete, restore."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import http as shapes
from mediadesk.domain import errors
from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.edge.answers import IfNoneMatch, done, fresh
from mediadesk.edge.asset_shapes import asset_etag, asset_shape
from mediadesk.edge.documents import OF_CHANGES, answers, kept_answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import AssetId, Cursor, Limit
from mediadesk.edge.preconditions import IfMatch, asset_version

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped


@router.get(
    "/api/admin/assets",
    operation_id="list_assets",
    summary="List assets",
    description="Newest first. A page may be short and still have a `next_cursor`.",
    tags=["assets"],
    responses=answers(200, "A page of assets.", errors.InvalidCursor, errors.UserNotFound),
)
def list_assets(
    conversion_status: Annotated[
        ConversionStatus | None, Query(description="Only assets in this state.")
    ] = None,
    query: Annotated[
        str, Query(max_length=200, description="Beginnings of words of title and file name.")
    ] = "",
    user_id: Annotated[
        str | None, Query(max_length=128, description="Only what this user holds.")
    ] = None,
    deleted: Annotated[bool, Query(description="Those that were deleted, and no others.")] = False,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> shapes.AssetPage:
    wanted = AssetQuery(conversion_status, query, user_id, deleted)
    page = wiring.catalog().page(wanted, cursor, limit)
    items = tuple(asset_shape(view.asset, view.urls, view.holders) for view in page.items)
    return shapes.AssetPage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/api/admin/assets/<asset_id>",
    operation_id="get_asset",
    summary="Read an asset",
    description="The addresses of the outputs work until `url_expires_at`.",
    tags=["assets"],
    responses=kept_answers("The asset.", errors.AssetNotFound),
)
def get_asset(asset_id: AssetId, if_none_match: IfNoneMatch = None) -> Response[shapes.Asset]:
    view = wiring.catalog().get(asset_id)
    shape = asset_shape(view.asset, view.urls, view.holders)
    return fresh(shape, asset_etag(view.asset, view.urls, view.holders), if_none_match)


@router.delete(
    "/api/admin/assets/<asset_id>",
    operation_id="delete_asset",
    summary="Delete an asset",
    description="Refused while anybody holds it. It can be restored, and histories still name it.",
    tags=["assets"],
    responses=answers(
        200,
        "The asset as deleted.",
        *OF_CHANGES,
        errors.AssetNotFound,
        errors.AssetAssigned,
        errors.PreconditionFailed,
        headers=("ETag", "Idempotency-Replayed"),
    ),
)
def delete_asset(
    asset_id: AssetId, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None
) -> Response[shapes.Asset]:
    asked, version = operation(router, idempotency_key), asset_version(if_match)
    outcome = wiring.removals().delete(asset_id, version, asked)
    return _changed(outcome.value, is_replay=outcome.is_replay)


@router.post(
    "/api/admin/assets/<asset_id>/restore",
    operation_id="restore_asset",
    summary="Restore a deleted asset",
    description="However long ago it was deleted; one that is not deleted stays as it is.",
    tags=["assets"],
    responses=answers(
        200,
        "The asset as restored.",
        *OF_CHANGES,
        errors.AssetNotFound,
        errors.PreconditionFailed,
        headers=("ETag", "Idempotency-Replayed"),
    ),
)
def restore_asset(
    asset_id: AssetId, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None
) -> Response[shapes.Asset]:
    asked, version = operation(router, idempotency_key), asset_version(if_match)
    outcome = wiring.removals().restore(asset_id, version, asked)
    return _changed(outcome.value, is_replay=outcome.is_replay)


def _changed(asset: Asset, *, is_replay: bool) -> Response[shapes.Asset]:
    view = wiring.catalog().view(asset)
    etag = asset_etag(view.asset, view.urls, view.holders)
    shape = asset_shape(view.asset, view.urls, view.holders)
    return done(shape, is_replay=is_replay, etag=etag)
