"""What makes a repeated request the same operation, and the answer that it gets again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from mediadesk.domain.audit import Actor
from mediadesk.domain.users import Seen

KEPT_FOR: Final = timedelta(hours=24)
"""How long a repeat of the same request gets the first answer."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One change that an admin asked for, by the server's time of its arrival.

    `key` is the Idempotency-Key; without one the request is an operation of its own.
    `request_hash` tells two requests with one key apart.
    """

    actor: Actor
    key: str | None
    request_id: str
    request_hash: str
    received_at: datetime

    @property
    def operation_id(self) -> str:
        """Unique per admin and key; the name is quoted, so that no two pairs can meet."""
        own = f"R#{self.request_id}" if self.key is None else f"K#{self.key}"
        return f"{quote(self.actor.name, safe='')}#{own}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a change of one user is asked for with.

    What the caller has `seen` must still be so; `override` takes other admins' bulks their undo.
    """

    operation: Operation
    note: str | None = None
    seen: Seen | None = None
    override: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of a final answer: enough to give it again."""

    operation_id: str
    request_hash: str
    status: int
    body: Mapping[str, object]
    expires_at: datetime


def answered(operation: Operation, status: int, body: Mapping[str, object]) -> Answer:
    """The answer as it is stored beside the change it belongs to."""
    return Answer(
        operation_id=operation.operation_id,
        request_hash=operation.request_hash,
        status=status,
        body=body,
        expires_at=operation.received_at + KEPT_FOR,
    )
