"""Tickets and connections in memory: the tests in `aws` hold them to the real ones."""

from collections.abc import Iterable
from datetime import datetime

from mediadesk.domain.connections import Connection, Ticket
from mediadesk.domain.ids import ConnectionId, Topic
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage


class FakeTicketStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def add(self, ticket: Ticket) -> None:
        self._storage.tickets[ticket.digest] = ticket

    @watched
    def redeem(self, digest: str, at: datetime) -> Ticket | None:
        ticket = self._storage.tickets.get(digest)
        if ticket is None or ticket.expires_at <= at:
            return None
        return self._storage.tickets.pop(digest)


class FakeConnectionStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def add(self, connection: Connection) -> None:
        self._storage.connections[connection.connection_id] = connection

    @watched
    def get(self, connection_id: ConnectionId) -> Connection | None:
        return self._storage.connections.get(connection_id)

    @watched
    def subscribe(self, connection: Connection, topics: Iterable[Topic]) -> None:
        for topic in topics:
            self._storage.topics[topic, connection.connection_id] = connection

    @watched
    def unsubscribe(self, connection_id: ConnectionId, topics: Iterable[Topic]) -> None:
        for topic in topics:
            self._storage.topics.pop((topic, connection_id), None)

    @watched
    def subscribers(self, topic: Topic) -> list[Connection]:
        pairs = sorted(pair for pair in self._storage.topics if pair[0] == topic)
        return [self._storage.topics[pair] for pair in pairs]

    @watched
    def remove(self, connection_id: ConnectionId) -> None:
        self._storage.connections.pop(connection_id, None)
        for pair in [pair for pair in self._storage.topics if pair[1] == connection_id]:
            del self._storage.topics[pair]
