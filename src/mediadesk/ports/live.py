"""Tickets, connections and sockets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.connections import Connection, Ticket
from mediadesk.domain.ids import ConnectionId, Topic


class TicketStore(Protocol):
    def add(self, ticket: Ticket) -> None: ...

    def redeem(self, digest: str, at: datetime) -> Ticket | None:
        """The ticket with that SHA-256, once; None when it is used, old or unknown."""
        ...


class ConnectionStore(Protocol):
    def add(self, connection: Connection) -> None: ...

    def get(self, connection_id: ConnectionId) -> Connection | None: ...

    def subscribe(self, connection: Connection, topics: Iterable[Topic]) -> None: ...

    def unsubscribe(self, connection_id: ConnectionId, topics: Iterable[Topic]) -> None: ...

    def subscribers(self, topic: Topic) -> list[Connection]:
        """Eventually consistent; also those whose time is over."""
        ...

    def remove(self, connection_id: ConnectionId) -> None:
        """Forget the connection and its subscriptions; does nothing when it is unknown."""
        ...


class Sockets(Protocol):
    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        """Push a frame; False when the connection is gone."""
        ...

    def close(self, connection_id: ConnectionId) -> None: ...
