"""WebSocket tickets, and the connections that they open."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.ids import AdminId, ConnectionId, Topic

TICKET_LIFETIME: Final = timedelta(seconds=30)
CONNECTION_LIFETIME: Final = timedelta(hours=2)
"""The gateway closes a connection after two hours at the latest."""
OPENS_WITHIN: Final = timedelta(seconds=30)
"""The gateway knows a connection only some time after it was admitted."""
MOST_TOPICS: Final = 200
"""How many topics one connection may follow."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom a ticket lets in, and until when: their token expires then."""

    admin_id: AdminId
    groups: frozenset[str]
    session_until: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A key for one handshake; only its SHA-256 is stored."""

    digest: str
    admission: Admission
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Connection:
    """One that is open, as far as is known, with what it follows."""

    connection_id: ConnectionId
    admin_id: AdminId
    groups: frozenset[str]
    connected_at: datetime
    expires_at: datetime
    topics: frozenset[Topic] = frozenset()

    def may_be_opening(self, at: datetime) -> bool:
        """Whether it is too new to be taken for lost where the gateway does not know it."""
        return at < self.connected_at + OPENS_WITHIN


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a connection follows a topic, until the connection's time is over."""

    connection_id: ConnectionId
    topic: Topic
    expires_at: datetime


def ticket_digest(secret: str) -> str:
    """What is stored of a ticket: a thief of the table can't connect."""
    return hashlib.sha256(secret.encode()).hexdigest()
