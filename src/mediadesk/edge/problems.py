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


STATUS: Final = {
    errors.AssetNotFound: HTTPStatus.NOT_FOUND,
    errors.AssetTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidCursor: HTTPStatus.BAD_REQUEST,
    errors.IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.RouteNotFound: HTTPStatus.NOT_FOUND,
    errors.PayloadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UserNotFound: HTTPStatus.NOT_FOUND,
    errors.AssignmentNotFound: HTTPStatus.NOT_FOUND,
    errors.EntryNotFound: HTTPStatus.NOT_FOUND,
    errors.ChainNotFound: HTTPStatus.NOT_FOUND,
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
    errors.ServiceUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    InternalError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
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
    body = Problem(
        type=problem_type(error.code),
        title=error.title,
        status=STATUS[type(error)],
        detail=error.detail,
        instance=quote(path, safe="/:@!$&'()*+,;=~"),
        code=error.code,
        request_id=request_id,
        errors=tuple(_fault(fault) for fault in faults[:MAX_FAULTS]) or None,
        error_count=len(faults) or None,
    )
    return Response(
        status_code=body.status,
        content_type=CONTENT_TYPE,
        body=body.model_dump_json(exclude_none=True),
        headers=_HEADERS.get(type(error), {}),
    )


def _fault(fault: Mapping[str, Any]) -> Fault:
    loc = ".".join(str(step) for step in fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    return Fault(loc=loc[:LONGEST_LOC], code=str(fault["type"]), message=message)
