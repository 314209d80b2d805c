"""The routes by which a file gets to storage: announce it, look how far it is, complete it."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import http as shapes
from mediadesk.contracts.uploads import NewUpload, UploadCompletion, UploadState
from mediadesk.domain import errors
from mediadesk.edge.answers import created, done
from mediadesk.edge.asset_shapes import asset_shape
from mediadesk.edge.auth import may_change
from mediadesk.edge.documents import OF_CHANGES, WITH_BODY, answers
from mediadesk.edge.operations import IdempotencyKey, caller, operation
from mediadesk.edge.parameters import AssetId
from mediadesk.edge.upload_shapes import sent_parts, state_shape, upload_shape

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

NEW_ASSET = {
    "clip": {
        "summary": "A clip of 12 MB",
        "value": {"filename": "clip.mp4", "content_type": "video/mp4", "size_bytes": 12582912},
    }
}
NOTHING_SAID = UploadCompletion()
COMPLETION = {
    "all": {"summary": "Everything that storage has", "value": {}},
    "marks": {
        "summary": "Only what the sender knows of",
        "value": {"parts": [{"part_number": 1, "etag": "9b2cf535f27731c974343645a3985328"}]},
    },
}


@router.post(
    "/api/admin/assets/upload",
    operation_id="start_upload",
    summary="Announce a file",
    description=(
        "Creates an asset, and gives a signed form that takes exactly this file; above 100 MB"
        " addresses for its parts."
    ),
    tags=["assets"],
    status_code=201,
    responses=answers(
        201,
        "The asset, and how its file is to be sent.",
        *WITH_BODY,
        *OF_CHANGES,
        errors.AssetTooLarge,
        errors.UnsupportedMediaType,
        headers=("Location", "Idempotency-Replayed"),
    ),
)
def start_upload(
    body: Annotated[shapes.NewAsset, Body(openapi_examples=NEW_ASSET)],
    idempotency_key: IdempotencyKey = None,
) -> Response[NewUpload]:
    started = wiring.uploads().start(body, operation(router, idempotency_key))
    shape = upload_shape(started.asset, started.way)
    location = f"/api/admin/assets/{shape.asset.asset_id}"
    return created(shape, location, is_replay=started.is_replay)


@router.get(
    "/api/admin/assets/<asset_id>/upload",
    operation_id="get_upload",
    summary="Read the state of an upload",
    description=(
        "Which parts have come, and fresh addresses for those that are missing. Auditors see no"
        " addresses."
    ),
    tags=["assets"],
    responses=answers(200, "How far the upload is.", errors.AssetNotFound),
)
def get_upload(asset_id: AssetId) -> UploadState:
    may_send = may_change(caller(router))
    return state_shape(wiring.uploads().state(asset_id, may_send=may_send))


@router.post(
    "/api/admin/assets/<asset_id>/upload/complete",
    operation_id="complete_upload",
    summary="Say that a file was sent",
    description=(
        "Makes one file of its parts. A file sent by a form needs it not, and may have it: the"
        " conversion starts once, whoever tells of the file first. A repeat is answered with the"
        " asset as it is then."
    ),
    tags=["assets"],
    status_code=202,
    responses=answers(
        202,
        "The asset; its conversion waits, unless what came is not what was announced.",
        *WITH_BODY,
        *OF_CHANGES,
        errors.AssetNotFound,
        errors.UploadIncomplete,
        errors.UploadExpired,
        errors.AssetUnavailable,
        headers=("Location", "Idempotency-Replayed"),
    ),
)
def complete_upload(
    asset_id: AssetId,
    body: Annotated[UploadCompletion, Body(openapi_examples=COMPLETION)] = NOTHING_SAID,
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.Asset]:
    asked = operation(router, idempotency_key)
    outcome = wiring.arrivals().complete(asset_id, sent_parts(body), asked)
    view = wiring.catalog().view(outcome.value)
    shape = asset_shape(view.asset, view.urls, view.holders)
    location = f"/api/admin/assets/{asset_id}"
    return done(shape, is_replay=outcome.is_replay, status=202, location=location)
