"""Routes that give an asset to a user, take it away, and say who holds it."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import directory as shapes
from mediadesk.domain import errors
from mediadesk.domain.operations import Asked
from mediadesk.edge.answers import created, done
from mediadesk.edge.documents import OF_ASSIGNMENTS, WITH_BODY, answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import AssetId, Cursor, Limit, Override, UserId
from mediadesk.edge.preconditions import IfMatch, seen_user
from mediadesk.edge.user_shapes import assignment_change_shape, entry_change_shape, user_page_shape

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

NEW_ASSIGNMENT = {
    "zoe": {
        "summary": "To a colleague",
        "value": {"user_id": "zoe@example.com", "note": "For the spring campaign"},
    }
}


@router.get(
    "/api/admin/assets/<asset_id>/assignments",
    operation_id="list_holders",
    summary="List who holds an asset",
    description="By user id. A page may be short and still have a `next_cursor`.",
    tags=["assignments"],
    responses=answers(200, "A page of users.", errors.AssetNotFound, errors.InvalidCursor),
)
def list_holders(asset_id: AssetId, cursor: Cursor = None, limit: Limit = 25) -> shapes.UserPage:
    page = wiring.asset_holders().page(asset_id, cursor, limit)
    return user_page_shape(page.items, page.next_cursor)


@router.post(
    "/api/admin/assets/<asset_id>/assign",
    operation_id="assign_asset",
    summary="Give an asset to a user",
    description=(
        "In place of the asset that the user holds, if any. Can be undone until `undo_until`,"
        " the moment included, by the server's clock."
    ),
    tags=["assignments"],
    status_code=201,
    responses=answers(
        201,
        "The assignment.",
        *WITH_BODY,
        *OF_ASSIGNMENTS,
        errors.AssetNotFound,
        errors.UserNotFound,
        errors.UserDeactivated,
        errors.AssetNotReady,
        errors.AssetUnavailable,
        errors.AlreadyAssigned,
        errors.UndoWindowOpen,
        headers=("Idempotency-Replayed",),
    ),
)
def assign_asset(
    asset_id: AssetId,
    body: Annotated[shapes.NewAssignment, Body(openapi_examples=NEW_ASSIGNMENT)],
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.AssignmentChange]:
    asked = Asked(operation(router, idempotency_key), body.note, override=body.override)
    outcome = wiring.assignments().assign(asset_id, body.user_id, asked)
    decided = outcome.value
    shown = assignment_change_shape(decided.assignment, decided.sealed_bulk_ids)
    return created(shown, is_replay=outcome.is_replay)


@router.delete(
    "/api/admin/users/<user_id>/assignment",
    operation_id="unassign_user",
    summary="Take from a user what they hold",
    description="Can't be undone, but the user can be reverted to an earlier entry.",
    tags=["assignments"],
    responses=answers(
        200,
        "The entry that says so in the user's history.",
        *OF_ASSIGNMENTS,
        errors.UserNotFound,
        errors.NotAssigned,
        errors.UndoWindowOpen,
        errors.PreconditionFailed,
        headers=("Idempotency-Replayed",),
    ),
)
def unassign_user(
    user_id: UserId,
    override: Override = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.HistoryEntryChange]:
    asked = Asked(operation(router, idempotency_key), seen=seen_user(if_match), override=override)
    outcome = wiring.assignments().unassign(user_id, asked)
    decided = outcome.value
    shown = entry_change_shape(decided.entry, decided.sealed_bulk_ids)
    return done(shown, is_replay=outcome.is_replay)
