"""What live status needs, in memory: the tests in `aws` hold the stores to the real ones."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from mediadesk.contracts.socket import Event, ServerFrame
from mediadesk.domain.connections import Connection, Subscription, Ticket
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.ids import AdminId, ConnectionId, Topic
from mediadesk.domain.topics import topic_user
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage

P = ParamSpec("P")
R = TypeVar("R")


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
    def of_admin(self, admin_id: AdminId) -> list[Connection]:
        found = self._storage.connections.values()
        return [replace(each, topics=frozenset()) for each in found if each.admin_id == admin_id]

    @watched
    def follow(self, before: Connection, topics: frozenset[Topic]) -> None:
        name = before.connection_id
        known = self._storage.connections.get(name)
        if known is None or known.topics != before.topics:
            raise WriteConflict("The connection is gone, or follows something else by now.")
        self._storage.connections[name] = replace(known, topics=topics)
        for topic in topics:
            followed = Subscription(name, topic, known.expires_at)
            self._storage.subscriptions[topic, name] = followed
        for topic in before.topics - topics:
            self._storage.subscriptions.pop((topic, name), None)

    @watched
    def subscriptions(self, topics: Sequence[Topic]) -> list[Subscription]:
        return self._sorted(lambda topic: topic in topics)

    @watched
    def of_users(self) -> list[Subscription]:
        return self._sorted(lambda topic: topic_user(topic) is not None)

    @watched
    def remove(self, connection_id: ConnectionId, topics: Sequence[Topic] = ()) -> None:
        known = self._storage.connections.pop(connection_id, None)
        for topic in {*topics, *(known.topics if known else ())}:
            self._storage.subscriptions.pop((topic, connection_id), None)

    def _sorted(self, wanted: Callable[[Topic], bool]) -> list[Subscription]:
        found = self._storage.subscriptions
        return [found[pair] for pair in sorted(found) if wanted(pair[0])]


class FakeEventLog(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def append(self, event: Event) -> None:
        known = self._storage.told.get(event.event_id)
        if known is None or _place(known) < _place(event):
            self._storage.told[event.event_id] = event

    @watched
    def after(self, place: str, limit: int) -> list[Event]:
        later = [event for event in self._storage.told.values() if _place(event) > place]
        return sorted(later, key=_place)[:limit]


class FakeSockets(Faulty):
    """`gone` connections take nothing, `slow` ones not in time; `stuck` ones can't be ended."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.gone: set[ConnectionId] = set()
        self.slow: set[ConnectionId] = set()
        self.stuck: set[ConnectionId] = set()
        self.closed: list[ConnectionId] = []
        self.frames: list[tuple[ConnectionId, ServerFrame]] = []
        """What was delivered, in order."""

    def received(self, connection_id: ConnectionId) -> list[ServerFrame]:
        return [frame for receiver, frame in self.frames if receiver == connection_id]

    @watched
    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        return self._take(connection_id, frame)

    @watched
    def offer(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        return self._take(connection_id, frame)

    @watched
    def is_open(self, connection_id: ConnectionId) -> bool:
        return connection_id not in self.gone

    @watched
    def close(self, connection_id: ConnectionId) -> None:
        if connection_id in self.stuck:
            raise ServiceUnavailable("The gateway does not end it.")
        self.gone.add(connection_id)
        self.closed.append(connection_id)

    def _take(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        if connection_id in self.gone:
            return False
        if connection_id in self.slow:
            raise ServiceUnavailable("The gateway did not take the frame in time.")
        self.frames.append((connection_id, frame))
        return True


class FakeLiveMeter:
    """What it was told, as tuples that begin with the name of the method."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.lags_ms: list[float] = []

    def opened(self, of_admin: int) -> None:
        self.told.append(("opened", of_admin))

    def closed(self) -> None:
        self.told.append(("closed",))

    def refused(self, code: str) -> None:
        self.told.append(("refused", code))

    def delivered(self, *, frames: int, gone: int, cut: int, lags_ms: Sequence[float]) -> None:
        self.told.append(("delivered", frames, gone, cut))
        self.lags_ms += lags_ms


class SameThread(Executor):
    """Does everything at once, in the order in which it was asked for."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        done: Future[R] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _place(event: Event) -> str:
    return event.cursor or ""
