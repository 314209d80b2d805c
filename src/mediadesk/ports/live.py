"""Tickets, connections, sockets, and the log of what was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mediadesk.contracts.socket import Event, ServerFrame
from mediadesk.domain.connections import Connection, Subscription, Ticket
from mediadesk.domain.ids import AdminId, ConnectionId, Topic


class TicketStore(Protocol):
    def add(self, ticket: Ticket) -> None: ...

    def redeem(self, digest: str, at: datetime) -> Ticket | None:
        """The ticket with that SHA-256, once; None when it is used, old or unknown."""
        ...


class ConnectionStore(Protocol):
    """Who is connected and follows what; every read is strongly consistent.

    Who subscribes and then reads the present, and who changes it and then reads who subscribed,
    can't miss each other.
    """

    def add(self, connection: Connection) -> None: ...

    def get(self, connection_id: ConnectionId) -> Connection | None: ...

    def of_admin(self, admin_id: AdminId) -> list[Connection]:
        """Also those whose time is over; what they follow is left out."""
        ...

    def follow(self, before: Connection, topics: frozenset[Topic]) -> None:
        """From now on it follows just these; WriteConflict unless it follows what `before` says."""
        ...

    def subscriptions(self, topics: Sequence[Topic]) -> list[Subscription]:
        """Who follows one of these; also connections whose time is over."""
        ...

    def of_users(self) -> list[Subscription]:
        """Everybody who follows a user."""
        ...

    def remove(self, connection_id: ConnectionId, topics: Sequence[Topic] = ()) -> None:
        """Forget a connection and what it follows, and these topics where it is known no more."""
        ...


class EventLog(Protocol):
    """What was told under `assets`; each event stands at one place, its cursor."""

    def append(self, event: Event) -> None:
        """Keep it at its cursor; one that is kept already moves there, never to an earlier place.

        Who heard of later events in between has it still before them.
        """
        ...

    def after(self, place: str, limit: int) -> list[Event]:
        """The first so many at later places, in their order; strongly consistent."""
        ...


class Sockets(Protocol):
    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        """Push a frame, patiently; False when the connection is gone.

        ServiceUnavailable when the gateway did not take it within a few seconds.
        """
        ...

    def offer(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        """As `send`, but tried once only: for what may be dropped."""
        ...

    def is_open(self, connection_id: ConnectionId) -> bool:
        """False when it is gone, and a moment longer when it was only just admitted."""
        ...

    def close(self, connection_id: ConnectionId) -> None:
        """End it; does nothing when it is gone."""
        ...


class LiveMeter(Protocol):
    """Counts what operators watch."""

    def opened(self, of_admin: int) -> None:
        """A connection was admitted; its admin has so many now."""
        ...

    def closed(self) -> None: ...

    def refused(self, code: str) -> None:
        """A connection that was shown a ticket was not admitted."""
        ...

    def delivered(self, *, frames: int, gone: int, cut: int, lags_ms: Sequence[float]) -> None:
        """So many frames were taken; so many connections were gone, or ended for not taking one.

        `lags_ms`: of each event, from its change to the last of its deliveries.
        """
        ...
