"""How an error is told to an HTTP client: the one table from code to status, and the problem."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response

from mediadesk.contracts.http import Fault, Problem
from mediadesk.domain import errors

CONTENT_TYPE: Final = "application/problem+json"
MAX_FAULTS: Final = 100
LONGEST_LOC: Final = 200


class InternalError(errors.MediadeskError):
    code = "internal_error"
    title = "The service failed to answer this request"
    remedy = "Send the request again; if it fails again, report the request id."


STATUS: Final[Mapping[type[errors.MediadeskError], HTTPStatus]] = {
    errors.AssetNotFound: HTTPStatus.NOT_FOUND,
    errors.AssetTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidCursor: HTTPStatus.BAD_REQUEST,
    errors.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.TopicRefused: HTTPStatus.FORBIDDEN,
    errors.RouteNotFound: HTTPStatus.NOT_FOUND,
    errors.PayloadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UserNotFound: HTTPStatus.NOT_FOUND,
    errors.AssignmentNotFound: HTTPStatus.NOT_FOUND,
    errors.EntryNotFound: HTTPStatus.NOT_FOUND,
    errors.ChainNotFound: HTTPStatus.NOT_FOUND,
    errors.UploadIncomplete: HTTPStatus.CONFLICT,
    errors.UploadExpired: HTTPStatus.CONFLICT,
    errors.ConversionNotFailed: HTTPStatus.CONFLICT,
    errors.ConversionNotRetryable: HTTPStatus.CONFLICT,
    errors.AssetNotReady: HTTPStatus.CONFLICT,
    errors.AssetUnavailable: HTTPStatus.CONFLICT,
    errors.AssetAssigned: HTTPStatus.CONFLICT,
    errors.UserDeactivated: HTTPStatus.CONFLICT,
    errors.AlreadyAssigned: HTTPStatus.CONFLICT,
    errors.NotAssigned: HTTPStatus.CONFLICT,
    errors.UndoWindowExpired: HTTPStatus.CONFLICT,
    errors.AssignmentSuperseded: HTTPStatus.CONFLICT,
    errors.AlreadyUndone: HTTPStatus.CONFLICT,
    errors.NotUndoable: HTTPStatus.CONFLICT,
    errors.AssignmentConflict: HTTPStatus.CONFLICT,
    errors.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    errors.WriteConflict: HTTPStatus.CONFLICT,
    errors.IllegalTransition: HTTPStatus.CONFLICT,
    errors.BulkNotFound: HTTPStatus.NOT_FOUND,
    errors.BulkRefused: HTTPStatus.CONFLICT,
    errors.BulkSealed: HTTPStatus.CONFLICT,
    errors.BulkAborted: HTTPStatus.CONFLICT,
    errors.UndoWindowOpen: HTTPStatus.CONFLICT,
    errors.RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
    errors.ServiceUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    InternalError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
BY_CODE: Final = {error.code: error for error in STATUS}
_HEADERS: Final = {
    errors.Unauthorized: {"WWW-Authenticate": "Bearer"},
    errors.AssignmentConflict: {"Retry-After": "1"},
    errors.WriteConflict: {"Retry-After": "1"},
    errors.ServiceUnavailable: {"Retry-After": "2"},
}


def problem_type(code: str) -> str:
    """A name, not an address: it outlives every host."""
    return f"urn:mediadesk:problem:{code}"


def problem(
    error: errors.MediadeskError,
    *,
    path: str,
    request_id: str,
    faults: Sequence[Mapping[str, Any]] = (),
) -> Response[str]:
    """The answer for an error; `faults` as pydantic lists them, of which the first 100 are told."""
    body = described(error, path=path, request_id=request_id, faults=faults)
    return Response(
        status_code=body.status,
        content_type=CONTENT_TYPE,
        body=body.model_dump_json(),
        headers=_headers(error),
    )


def described(
    error: errors.MediadeskError,
    *,
    path: str,
    request_id: str,
    faults: Sequence[Mapping[str, Any]] = (),
) -> Problem:
    """What is told of an error, also where it is a part of another answer."""
    told, count = tuple(_fault(fault) for fault in faults[:MAX_FAULTS]), len(faults)
    if isinstance(error, errors.BulkRefused):
        told = tuple(_offender(*offender) for offender in error.offenders[:MAX_FAULTS])
        count = error.offender_count
    return Problem(
        type=problem_type(error.code),
        title=error.title,
        status=STATUS[type(error)],
        detail=error.detail,
        instance=quote(path, safe="/:@!$&'()*+,;=~"),
        code=error.code,
        request_id=request_id,
        errors=told or None,
        error_count=count or None,
        undo_until=error.undo_until if isinstance(error, errors.UndoWindowOpen) else None,
    )


def _headers(error: errors.MediadeskError) -> dict[str, str]:
    if isinstance(error, errors.RateLimited):
        return _limits(error)
    return dict(_HEADERS.get(type(error), {}))


def _limits(error: errors.RateLimited) -> dict[str, str]:
    """The fields of the IETF's draft; each limit has a name, for there are several."""
    name = f'"{error.limit}-per-{error.window_s}s"'
    return {
        "Retry-After": str(error.retry_after_s),
        "RateLimit": f"{name};r={error.remaining};t={error.retry_after_s}",
        "RateLimit-Policy": f"{name};q={error.limit};w={error.window_s}",
    }


def _fault(fault: Mapping[str, Any]) -> Fault:
    loc = ".".join(str(step) for step in fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    return Fault(loc=loc[:LONGEST_LOC], code=str(fault["type"]), message=message)


def _offender(user_id: str, code: str) -> Fault:
    message = BY_CODE[code].title if code in BY_CODE else "The user can't be given it"
    return Fault(loc="body.user_ids", code=code, message=message, user_id=user_id)
