"""What a client may ask over its WebSocket, and how a connection ends."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from mediadesk.contracts.socket import (
    FrameError,
    Pong,
    Position,
    StatusChanged,
    Subscribed,
    Unsubscribed,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.connections import CONNECTION_LIFETIME
from mediadesk.domain.errors import (
    MediadeskError,
    WriteConflict,
)
from mediadesk.domain.ids import ConnectionId
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.builders import GRACE, an_admission, an_asset, an_asset_id
from tests.services.stories import MILLISECOND, announced
from tests.services.talks import (
    CLIENT,
    HOUR,
    connected,
    follow,
    followed,
    heard,
    last_frame,
    leave,
    ping,
    tell_asset,
)
from tests.world import World


def refused(world: World) -> tuple[str, str | None]:
    """Code and topic of the error that was told last."""
    error = last_frame(world)
    assert isinstance(error, FrameError)
    return error.code, error.topic


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
    answer = last_frame(world)
    assert isinstance(answer, Subscribed)
    assert [each.topic for each in answer.topics] == [ALL_ASSETS]
    tell_asset(world, None, an_asset())
    assert len(heard(world)) == 3


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
    follow(world, ALL_ASSETS, topic)
    assert refused(world) == ("topic_refused", topic)
    assert not followed(world)


@pytest.mark.parametrize(
    ("topic", "code"),
    [(asset_topic(an_asset_id(9)), "asset_not_found"), (user_topic(GRACE), "user_not_found")],
)
def test_what_nobody_has_cannot_be_followed(topic: str, code: str) -> None:
    world = World()
    connected(world)
    follow(world, ALL_ASSETS, topic)
    assert refused(world) == (code, topic)
    assert not followed(world)


def test_whose_groups_may_not_follow_a_topic_is_told_what_is_told_of_no_topic() -> None:
    world = World()
    world.notifications().connect(CLIENT, an_admission(groups=frozenset({"somebody"})))
    follow(world, ALL_ASSETS)
    assert refused(world) == ("topic_refused", ALL_ASSETS)
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
    assert not world.storage.subscriptions


def test_a_silent_connection_hears_nothing_after_its_session_and_is_closed() -> None:
    world = World()
    connected(world, session=HOUR)
    follow(world, ALL_ASSETS)
    world.clock.advance(HOUR)
    tell_asset(world, None, an_asset())
    assert len(heard(world)) == 1
    assert world.sockets.closed == [CLIENT]
    assert not world.storage.subscriptions


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
    assert not world.storage.subscriptions


def test_a_connection_that_ended_is_forgotten_with_what_it_followed() -> None:
    world = World()
    connected(world)
    follow(world, ALL_ASSETS)
    world.notifications().disconnect(CLIENT)
    world.notifications().disconnect(CLIENT)
    assert not world.storage.connections
    assert not world.storage.subscriptions


def test_an_answer_to_a_connection_that_is_gone_forgets_it() -> None:
    world = World()
    connected(world)
    world.sockets.gone.add(CLIENT)
    ping(world)
    assert not world.storage.connections


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_subscription_that_failed_can_be_repeated(moment: str) -> None:
    world = World()
    connected(world)
    asset: Asset = announced(world)
    topic = asset_topic(asset.asset_id)
    world.faults.clear()
    follow(world, topic, since={topic: "0"})
    for call in range(1, len(world.faults.calls) + 1):
        world.faults.clear()
        leave(world, topic)
        world.faults.clear()
        world.faults.fail(call, "before" if moment == "before" else "after")
        with pytest.raises(MediadeskError):
            follow(world, topic, since={topic: "0"})
        follow(world, topic, since={topic: "0"})
        assert followed(world) == {topic}
        assert isinstance(last_frame(world), Subscribed)


def test_two_frames_of_one_client_that_are_worked_off_at_once_both_count() -> None:
    world = World()
    connected(world)
    topics = [asset_topic(announced(world).asset_id) for _ in range(2)]
    world.faults.clear()
    follow(world, topics[0])
    for call in range(1, len(world.faults.calls) + 1):
        leave(world, *topics)
        world.faults.clear()
        world.faults.at(call, "before", lambda: follow(world, topics[1]))
        follow(world, topics[0])
        assert followed(world) == set(topics)
        [connection] = world.storage.connections.values()
        assert connection.topics == set(topics)


def test_a_connection_that_ends_while_it_subscribes_leaves_nothing_that_lasts() -> None:
    world = World()
    connected(world)
    world.faults.clear()
    follow(world, ALL_ASSETS)
    for call in range(1, len(world.faults.calls) + 1):
        name = ConnectionId(f"c-{call}-of-many")
        connected(world, name)
        world.faults.clear()
        world.faults.at(call, "before", partial(ends, world, name))
        with suppress(WriteConflict):
            follow(world, ALL_ASSETS, name=name)
        tell_asset(world, None, an_asset())
        assert name not in {own for _, own in world.storage.subscriptions}
        assert name not in world.storage.connections


def ends(world: World, name: ConnectionId) -> None:
    world.sockets.gone.add(name)
    world.notifications().disconnect(name)


def test_a_connection_that_follows_on_is_told_the_present_of_what_it_asks_for() -> None:
    world = World()
    connected(world)
    asset = announced(world)
    topic = asset_topic(asset.asset_id)
    follow(world, topic)
    answer = last_frame(world)
    assert answer == Subscribed(topics=(Position(topic=topic, cursor="1"),))
    tell_asset(world, asset, replace(asset, version=2))
    assert isinstance(last_frame(world), StatusChanged)
