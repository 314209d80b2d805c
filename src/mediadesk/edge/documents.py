"""What the API documents say of a route beside its shapes: answers, error codes, examples."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler import content_types
from aws_lambda_powertools.event_handler.openapi.types import (
    OpenAPIResponse,
    OpenAPIResponseContentModel,
    OpenAPIResponseContentSchema,
)
from pydantic import BaseModel

from mediadesk.contracts.http import Problem
from mediadesk.domain import errors
from mediadesk.edge.problems import CONTENT_TYPE, STATUS, InternalError, problem_type

Errors = tuple[type[errors.MediadeskError], ...]

EVERYWHERE: Final[Errors] = (errors.InvalidInput, errors.ServiceUnavailable, InternalError)
SIGNED_IN: Final[Errors] = (errors.Unauthorized, errors.Forbidden)
WITH_BODY: Final[Errors] = (errors.PayloadTooLarge,)
OF_ASSIGNMENTS: Final[Errors] = (errors.AssignmentConflict, errors.IdempotencyKeyReused)
OF_CHANGES: Final[Errors] = (errors.WriteConflict, errors.IdempotencyKeyReused)

_REPLAYED: Final = "Idempotency-Replayed"
_HEADERS: Final = {
    "Complete-Until": "Among the entries of a file that are older, nothing more will appear.",
    "ETag": "Version of what was answered, for `If-None-Match` and `If-Match`.",
    "Link": "Where the next page is, of a list that was asked for as a file.",
    "Location": "Where the created thing is, or how to follow what goes on.",
    _REPLAYED: "`true` when the answer is that of an earlier, equal request.",
}
_MISSING: Final = {"loc": "body.size_bytes", "code": "missing", "message": "Field required"}
_OFFENDER: Final = {
    "loc": "body.user_ids",
    "user_id": "zoe@example.com",
    "code": errors.UserDeactivated.code,
    "message": errors.UserDeactivated.title,
}
_EXTENSIONS: Final[Mapping[type[errors.MediadeskError], dict[str, Any]]] = {
    errors.InvalidInput: {"errors": [_MISSING], "error_count": 1},
    errors.BulkRefused: {"errors": [_OFFENDER], "error_count": 1},
    errors.UndoWindowOpen: {"undo_until": "2026-11-22T10:16:00.123Z"},
}
_PROBLEM_HEADERS: Final = {
    401: {"WWW-Authenticate": "The kind of token that is asked for."},
    409: {"Retry-After": "Seconds after which a repeat may succeed, for conflicts that pass."},
    429: {
        "Retry-After": "Seconds after which as much may be asked for again.",
        "RateLimit": "What is left of the limit, and the seconds until there is more.",
        "RateLimit-Policy": "The limit, and the seconds that it counts for.",
    },
    503: {"Retry-After": "Seconds after which to send the request again."},
}


def answers(
    status: int,
    meaning: str,
    *own: type[errors.MediadeskError],
    headers: tuple[str, ...] = (),
    created: str | None = None,
    accepted: type[BaseModel] | None = None,
    keeps_refusals: bool = False,
) -> dict[int, OpenAPIResponse]:
    """The success of a route for signed-in people, and every problem that it may answer with.

    `created` is what a 201 means, `accepted` what a 202 shows, where these are possible too. With
    `keeps_refusals` a repeat of a request that was refused with 409 is told just that again.
    """
    told = _answers(status, meaning, (*SIGNED_IN, *EVERYWHERE, *own), headers)
    if created is not None:
        told[201] = _success(created, (*headers, "Location"))
    if accepted is not None:
        told[202] = _success("It is not decided yet; follow `Location`.", (*headers, "Location"))
        told[202]["content"] = {content_types.APPLICATION_JSON: {"model": accepted}}
    if keeps_refusals:
        told[409]["headers"] |= _described({_REPLAYED: _HEADERS[_REPLAYED]})
    return told


def file_answers(
    meaning: str, page: type[BaseModel], forms: Iterable[str], *own: type[errors.MediadeskError]
) -> dict[int, OpenAPIResponse]:
    """As `answers`, for a list that can be had in other forms than JSON."""
    told = answers(200, meaning, *own, headers=("Link", "Complete-Until"))
    text: OpenAPIResponseContentSchema = {"schema": {"type": "string"}}
    told[200]["content"] = {
        content_types.APPLICATION_JSON: {"model": page},
        **dict.fromkeys(forms, text),
    }
    return told


def kept_answers(meaning: str, *own: type[errors.MediadeskError]) -> dict[int, OpenAPIResponse]:
    """As `answers`, for a thing that the client may keep and ask for again by its ETag."""
    told = answers(200, meaning, *own, headers=("ETag",))
    current: OpenAPIResponse = {"description": "The client's version is current.", "content": {}}
    return {200: told.pop(200), 304: current, **told}


def public_answers(status: int, meaning: str) -> dict[int, OpenAPIResponse]:
    """As `answers`, for what needs no token."""
    return _answers(status, meaning, (errors.InvalidInput, InternalError), ())


def _answers(
    status: int, meaning: str, possible: Errors, headers: tuple[str, ...]
) -> dict[int, OpenAPIResponse]:
    told = {status: _success(meaning, headers)}
    for code in sorted({STATUS[error] for error in possible}):
        told[code] = _problem(code, tuple(error for error in possible if STATUS[error] == code))
    return told


def _success(meaning: str, headers: tuple[str, ...]) -> OpenAPIResponse:
    answer: OpenAPIResponse = {"description": meaning}
    if headers:
        answer["headers"] = _described({name: _HEADERS[name] for name in headers})
    return answer


def _problem(status: int, possible: Errors) -> OpenAPIResponse:
    content: OpenAPIResponseContentModel = {
        "model": Problem,
        "examples": {error.code: _example(status, error) for error in possible},
    }
    answer: OpenAPIResponse = {
        "description": "; ".join(f"`{error.code}`: {error.title}" for error in possible) + ".",
        "content": {CONTENT_TYPE: content},
    }
    if status in _PROBLEM_HEADERS:
        answer["headers"] = _described(_PROBLEM_HEADERS[status])
    return answer


def _example(status: int, error: type[errors.MediadeskError]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "type": problem_type(error.code),
        "title": error.title,
        "status": status,
        "detail": error.remedy,
        "instance": "/api/admin/assets",
        "code": error.code,
        "request_id": "f2a7c1d0-6b51-4a63-9d4e-0c5a3f7be911",
    }
    return {"summary": error.title, "value": value | _EXTENSIONS.get(error, {})}


def _described(headers: dict[str, str]) -> dict[str, Any]:
    return {
        name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()
    }
