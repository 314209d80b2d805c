"""HTTP: announce an asset, read assets and their conversions."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.contracts import http as shapes
from mediadesk.domain import errors
from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.assets import ConversionStatus
from mediadesk.edge import asset_shapes, http
from mediadesk.edge.answers import IfNoneMatch, created, fresh
from mediadesk.edge.documents import WITH_BODY, answers, public_answers
from mediadesk.edge.operations import IdempotencyKey, operation

app = http.resolver()

AssetId = Annotated[str, Path(description="Id of an asset, `ast_…`.")]
NEW_ASSET = {
    "clip": {
        "summary": "A clip of 12 MB",
        "value": {"filename": "clip.mp4", "content_type": "video/mp4", "size_bytes": 12582912},
    }
}


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return http.respond(app, event, context)


@app.post(
    "/api/admin/assets/upload",
    operation_id="start_upload",
    summary="Announce a file",
    description="Creates an asset and gives a signed form that takes exactly this file.",
    tags=["assets"],
    status_code=201,
    responses=answers(
        201,
        "The asset, and the form that its file is to be sent with.",
        *WITH_BODY,
        errors.AssetTooLarge,
        errors.UnsupportedMediaType,
        errors.IdempotencyKeyReused,
        errors.WriteConflict,
        headers=("Location", "Idempotency-Replayed"),
    ),
)
def start_upload(
    body: Annotated[shapes.NewAsset, Body(openapi_examples=NEW_ASSET)],
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.NewUpload]:
    started = wiring.uploads().start(body, operation(app, idempotency_key))
    shape = asset_shapes.upload_shape(started.asset, started.form)
    location = f"/api/admin/assets/{shape.asset.asset_id}"
    return created(shape, location, is_replay=started.is_replay)


@app.get(
    "/api/admin/assets",
    operation_id="list_assets",
    summary="List assets",
    description="Newest first. A page may be short and still have a `next_cursor`.",
    tags=["assets"],
    responses=answers(200, "A page of assets.", errors.InvalidCursor),
)
def list_assets(
    conversion_status: Annotated[
        ConversionStatus | None, Query(description="Only assets in this state.")
    ] = None,
    query: Annotated[
        str, Query(max_length=200, description="Beginnings of words of title and file name.")
    ] = "",
    cursor: Annotated[
        str | None, Query(max_length=1000, description="`next_cursor` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Most assets to give.")] = 25,
) -> shapes.AssetPage:
    page = wiring.catalog().page(AssetQuery(conversion_status, query), cursor, limit)
    items = tuple(asset_shapes.asset_shape(view.asset, view.urls) for view in page.items)
    return shapes.AssetPage(items=items, next_cursor=page.next_cursor)


@app.get(
    "/api/admin/assets/<asset_id>",
    operation_id="get_asset",
    summary="Read an asset",
    description="The addresses of the outputs work until `url_expires_at`.",
    tags=["assets"],
    responses=answers(200, "The asset.", errors.AssetNotFound, headers=("ETag",)),
)
def get_asset(asset_id: AssetId, if_none_match: IfNoneMatch = None) -> Response[shapes.Asset]:
    view = wiring.catalog().get(asset_id)
    shape = asset_shapes.asset_shape(view.asset, view.urls)
    return fresh(shape, asset_shapes.asset_etag(view.asset, view.urls), if_none_match)


@app.get(
    "/api/admin/assets/<asset_id>/conversion",
    operation_id="get_conversion",
    summary="Read a conversion",
    description="The present state with all attempts, the newest first.",
    tags=["assets"],
    responses=answers(200, "The conversion.", errors.AssetNotFound, headers=("ETag",)),
)
def get_conversion(
    asset_id: AssetId, if_none_match: IfNoneMatch = None
) -> Response[shapes.ConversionHistory]:
    asset, jobs = wiring.catalog().conversion(asset_id)
    shape = asset_shapes.history_shape(asset, jobs)
    return fresh(shape, asset_shapes.conversion_etag(asset), if_none_match)


@app.get(
    "/api/health",
    operation_id="get_health",
    summary="Say that the service is up",
    description="Needs no token and reads no data.",
    tags=["service"],
    responses=public_answers(200, "The service is up."),
)
def get_health() -> shapes.Health:
    return shapes.Health()
