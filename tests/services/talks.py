"""What a client says over its connection and hears there, and the telling of one change."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

from mediadesk.contracts.client_frames import Ping, Subscribe, Unsubscribe
from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.assets import Asset
from mediadesk.domain.ids import ConnectionId, Topic
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.services.change_announcer import ChangeAnnouncer
from tests.builders import a_connection, an_admission
from tests.world import World

CLIENT: Final = ConnectionId("c-1")
HOUR: Final = timedelta(hours=1)

Frame = TypeVar("Frame", bound=ServerFrame)


def connected(world: World, name: ConnectionId = CLIENT, session: timedelta = HOUR) -> None:
    until = world.clock() + session
    world.notifications().connect(name, an_admission(session_until=until))


def follow(
    world: World,
    *topics: str,
    name: ConnectionId = CLIENT,
    since: Mapping[str, str] | None = None,
) -> None:
    message = Subscribe(action="subscribe", topics=topics, since=since or {})
    world.notifications().receive(name, message)


def leave(world: World, *topics: str) -> None:
    world.notifications().receive(CLIENT, Unsubscribe(action="unsubscribe", topics=topics))


def ping(world: World) -> None:
    world.notifications().receive(CLIENT, Ping(action="ping"))


def following(world: World, name: str, *topics: Topic) -> ConnectionId:
    """A connection that follows topics, and of which nothing was heard since."""
    connection = a_connection(name, world.clock())
    world.connections.add(connection)
    world.connections.follow(connection, frozenset(topics))
    return connection.connection_id


def followed(world: World, name: ConnectionId = CLIENT) -> set[str]:
    return {topic for topic, own in world.storage.subscriptions if own == name}


def heard(world: World, name: str = CLIENT) -> list[ServerFrame]:
    return world.sockets.received(ConnectionId(name))


def last_frame(world: World) -> ServerFrame:
    return heard(world)[-1]


def tell(
    world: World, *changes: Callable[[ChangeAnnouncer], None], changed_at: datetime | None = None
) -> None:
    """One batch, of changes that happened just now where nothing else is said."""
    announcer = world.announcer()
    for change in changes:
        change(announcer)
    announcer.deliver(changed_at or world.clock())


def tell_asset(world: World, before: Asset | None, after: Asset) -> None:
    tell(world, lambda announcer: announcer.announce(before, after))


def crowd(world: World, count: int = 5) -> list[ConnectionId]:
    return [following(world, f"c-{number}", ALL_ASSETS) for number in range(count)]


def counts(world: World, names: list[ConnectionId]) -> list[int]:
    return [len(heard(world, name)) for name in names]
