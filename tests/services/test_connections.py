"""What a client may ask over its WebSocket, and how a connection ends."""

from datetime import timedelta

import pytest

from mediadesk.contracts.socket import (
    Ping,
    Pong,
    Position,
    ServerFrame,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.connections import ALL_ASSETS, CONNECTION_LIFETIME, asset_topic, user_topic
from mediadesk.domain.errors import AssetNotFound, MediadeskError, TopicRefused, UserNotFound
from mediadesk.domain.ids import ConnectionId
from tests.builders import ADA, GRACE, an_asset, an_asset_id, queued
from tests.services.stories import MILLISECOND, announced
from tests.world import World

CLIENT = ConnectionId("c-1")
HOUR = timedelta(hours=1)


def connected(world: World, name: ConnectionId = CLIENT, session: timedelta = HOUR) -> None:
    world.notifications().connect(name, ADA.name, world.clock() + session)


def follow(world: World, *topics: str, name: ConnectionId = CLIENT) -> None:
    message = Subscribe(action="subscribe", topics=topics)
    world.notifications().receive(name, message)


def leave(world: World, *topics: str) -> None:
    world.notifications().receive(CLIENT, Unsubscribe(action="unsubscribe", topics=topics))


def ping(world: World) -> None:
    world.notifications().receive(CLIENT, Ping(action="ping"))


def last_frame(world: World) -> ServerFrame:
    return world.sockets.received(CLIENT)[-1]


def followed(world: World) -> set[str]:
    return {topic for topic, name in world.storage.topics if name == CLIENT}


def test_a_ping_is_answered() -> None:
    world = World()
    connected(world)
    ping(world)
    assert world.sockets.received(CLIENT) == [Pong()]


def test_a_topic_that_is_named_twice_is_followed_once() -> None:
    world = World()
    connected(world)
    follow(world, ALL_ASSETS, ALL_ASSETS)
    follow(world, ALL_ASSETS)
    assert last_frame(world) == Subscribed(topics=(Position(topic=ALL_ASSETS, cursor=None),))
    world.notifications().announce(None, an_asset())
    assert len(world.sockets.received(CLIENT)) == 3


def test_a_change_during_the_subscription_is_seen_in_the_answer_or_pushed() -> None:
    world = World()
    connected(world)
    asset = announced(world)
    world.faults.clear()
    after = queued(asset)

    def changes() -> None:
        world.storage.assets[asset.asset_id] = after
        world.notifications().announce(asset, after)

    for call in range(1, 7):
        world.faults.at(call, "before", changes)
        follow(world, asset_topic(asset.asset_id))
        seen = world.sockets.received(CLIENT)
        [answer] = [frame for frame in seen if isinstance(frame, Subscribed)]
        assert answer.topics[0].cursor == "2" or len(seen) == 2, world.faults.calls
        world.storage.assets[asset.asset_id] = asset
        world.sockets.frames.clear()
        world.storage.topics.clear()
        world.faults.clear()


def test_what_is_left_is_no_longer_heard_of() -> None:
    world = World()
    connected(world)
    topic = asset_topic(announced(world).asset_id)
    follow(world, topic, ALL_ASSETS)
    leave(world, topic, "nobody:ever", topic)
    assert last_frame(world) == Unsubscribed(topics=(topic, "nobody:ever"))
    assert followed(world) == {ALL_ASSETS}


@pytest.mark.parametrize(
    "topic",
    [
        "asset",
        "asset:",
        "asset:ast_1",
        "assets:",
        "ASSETS",
        "user",
        "user:",
        "user:a b",
        "users:ada",
        "*",
        "\0",
        "é" * 99,
    ],
)
def test_a_topic_that_does_not_exist_is_refused_and_nothing_is_followed(topic: str) -> None:
    world = World()
    connected(world)
    with pytest.raises(TopicRefused):
        follow(world, ALL_ASSETS, topic)
    assert not followed(world)


@pytest.mark.parametrize(
    ("topic", "error"),
    [(asset_topic(an_asset_id(9)), AssetNotFound), (user_topic(GRACE), UserNotFound)],
)
def test_what_nobody_has_cannot_be_followed(topic: str, error: type[MediadeskError]) -> None:
    world = World()
    connected(world)
    with pytest.raises(error):
        follow(world, ALL_ASSETS, topic)
    assert not followed(world)


def test_a_connection_ends_with_the_session_that_asked_for_it() -> None:
    world = World()
    connected(world, session=HOUR)
    follow(world, ALL_ASSETS)
    world.clock.advance(HOUR - MILLISECOND)
    ping(world)
    assert last_frame(world) == Pong()
    world.clock.advance(MILLISECOND)
    ping(world)
    assert world.sockets.closed == [CLIENT]
    assert len(world.sockets.received(CLIENT)) == 2
    assert not world.storage.connections
    assert not world.storage.topics


def test_a_silent_connection_hears_nothing_after_its_session_and_is_closed() -> None:
    world = World()
    connected(world, session=HOUR)
    follow(world, ALL_ASSETS)
    world.clock.advance(HOUR)
    world.notifications().announce(None, an_asset())
    assert len(world.sockets.received(CLIENT)) == 1
    assert world.sockets.closed == [CLIENT]
    assert not world.storage.topics


def test_no_connection_outlives_what_the_gateway_allows() -> None:
    world = World()
    connected(world, session=timedelta(days=30))
    [connection] = world.storage.connections.values()
    assert connection.expires_at == world.clock() + CONNECTION_LIFETIME


def test_a_connection_that_nobody_admitted_is_closed_unheard() -> None:
    world = World()
    follow(world, ALL_ASSETS)
    assert world.sockets.closed == [CLIENT]
    assert not world.sockets.frames
    assert not world.storage.topics


def test_a_connection_that_ended_is_forgotten_with_what_it_followed() -> None:
    world = World()
    connected(world)
    follow(world, ALL_ASSETS)
    world.notifications().disconnect(CLIENT)
    world.notifications().disconnect(CLIENT)
    assert not world.storage.connections
    assert not world.storage.topics


def test_an_answer_to_a_connection_that_is_gone_forgets_it() -> None:
    world = World()
    connected(world)
    world.sockets.gone.add(CLIENT)
    ping(world)
    assert not world.storage.connections


@pytest.mark.parametrize("call", range(1, 7))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_subscription_that_failed_can_be_repeated(call: int, moment: str) -> None:
    world = World()
    connected(world)
    asset: Asset = announced(world)
    world.faults.clear()
    world.faults.fail(call, "before" if moment == "before" else "after")
    topic = asset_topic(asset.asset_id)
    with pytest.raises(MediadeskError):
        follow(world, topic)
    follow(world, topic)
    assert followed(world) == {topic}
    assert isinstance(last_frame(world), Subscribed)
