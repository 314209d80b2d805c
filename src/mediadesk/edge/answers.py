"""Answers that succeed: done, done before, or unchanged since the client last looked."""

from typing import Annotated, Any, TypeVar

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel

from mediadesk.domain.errors import MediadeskError
from mediadesk.edge.operations import App
from mediadesk.edge.problems import problem

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=1000,
        description="The `ETag` of what the client has; 304 when it is still current.",
    ),
]

Body = TypeVar("Body", bound=BaseModel)


def created(body: Body, location: str | None = None, *, is_replay: bool = False) -> Response[Body]:
    """201, with the address of what was created where it has one."""
    return done(body, status=201, location=location, is_replay=is_replay)


def done(
    body: Body,
    *,
    is_replay: bool,
    status: int = 200,
    etag: str | None = None,
    location: str | None = None,
) -> Response[Body]:
    """The outcome of a change, with the ETag and the address of what it changed."""
    replayed = "true" if is_replay else None
    told = {"ETag": etag, "Location": location, "Idempotency-Replayed": replayed}
    headers = {name: value for name, value in told.items() if value is not None}
    return Response(status, content_types.APPLICATION_JSON, body, headers)


def refused(app: App, error: MediadeskError, *, is_replay: bool) -> Response[Any]:
    """The problem of what was refused once and for all, so that a repeat can be told as one."""
    event = app.current_event
    request_id = event.request_context.request_id
    app.context["line"]["code"] = error.code
    answer = problem(error, path=event.raw_path, request_id=request_id)
    if is_replay:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def fresh(body: Body, etag: str, if_none_match: str | None) -> Response[Body]:
    """200, or 304 without a body when the client has this version already."""
    # The client may keep the answer, but must ask each time whether it still holds.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if if_none_match is not None and _names(if_none_match, etag):
        return Response(304, headers=headers)
    return Response(200, content_types.APPLICATION_JSON, body, headers)


def _names(if_none_match: str, etag: str) -> bool:
    given = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in given or "*" in given
