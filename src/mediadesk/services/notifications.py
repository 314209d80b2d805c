"""Who hears of a change: connections, subscriptions, frames."""

from collections.abc import Container, Iterable
from datetime import datetime

from mediadesk.contracts.socket import (
    Announcement,
    ClientMessage,
    Ping,
    Pong,
    Position,
    ServerFrame,
    Subscribe,
    Subscribed,
    Unsubscribed,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.connections import (
    ALL_ASSETS,
    CONNECTION_LIFETIME,
    Connection,
    asset_topic,
    topic_asset,
    topic_user,
    user_topic,
)
from mediadesk.domain.errors import (
    AssetNotFound,
    ServiceUnavailable,
    TopicRefused,
    UserNotFound,
)
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AdminId, AssetId, ConnectionId, Topic
from mediadesk.domain.users import Profile
from mediadesk.ports import (
    AssetStore,
    Clock,
    ConnectionStore,
    HolderStore,
    Sockets,
    UserStore,
)
from mediadesk.services.announcements import (
    asset_cursor,
    bulk_frames,
    holder_frames,
    newly_held,
    progress_frames,
    status_frames,
    user_frame,
)
from mediadesk.services.standings import Standings


class NotificationService:
    def __init__(
        self,
        *,
        connections: ConnectionStore,
        sockets: Sockets,
        assets: AssetStore,
        holders: HolderStore,
        users: UserStore,
        standings: Standings,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._sockets = sockets
        self._assets = assets
        self._holders = holders
        self._users = users
        self._standings = standings
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
        was told before. The same goes for the other announcements.
        """
        if before is not None and before.version == after.version:
            # Progress may be lost: the next one says it all.
            self._publish(progress_frames(before, after, self._clock()))
            return
        self._announce(status_frames(before, after, self._held(after.asset_id)))

    def announce_user(self, before: Head | None, after: Head) -> None:
        """Tell the subscribers of a user what they hold since the newest entry."""
        held = newly_held(before, after)
        if held is not None:
            profile = self._users.get(after.user_id)
            self._announce([user_frame(held, _user_version(profile, after))])

    def announce_holders(self, before: Holders | None, after: Holders) -> None:
        """Tell the subscribers of an asset, and of all assets, who holds it."""
        if after.version > (0 if before is None else before.version):
            asset = self._assets.get(after.asset_id)
            self._announce(holder_frames(asset, after, after.computed_at or self._clock()))

    def announce_bulk(self, before: BulkRecord | None, after: BulkRecord) -> None:
        """Tell the subscribers of an asset, and of all assets, what was decided about a bulk."""
        self._announce(bulk_frames(before, after, self._clock()))

    def _announce(self, frames: Iterable[Announcement]) -> None:
        if failures := self._publish(frames):
            raise failures[0]

    def _publish(self, frames: Iterable[Announcement]) -> list[ServiceUnavailable]:
        """Who can't be reached keeps nobody else waiting."""
        at = self._clock()
        failures: list[ServiceUnavailable] = []
        for frame in frames:
            for connection in self._connections.subscribers(Topic(frame.topic)):
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
        """Positions are read after subscribing, so that no change falls in between."""
        wanted = tuple(topics)
        _require_known(wanted, {ALL_ASSETS, *self._of_assets(wanted), *self._of_users(wanted)})
        self._connections.subscribe(connection, wanted)
        cursors = {**self._of_assets(wanted), **self._of_users(wanted)}
        return Subscribed(
            topics=tuple(Position(topic=topic, cursor=cursors.get(topic)) for topic in wanted)
        )

    def _of_assets(self, topics: Iterable[Topic]) -> dict[Topic, str]:
        """Where the topics of assets stand; those of assets that there are none of are left out."""
        ids = [asset_id for topic in topics if (asset_id := topic_asset(topic)) is not None]
        if not ids:
            return {}
        assets = self._assets.get_many(ids)
        held = {each.asset_id: each for each in self._holders.get_many(ids)}
        return {asset_topic(a.asset_id): asset_cursor(a, held[a.asset_id]) for a in assets}

    def _of_users(self, topics: Iterable[Topic]) -> dict[Topic, str]:
        """As `_of_assets`, for users."""
        ids = [user_id for topic in topics if (user_id := topic_user(topic)) is not None]
        if not ids:
            return {}
        heads = {head.user_id: head for head in self._standings.of_many(ids)}
        return {
            user_topic(profile.user_id): str(_user_version(profile, heads[profile.user_id]))
            for profile in self._users.get_many(ids)
            if profile.user_id in heads
        }

    def _held(self, asset_id: AssetId) -> Holders:
        [holders] = self._holders.get_many([asset_id])
        return holders

    def _end(self, connection_id: ConnectionId) -> None:
        self._connections.remove(connection_id)
        self._sockets.close(connection_id)


def _require_known(topics: Iterable[Topic], known: Container[Topic]) -> None:
    """Raises TopicRefused, AssetNotFound, UserNotFound."""
    for topic in topics:
        if topic in known:
            continue
        if (asset_id := topic_asset(topic)) is not None:
            raise AssetNotFound(f"No asset has the id {asset_id}.")
        if (user_id := topic_user(topic)) is not None:
            raise UserNotFound(f"No user has the id {user_id}.")
        raise TopicRefused(f"There is no topic {topic[:64]!r}.")


def _user_version(profile: Profile, head: Head) -> int:
    return profile.version + head.sequence
