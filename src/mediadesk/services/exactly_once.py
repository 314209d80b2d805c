"""How a change is made once, also when others race with it and when answers are lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from mediadesk.domain.errors import (
    IdempotencyKeyReused,
    MediadeskError,
    ServiceUnavailable,
    WriteConflict,
)
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import AnswerStore, Pause

T = TypeVar("T")

PAUSES_S: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.4, 0.5)
"""How long to wait at most before each further try; two seconds in all."""
FAILURES_BORNE: Final = 2
"""How often a service may fail to answer: each time can cost seconds that a client waits."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What an operation led to; `is_replay` when an equal request had done it before."""

    value: T
    is_replay: bool


def earlier_answer(answers: AnswerStore, operation: Operation) -> Answer | None:
    """What the operation was answered with, if it was; raises IdempotencyKeyReused."""
    answer = answers.find(operation.operation_id)
    if answer is None or answer.expires_at < operation.received_at:
        return None
    if answer.request_hash != operation.request_hash:
        raise IdempotencyKeyReused("The key stands for a request with another body.")
    return answer


class ExactlyOnce:
    """Tries an operation until it is decided; its answer is written with the change itself."""

    def __init__(self, answers: AnswerStore, pause: Pause) -> None:
        self._answers = answers
        self._pause = pause

    def decide(
        self,
        operation: Operation,
        attempt: Callable[[], T],
        replay: Callable[[Answer], T],
        given_up: type[MediadeskError] = WriteConflict,
    ) -> Outcome[T]:
        """What `attempt` returns, or `replay` makes of the answer that is there already.

        `attempt` reads, decides and writes. Raises what it refuses, ServiceUnavailable, and
        `given_up` after many lost races.
        """
        earlier = earlier_answer(self._answers, operation) if operation.key else None
        if earlier is not None:
            return Outcome(replay(earlier), is_replay=True)
        failures, pauses = 0, iter(PAUSES_S)
        while True:
            try:
                return Outcome(attempt(), is_replay=False)
            except MediadeskError as failure:
                # A refusal, too, may come from what this very operation has done already.
                if earlier := earlier_answer(self._answers, operation):
                    return Outcome(replay(earlier), is_replay=operation.key is not None)
                failures += isinstance(failure, ServiceUnavailable)
                if not _may_pass(failure) or failures > FAILURES_BORNE:
                    raise
                pause_s = next(pauses, None)
                if pause_s is None:
                    raise _given_up(failure, given_up) from failure
                self._pause(pause_s)

    def unchanged(
        self, operation: Operation, body: Mapping[str, object], status: int = 200
    ) -> None:
        """Keep what a request is answered with that had nothing to change, for its repeats."""
        if operation.key is not None:
            self._answers.add(answered(operation, status, body))


def _may_pass(failure: MediadeskError) -> bool:
    return isinstance(failure, WriteConflict | ServiceUnavailable)


def _given_up(failure: MediadeskError, given_up: type[MediadeskError]) -> MediadeskError:
    """Of a write whose outcome is not known nobody may say that it changed nothing."""
    if isinstance(failure, WriteConflict):
        return given_up("Others were faster again and again; nothing was changed.")
    return failure
