"""How many connections an admin may have, and how much one may follow."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.connections import MOST_TOPICS, OPENS_WITHIN
from mediadesk.domain.errors import (
    TooManyConnections,
    TooManySubscriptions,
)
from mediadesk.domain.ids import AdminId, ConnectionId
from mediadesk.domain.topics import asset_topic
from tests.builders import an_admission, an_asset
from tests.faults import Crash
from tests.services.stories import MILLISECOND
from tests.services.talks import (
    CLIENT,
    HOUR,
    connected,
    follow,
    followed,
    leave,
)
from tests.world import World


def test_two_hundred_topics_can_be_followed_and_no_more() -> None:
    world = World()
    connected(world)
    topics = []
    for number in range(MOST_TOPICS + 1):
        asset = an_asset(number)
        world.storage.assets[asset.asset_id] = asset
        topics.append(asset_topic(asset.asset_id))
    follow(world, *topics[:100])
    follow(world, *topics[100:200])
    with pytest.raises(TooManySubscriptions):
        follow(world, topics[200])
    assert len(followed(world)) == MOST_TOPICS
    follow(world, *topics[:100])
    leave(world, topics[0])
    follow(world, topics[200])
    assert followed(world) == set(topics[1:])


def crowd(world: World, count: int) -> list[ConnectionId]:
    names = [ConnectionId(f"old-{number}") for number in range(count)]
    for name in names:
        connected(world, name)
    return names


def test_an_admin_may_have_so_many_connections_and_no_more() -> None:
    world = World()
    names = crowd(world, world.most_connections)
    with pytest.raises(TooManyConnections):
        connected(world)
    assert list(world.storage.connections) == names
    assert world.live_meter.told[-1] == ("refused", "too_many_connections")
    assert ("opened", world.most_connections) in world.live_meter.told
    other = replace(an_admission(), admin_id=AdminId("somebody"))
    world.notifications().connect(CLIENT, other)
    assert CLIENT in world.storage.connections


def test_what_ended_unheard_of_does_not_count() -> None:
    world = World()
    names = crowd(world, world.most_connections)
    world.sockets.gone |= {names[0], names[7]}
    world.clock.advance(OPENS_WITHIN)
    connected(world)
    assert set(world.storage.connections) == {*names, CLIENT} - {names[0], names[7]}
    assert world.live_meter.told[-1] == ("opened", world.most_connections - 1)


def test_what_the_gateway_does_not_know_yet_counts() -> None:
    world = World()
    world.sockets.gone |= set(crowd(world, world.most_connections))
    world.clock.advance(OPENS_WITHIN - MILLISECOND)
    with pytest.raises(TooManyConnections):
        connected(world)


def test_what_has_outlived_its_session_does_not_count_and_is_closed() -> None:
    world = World()
    names = crowd(world, world.most_connections)
    world.clock.advance(HOUR)
    connected(world)
    assert list(world.storage.connections) == [CLIENT]
    assert world.sockets.closed == names


def test_of_two_last_ones_at_the_same_moment_at_most_one_is_admitted() -> None:
    for call in range(1, 4):
        world = World()
        crowd(world, world.most_connections - 1)
        world.faults.clear()
        world.faults.at(call, "before", partial(tries, world, ConnectionId("c-2")))
        tries(world, CLIENT)
        assert len(world.storage.connections) <= world.most_connections


def tries(world: World, name: ConnectionId) -> None:
    try:
        connected(world, name)
    except TooManyConnections:
        assert name not in world.storage.connections


def test_a_handshake_that_crashed_gives_its_place_to_others() -> None:
    world = World()
    world.faults.fail(2, "before", Crash())
    with pytest.raises(Crash):
        connected(world)
    world.faults.clear()
    world.sockets.gone.add(CLIENT)
    world.clock.advance(timedelta(minutes=1))
    crowd(world, world.most_connections)
    assert CLIENT not in world.storage.connections
