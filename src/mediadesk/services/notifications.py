"""Connections and what they follow; who has missed something is told it first."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from mediadesk.contracts.client_frames import ClientMessage, Ping, Subscribe
from mediadesk.contracts.socket import (
    Announcement,
    Event,
    FrameError,
    Pong,
    Position,
    Replay,
    Reset,
    ServerFrame,
    Subscribed,
    Unsubscribed,
)
from mediadesk.domain.connections import (
    CONNECTION_LIFETIME,
    MOST_TOPICS,
    Admission,
    Connection,
)
from mediadesk.domain.errors import (
    InvalidCursor,
    TooManyConnections,
    TooManySubscriptions,
    WriteConflict,
)
from mediadesk.domain.ids import ConnectionId, Topic
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.ports import Clock, ConnectionStore, LiveMeter, Sockets
from mediadesk.services.delivery import Delivery
from mediadesk.services.event_replay import EventReplay
from mediadesk.services.positions import Positions, missed_count
from mediadesk.services.topic_access import refused_topic

REPLAY_BYTES: Final = 96 * 1024
"""How large a frame of missed events may be: the gateway takes 128 KB."""
ATTEMPTS: Final = 5


class NotificationService:
    def __init__(
        self,
        *,
        connections: ConnectionStore,
        sockets: Sockets,
        positions: Positions,
        replay: EventReplay,
        delivery: Delivery,
        meter: LiveMeter,
        clock: Clock,
        most_connections: int,
    ) -> None:
        self._connections = connections
        self._sockets = sockets
        self._positions = positions
        self._replay = replay
        self._delivery = delivery
        self._meter = meter
        self._clock = clock
        self._most = most_connections

    def connect(self, connection_id: ConnectionId, admission: Admission) -> None:
        """Note a new connection; TooManyConnections, and then nothing is noted."""
        at = self._clock()
        expires_at = min(admission.session_until, at + CONNECTION_LIFETIME)
        name = admission.admin_id
        self._connections.add(Connection(connection_id, name, admission.groups, at, expires_at))
        # Counted after it was noted: two at the same moment can't both be the last one.
        count = len(self._connections.of_admin(name))
        if count > self._most:
            count = self._clean_up_others(connection_id, admission)
        if count > self._most:
            self._connections.remove(connection_id)
            self._meter.refused(TooManyConnections.code)
            raise TooManyConnections(f"You may have {self._most} connections at a time.")
        self._meter.opened(count)

    def disconnect(self, connection_id: ConnectionId) -> None:
        self._connections.remove(connection_id)
        self._meter.closed()

    def receive(self, connection_id: ConnectionId, message: ClientMessage) -> None:
        """Do what a client's frame asks, and answer it; a refusal is an answer too."""
        connection = self._connections.get(connection_id)
        if connection is None or connection.expires_at <= self._clock():
            self._end(connection_id)
        elif isinstance(message, Ping):
            self.answer(connection_id, Pong())
        elif isinstance(message, Subscribe):
            since = {Topic(topic): cursor for topic, cursor in message.since.items()}
            self.subscribe(connection, _topics(message.topics), since)
        else:
            self.unsubscribe(connection, _topics(message.topics))

    def subscribe(
        self, connection: Connection, topics: Sequence[Topic], since: Mapping[Topic, str]
    ) -> None:
        """Follow topics: first what was missed of those in `since`, then where each one stands.

        From the moment on that it is noted, whatever happens is sent too, also before the answer.
        Raises TooManySubscriptions, WriteConflict; nothing is followed then.
        """
        refusal, wanted = self._refusal(connection, topics, since), frozenset(topics)
        if refusal is not None:
            self.answer(connection.connection_id, refusal)
            return
        self._follow(connection, lambda topics: topics | wanted)
        # Read before what was missed: what happens in between comes twice, rather than never.
        here = {ALL_ASSETS: self._replay.here(), **self._positions.of(topics)}
        for frame in self.replay(since):
            self.answer(connection.connection_id, frame)
        positions = tuple(Position(topic=t, cursor=here[t]) for t in topics if t in here)
        self.answer(connection.connection_id, Subscribed(topics=positions))

    def unsubscribe(self, connection: Connection, topics: Sequence[Topic]) -> None:
        unwanted = frozenset(topics)
        self._follow(connection, lambda followed: followed - unwanted)
        self.answer(connection.connection_id, Unsubscribed(topics=tuple(topics)))

    def replay(self, since: Mapping[Topic, str]) -> list[ServerFrame]:
        """What was missed of topics; InvalidCursor."""
        frames: list[ServerFrame] = []
        if ALL_ASSETS in since:
            missed = self._replay.since(since[ALL_ASSETS])
            frames += [Reset(topic=ALL_ASSETS)] if missed is None else _packed(missed)
        return frames + list(self._positions.missed(_of_items(since)))

    def publish(self, frames: Sequence[Announcement], changed_at: datetime) -> None:
        """Send frames to whoever follows their topics; see `Delivery.deliver`."""
        self._delivery.deliver(frames, changed_at)

    def answer(self, connection_id: ConnectionId, frame: ServerFrame) -> None:
        """Send a frame to one connection; one that is gone is cleaned up."""
        if not self._sockets.send(connection_id, frame):
            self.clean_up(connection_id)

    def clean_up(self, connection_id: ConnectionId) -> None:
        """Forget a connection that is gone, and what it followed."""
        self._connections.remove(connection_id)

    def _refusal(
        self, connection: Connection, topics: Sequence[Topic], since: Mapping[Topic, str]
    ) -> FrameError | None:
        present = self._positions.of(topics)
        refused = refused_topic(topics, connection.groups, present)
        if refused is not None:
            topic, error = refused
            return FrameError(code=error.code, message=error.detail, topic=topic)
        for topic, cursor in since.items():
            try:
                self._require_place(topic, cursor, present)
            except InvalidCursor as error:
                return FrameError(code=error.code, message=error.detail, topic=topic)
        return None

    def _require_place(self, topic: Topic, cursor: str, present: Mapping[Topic, str]) -> None:
        if topic == ALL_ASSETS:
            self._replay.begin(cursor)
        else:
            missed_count(topic, cursor, int(present[topic]))

    def _follow(
        self, connection: Connection, change: Callable[[frozenset[Topic]], frozenset[Topic]]
    ) -> None:
        """Frames of one client may be worked off at the same time: each reckons with the others."""
        for _ in range(ATTEMPTS):
            topics = change(connection.topics)
            if len(topics) > MOST_TOPICS:
                raise TooManySubscriptions(f"A connection may follow {MOST_TOPICS} topics.")
            try:
                return self._connections.follow(connection, topics)
            except WriteConflict:
                known = self._connections.get(connection.connection_id)
            if known is None:
                break
            connection = known
        raise WriteConflict("The connection has ended, or changes what it follows all the time.")

    def _end(self, connection_id: ConnectionId) -> None:
        self._sockets.close(connection_id)
        self.clean_up(connection_id)

    def _clean_up_others(self, connection_id: ConnectionId, admission: Admission) -> int:
        """Forget those of an admin that ended unheard of; how many are left, with this one."""
        at = self._clock()
        left = 0
        for each in self._connections.of_admin(admission.admin_id):
            if each.connection_id == connection_id:
                left += 1
            elif each.expires_at <= at:
                self._end(each.connection_id)
            elif each.may_be_opening(at) or self._sockets.is_open(each.connection_id):
                left += 1
            else:
                self.clean_up(each.connection_id)
        return left


def _topics(names: Sequence[str]) -> tuple[Topic, ...]:
    return tuple(Topic(name) for name in dict.fromkeys(names))


def _of_items(since: Mapping[Topic, str]) -> dict[Topic, str]:
    return {topic: cursor for topic, cursor in since.items() if topic != ALL_ASSETS}


def _packed(events: Sequence[Event]) -> list[ServerFrame]:
    """As few frames as the gateway allows."""
    frames: list[ServerFrame] = []
    pack: list[Event] = []
    size = 0
    for event in events:
        length = len(event.model_dump_json().encode())
        if pack and size + length > REPLAY_BYTES:
            frames.append(Replay(topic=ALL_ASSETS, events=tuple(pack)))
            pack, size = [], 0
        pack.append(event)
        size += length
    return [*frames, Replay(topic=ALL_ASSETS, events=tuple(pack))] if pack else frames
