"""What becomes of changes that a function could not handle: as in the cloud, they come again."""

from collections.abc import Mapping
from typing import Any

from ministack.services import lambda_svc

Answer = dict[str, Any]


def bring_failures_back() -> None:
    """Let a batch of a table's stream come again when its function names changes that failed.

    The engine does so only when the call as a whole fails; of a partial failure it would forget
    the rest. Here what went before the first failure comes again too, which a function must bear
    in the cloud as well.
    """
    execute = lambda_svc._execute_function

    def executed(function: object, event: Mapping[str, Any], *more: Any, **named: Any) -> Answer:  # noqa: ANN401 - handed on
        answer: Answer = execute(function, event, *more, **named)
        return {**answer, "error": True} if _has_failures(event, answer) else answer

    lambda_svc._execute_function = executed


def _has_failures(event: object, answer: Mapping[str, Any]) -> bool:
    body = answer.get("body")
    return (
        isinstance(event, dict)
        and isinstance(body, dict)
        and bool(body.get("batchItemFailures"))
        and event["Records"][0].get("eventSource") == "aws:dynamodb"
    )
