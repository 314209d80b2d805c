"""What an answer that is no success means for the person."""

from datetime import UTC, datetime, timedelta

import httpx
from pydantic import ValidationError

from cli.failures import ExitCode, Failure, Offender
from cli.wording import local_time, span
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
    return failure_by(problem, retry_after_s(answer))


def failure_by(problem: Problem, wait_s: int | None = None) -> Failure:
    """The failure that a problem tells of; after `wait_s` the same may go well."""
    offenders = _offenders(problem)
    return Failure(
        problem.code,
        problem.detail,
        remedy=_remedy(problem, wait_s),
        exit_code=_exit_code(problem.status),
        request_id=problem.request_id,
        faults=() if offenders else _faults(problem),
        offenders=offenders,
        offender_count=(problem.error_count or 0) if offenders else 0,
        retry_after_s=wait_s,
    )


def retry_after_s(answer: httpx.Response) -> int | None:
    """How long the service asks to wait, where it says so."""
    text = answer.headers.get("retry-after", "")
    return int(text) if text.isdecimal() else None


def _remedy(problem: Problem, wait_s: int | None) -> str:
    """Empty where the code alone says what to do."""
    if problem.undo_until is not None:
        until = local_time(problem.undo_until)
        return (
            f"Wait until {until} is over, or type the same command with --override: it takes that"
            " undo away."
        )
    return _patience(wait_s) if problem.status == 429 else ""


def _patience(wait_s: int | None) -> str:
    if wait_s is None:
        return ""
    until = local_time(datetime.now(UTC) + timedelta(seconds=wait_s))
    return f"Wait {span(wait_s)}, until {until}; then type the same command again."


def _offenders(problem: Problem) -> tuple[Offender, ...]:
    return tuple(
        Offender(fault.user_id, fault.code, fault.message)
        for fault in problem.errors or ()
        if fault.user_id is not None
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
        remedy=_patience(retry_after_s(answer)) if status == 429 else "",
        exit_code=_exit_code(status) if status in _GATEWAY_CODES else ExitCode.UNAVAILABLE,
        request_id=answer.headers.get("x-request-id") or answer.headers.get("apigw-requestid"),
        retry_after_s=retry_after_s(answer),
    )


def _exit_code(status: int) -> ExitCode:
    if status >= 500:
        return ExitCode.UNAVAILABLE
    return _EXITS.get(status, ExitCode.FAILED)
