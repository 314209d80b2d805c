"""Queues of work, and the answers to what was asked."""

from typing import Protocol

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.operations import Answer


class AnswerStore(Protocol):
    def find(self, operation_id: str) -> Answer | None:
        """Strongly consistent; an answer past its `expires_at` may still be returned."""
        ...

    def add(self, answer: Answer) -> None:
        """The answer of a request that changed nothing; WriteConflict where one still counts."""
        ...


class JobQueue(Protocol):
    def send(self, request: ConversionRequested) -> None: ...


class MessageHold(Protocol):
    """The queue message that is being worked on."""

    def keep_for(self, seconds: int) -> None:
        """Hide the message from other converters for so long, counted from now."""
        ...
