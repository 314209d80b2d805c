"""Routes of a user's history: read it, and go back to a state of it."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import directory as shapes
from mediadesk.domain import errors
from mediadesk.domain.history import HistoryAction, HistoryQuery
from mediadesk.domain.ids import UserId as KnownUserId
from mediadesk.domain.operations import Asked
from mediadesk.edge.answers import created
from mediadesk.edge.documents import OF_ASSIGNMENTS, WITH_BODY, answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import Cursor, Limit, Moment, UserId, require_order
from mediadesk.edge.preconditions import IfMatch, seen_user
from mediadesk.edge.user_shapes import assignment_change_shape, history_page_shape

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

REVERT = {"ent": {"summary": "To an earlier entry", "value": {"entry_id": "ent_MTp6b2U"}}}


@router.get(
    "/api/admin/users/<user_id>/assignment-history",
    operation_id="list_history",
    summary="Read a user's history",
    description="Newest first. A page may be short and still have a `next_cursor`.",
    tags=["assignments"],
    responses=answers(200, "A page of entries.", errors.UserNotFound, errors.InvalidCursor),
)
def list_history(
    user_id: UserId,
    action: Annotated[HistoryAction | None, Query(description="Only entries of this kind.")] = None,
    since: Annotated[
        Moment | None, Query(alias="from", description="Only entries from this moment on.")
    ] = None,
    until: Annotated[
        Moment | None, Query(alias="to", description="Only entries up to this moment.")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> shapes.HistoryPage:
    require_order(since, until)
    query = HistoryQuery(KnownUserId(user_id), action, since, until)
    page = wiring.histories().page(query, cursor, limit)
    return history_page_shape(page.items, page.next_cursor)


@router.post(
    "/api/admin/users/<user_id>/revert-assignment",
    operation_id="revert_assignment",
    summary="Go back to an earlier state",
    description=(
        "What the user held right after the entry is theirs again, by a new entry; `asset_id` is"
        " null when that was nothing. Can be undone like an assignment."
    ),
    tags=["assignments"],
    status_code=201,
    responses=answers(
        201,
        "What the user holds now.",
        *WITH_BODY,
        *OF_ASSIGNMENTS,
        errors.UserNotFound,
        errors.EntryNotFound,
        errors.UserDeactivated,
        errors.AssetUnavailable,
        errors.AlreadyAssigned,
        errors.UndoWindowOpen,
        errors.PreconditionFailed,
        headers=("Idempotency-Replayed",),
    ),
)
def revert_assignment(
    user_id: UserId,
    body: Annotated[shapes.RevertAssignment, Body(openapi_examples=REVERT)],
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.AssignmentChange]:
    seen = seen_user(if_match)
    asked = Asked(operation(router, idempotency_key), body.note, seen, body.override)
    outcome = wiring.assignments().revert(user_id, body.entry_id, asked)
    decided = outcome.value
    shown = assignment_change_shape(decided.assignment, decided.sealed_bulk_ids)
    return created(shown, is_replay=outcome.is_replay)
