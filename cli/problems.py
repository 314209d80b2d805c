"""What an answer that is no success means for the person."""

import httpx
from pydantic import ValidationError

from cli.failures import ExitCode, Failure
from mediadesk.contracts.http import Problem

_EXITS = {
    401: ExitCode.FORBIDDEN,
    403: ExitCode.FORBIDDEN,
    404: ExitCode.NOT_FOUND,
    429: ExitCode.UNAVAILABLE,
}
_GATEWAY_CODES = {
    401: "unauthorized",
    403: "forbidden",
    413: "payload_too_large",
    429: "rate_limited",
    503: "service_unavailable",
}
"""The gateway in front of the API answers these itself, without a code.

Without a problem, any other answer is not the API's: it is starting, or the address is another's.
"""


def failure_of(answer: httpx.Response) -> Failure:
    """The failure that an answer of 4xx or 5xx tells of, whoever wrote it."""
    try:
        problem = Problem.model_validate_json(answer.content, extra="ignore")
    except ValidationError:
        return _without_problem(answer)
    return Failure(
        problem.code,
        problem.detail,
        exit_code=_exit_code(answer.status_code),
        request_id=problem.request_id,
        faults=_faults(problem),
    )


def _faults(problem: Problem) -> tuple[str, ...]:
    errors = problem.errors or ()
    shown = [f"{fault.loc}: {fault.message} ({fault.code})" for fault in errors]
    hidden = (problem.error_count or 0) - len(shown)
    return (*shown, f"and {hidden} more") if hidden > 0 else tuple(shown)


def _without_problem(answer: httpx.Response) -> Failure:
    status = answer.status_code
    return Failure(
        _GATEWAY_CODES.get(status, f"http_{status}"),
        f"The service answered {status} {answer.reason_phrase}.".replace(" .", "."),
        exit_code=_exit_code(status) if status in _GATEWAY_CODES else ExitCode.UNAVAILABLE,
        request_id=answer.headers.get("x-request-id") or answer.headers.get("apigw-requestid"),
    )


def _exit_code(status: int) -> ExitCode:
    if status >= 500:
        return ExitCode.UNAVAILABLE
    return _EXITS.get(status, ExitCode.FAILED)
