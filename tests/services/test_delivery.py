"""Frames reach everybody who takes them, whatever the others do."""

from datetime import timedelta
from typing import Final

import pytest

from mediadesk.contracts.socket import Progress, StatusChanged
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.topics import ALL_ASSETS, asset_topic
from tests.builders import an_asset, an_asset_id, claimed, queued
from tests.faults import Crash
from tests.services.stories import LEASE
from tests.services.talks import HOUR, counts, crowd, following, heard, tell, tell_asset
from tests.world import World

CLIP: Final = asset_topic(an_asset_id())
PATIENCE_S: Final = 30


def numbered(version: int) -> Asset:
    return an_asset(version=version)


def test_the_gone_are_forgotten_and_the_rest_hear_everything() -> None:
    world = World()
    names = crowd(world)
    world.sockets.gone |= {names[0], names[3]}
    tell_asset(world, None, an_asset())
    assert set(world.storage.connections) == {names[1], names[2], names[4]}
    assert {name for _, name in world.storage.subscriptions} == {names[1], names[2], names[4]}
    assert counts(world, names) == [0, 1, 1, 0, 1]
    assert world.live_meter.told == [("delivered", 3, 2, 0)]


def test_a_connection_that_cannot_be_forgotten_is_found_gone_again() -> None:
    world = World()
    names = crowd(world, 2)
    world.sockets.gone.add(names[0])
    world.faults.clear()
    tell_asset(world, None, an_asset())
    removal = world.faults.calls.index("FakeConnectionStore.remove") + 1
    crowd(world, 1)
    world.faults.clear()
    world.faults.fail(removal, "before")
    tell_asset(world, an_asset(), numbered(2))
    assert set(world.storage.connections) == set(names)
    tell_asset(world, numbered(2), numbered(3))
    assert set(world.storage.connections) == {names[1]}


def test_when_it_is_not_known_who_follows_the_batch_comes_again() -> None:
    world = World()
    names = crowd(world, 2)
    world.faults.clear()
    tell_asset(world, None, an_asset())
    reading = world.faults.calls.index("FakeConnectionStore.subscriptions") + 1
    world.faults.clear()
    world.faults.fail(reading, "before")
    with pytest.raises(ServiceUnavailable):
        tell_asset(world, an_asset(), numbered(2))
    assert counts(world, names) == [1, 1]


def test_what_has_outlived_its_session_is_told_nothing_and_ended_after_all_others_were_told() -> (
    None
):
    world = World()
    old = following(world, "a-1", ALL_ASSETS, CLIP)
    world.clock.advance(HOUR)
    new = following(world, "b-1", ALL_ASSETS, CLIP)
    world.sockets.stuck.add(old)
    stale = an_asset(updated_at=world.clock())
    tell_asset(world, None, stale)
    assert counts(world, [old, new]) == [0, 2]
    world.sockets.stuck.clear()
    tell_asset(world, stale, numbered(2))
    assert world.sockets.closed == [old]
    assert set(world.storage.connections) == {new}


def test_each_connection_is_sent_a_batch_in_its_order() -> None:
    world = World()
    names = [following(world, f"c-{number}", ALL_ASSETS, CLIP) for number in range(3)]
    tell(
        world,
        lambda announcer: announcer.announce(None, numbered(1)),
        lambda announcer: announcer.announce(numbered(1), numbered(2)),
        lambda announcer: announcer.announce(None, an_asset(2)),
        lambda announcer: announcer.announce(numbered(2), numbered(3)),
    )
    for name in names:
        own = [
            (f.topic, f.event_id[-1]) for f in heard(world, name) if isinstance(f, StatusChanged)
        ]
        assert own == [
            *[(CLIP, "1"), (ALL_ASSETS, "1"), (CLIP, "2"), (ALL_ASSETS, "2")],
            *[(ALL_ASSETS, "1"), (CLIP, "3"), (ALL_ASSETS, "3")],
        ]


def test_progress_is_offered_once_and_events_are_sent_patiently() -> None:
    world = World()
    crowd(world, 1)
    before = claimed(queued(an_asset()))
    world.storage.assets[before.asset_id] = before
    after = world.assets.renew(before, world.clock() + LEASE, 40)
    world.faults.clear()
    tell_asset(world, before, after)
    assert world.faults.calls[-1] == "FakeSockets.offer"
    tell_asset(world, None, an_asset(2))
    assert world.faults.calls[-1] == "FakeSockets.send"


def test_a_process_that_is_gone_amid_a_batch_leaves_nobody_out_of_it_for_ever() -> None:
    world = World()
    names = crowd(world, 3)
    world.faults.clear()
    world.faults.fail(5, "before", Crash())
    with pytest.raises(Crash):
        tell_asset(world, None, an_asset())
    world.faults.clear()
    tell_asset(world, None, an_asset())
    assert all(counts(world, names))


def test_the_lag_of_an_event_is_counted_once_and_of_progress_never() -> None:
    world = World()
    following(world, "c-1", ALL_ASSETS, CLIP)
    following(world, "c-2", ALL_ASSETS)
    asset = an_asset(updated_at=world.clock())
    world.clock.advance(timedelta(milliseconds=250))
    tell_asset(world, None, asset)
    tell_asset(world, None, an_asset(2, updated_at=world.clock()))
    assert world.live_meter.lags_ms == [250, 0]
    before = claimed(queued(asset))
    world.storage.assets[before.asset_id] = before
    tell_asset(world, before, world.assets.renew(before, world.clock() + LEASE, 40))
    assert isinstance(heard(world)[-1], Progress)
    assert world.live_meter.lags_ms == [250, 0]


def test_what_nobody_follows_has_no_lag_and_nothing_costs_nothing() -> None:
    world = World()
    tell_asset(world, None, an_asset())
    assert world.live_meter.lags_ms == []
    world.faults.clear()
    tell(world)
    assert not world.faults.calls
