"""Who hears of a change: connections, subscriptions, frames."""

from collections.abc import Iterable
from datetime import datetime

from mediadesk.contracts.socket import (
    ClientMessage,
    Ping,
    Pong,
    Position,
    Progress,
    ServerFrame,
    Subscribe,
    Subscribed,
    Unsubscribed,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.connections import (
    ALL_ASSETS,
    CONNECTION_LIFETIME,
    Connection,
    asset_topic,
    topic_asset,
)
from mediadesk.domain.errors import ServiceUnavailable, TopicRefused
from mediadesk.domain.ids import AdminId, ConnectionId, Topic
from mediadesk.ports import AssetStore, Clock, ConnectionStore, Sockets
from mediadesk.services.announcements import announcement


class NotificationService:
    def __init__(
        self,
        *,
        connections: ConnectionStore,
        sockets: Sockets,
        assets: AssetStore,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._sockets = sockets
        self._assets = assets
        self._clock = clock

    def connect(
        self, connection_id: ConnectionId, admin_id: AdminId, session_until: datetime
    ) -> None:
        expires_at = min(session_until, self._clock() + CONNECTION_LIFETIME)
        self._connections.add(Connection(connection_id, admin_id, expires_at))

    def disconnect(self, connection_id: ConnectionId) -> None:
        self._connections.remove(connection_id)

    def receive(self, connection_id: ConnectionId, message: ClientMessage) -> None:
        """Do what a client's frame asks and answer it; TopicRefused when a topic isn't for it."""
        connection = self._connections.get(connection_id)
        if connection is None or connection.expires_at <= self._clock():
            self._end(connection_id)
            return
        self.answer(connection_id, self._reply(connection, message))

    def answer(self, connection_id: ConnectionId, frame: ServerFrame) -> None:
        """Send a frame to one connection; one that is gone is forgotten."""
        if not self._sockets.send(connection_id, frame):
            self._connections.remove(connection_id)

    def announce(self, before: Asset | None, after: Asset) -> None:
        """Tell the subscribers of an asset, and of all assets, what became of it.

        Raises ServiceUnavailable when a change of state did not reach somebody; everybody else
        was told before.
        """
        at = self._clock()
        failures: list[ServiceUnavailable] = []
        for topic in (asset_topic(after.asset_id), ALL_ASSETS):
            frame = announcement(before, after, topic, at)
            missed = [] if frame is None else self._publish(topic, frame, at)
            # Progress may be lost: the next one says it all.
            failures += [] if isinstance(frame, Progress) else missed
        if failures:
            raise failures[0]

    def _publish(self, topic: Topic, frame: ServerFrame, at: datetime) -> list[ServiceUnavailable]:
        failures: list[ServiceUnavailable] = []
        for connection in self._connections.subscribers(topic):
            try:
                self._tell(connection, frame, at)
            except ServiceUnavailable as failure:
                failures.append(failure)
        return failures

    def _tell(self, connection: Connection, frame: ServerFrame, at: datetime) -> None:
        if connection.expires_at <= at:
            self._end(connection.connection_id)
        else:
            self.answer(connection.connection_id, frame)

    def _reply(self, connection: Connection, message: ClientMessage) -> ServerFrame:
        if isinstance(message, Ping):
            return Pong()
        topics = tuple(Topic(topic) for topic in dict.fromkeys(message.topics))
        if isinstance(message, Subscribe):
            return self._subscribe(connection, topics)
        self._connections.unsubscribe(connection.connection_id, topics)
        return Unsubscribed(topics=topics)

    def _subscribe(self, connection: Connection, topics: Iterable[Topic]) -> Subscribed:
        """Positions are read once more after subscribing, so that no change falls in between."""
        wanted = tuple(topics)
        for topic in wanted:
            _require_known(topic)
            self._position(topic)
        self._connections.subscribe(connection, wanted)
        return Subscribed(topics=tuple(self._position(topic) for topic in wanted))

    def _position(self, topic: Topic) -> Position:
        asset_id = topic_asset(topic)
        if asset_id is None:
            return Position(topic=topic, cursor=None)
        return Position(topic=topic, cursor=str(self._assets.get(asset_id).version))

    def _end(self, connection_id: ConnectionId) -> None:
        self._connections.remove(connection_id)
        self._sockets.close(connection_id)


def _require_known(topic: Topic) -> None:
    if topic != ALL_ASSETS and topic_asset(topic) is None:
        raise TopicRefused(f"There is no topic {topic[:64]!r}.")
