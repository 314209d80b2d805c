"""Routes of the directory: find, read, register, describe, deactivate."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from mediadesk import wiring
from mediadesk.contracts import directory as shapes
from mediadesk.domain import errors
from mediadesk.edge.answers import IfNoneMatch, done, fresh
from mediadesk.edge.documents import OF_CHANGES, WITH_BODY, answers, kept_answers
from mediadesk.edge.operations import IdempotencyKey, operation
from mediadesk.edge.parameters import Cursor, Limit, NewUserId, Override, UserId
from mediadesk.edge.preconditions import IfMatch, seen_user
from mediadesk.edge.user_shapes import user_change_shape, user_etag, user_page_shape, user_shape

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call] # as shipped

FIELDS = {
    "zoe": {
        "summary": "A colleague",
        "value": {"display_name": "Zoë Álvarez", "email": "zoe@example.com"},
    }
}


@router.get(
    "/api/admin/users",
    operation_id="list_users",
    summary="Search the directory",
    description=(
        "Users of whom each word of `query` begins a word of name, address or id; accents and"
        " capitals don't count. Without a query everybody, by id. A page may be short and still"
        " have a `next_cursor`."
    ),
    tags=["users"],
    responses=answers(200, "A page of users.", errors.InvalidCursor),
)
def list_users(
    query: Annotated[
        str, Query(max_length=200, description="Beginnings of words of name, address and id.")
    ] = "",
    cursor: Cursor = None,
    limit: Limit = 25,
) -> shapes.UserPage:
    page = wiring.directory().page(query, cursor, limit)
    return user_page_shape(page.items, page.next_cursor)


@router.get(
    "/api/admin/users/<user_id>",
    operation_id="get_user",
    summary="Read a user",
    description="The directory entry with what the user holds.",
    tags=["users"],
    responses=kept_answers("The user.", errors.UserNotFound),
)
def get_user(user_id: UserId, if_none_match: IfNoneMatch = None) -> Response[shapes.User]:
    user = wiring.directory().get(user_id)
    return fresh(user_shape(user), user_etag(user), if_none_match)


@router.put(
    "/api/admin/users/<user_id>",
    operation_id="put_user",
    summary="Register a user, or change the entry",
    description="Also brings back a user who was deactivated; they hold nothing then.",
    tags=["users"],
    responses=answers(
        200,
        "The user as changed.",
        *WITH_BODY,
        *OF_CHANGES,
        errors.PreconditionFailed,
        headers=("ETag", "Idempotency-Replayed"),
        created="The user as registered.",
    ),
)
def put_user(
    user_id: NewUserId,
    body: Annotated[shapes.UserFields, Body(openapi_examples=FIELDS)],
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.User]:
    asked, seen = operation(router, idempotency_key), seen_user(if_match)
    outcome = wiring.users().put(user_id, body, seen, asked)
    user, is_new = outcome.value.user, outcome.value.is_new
    return done(
        user_shape(user),
        is_replay=outcome.is_replay,
        status=201 if is_new else 200,
        etag=user_etag(user),
        location=f"/api/admin/users/{user_id}" if is_new else None,
    )


@router.delete(
    "/api/admin/users/<user_id>",
    operation_id="deactivate_user",
    summary="Deactivate a user",
    description=(
        "What the user holds ends by an entry `user_removed`, and nothing can be assigned to them."
        " The entry stays, for the histories that name it."
    ),
    tags=["users"],
    responses=answers(
        200,
        "The user as deactivated.",
        *OF_CHANGES,
        errors.UserNotFound,
        errors.UndoWindowOpen,
        errors.PreconditionFailed,
        headers=("ETag", "Idempotency-Replayed"),
    ),
)
def deactivate_user(
    user_id: UserId,
    override: Override = False,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[shapes.UserChange]:
    asked, seen = operation(router, idempotency_key), seen_user(if_match)
    outcome = wiring.users().deactivate(user_id, seen, asked, override=override)
    removed = outcome.value
    shown = user_change_shape(removed.user, removed.sealed_bulk_ids)
    return done(shown, is_replay=outcome.is_replay, etag=user_etag(removed.user))
