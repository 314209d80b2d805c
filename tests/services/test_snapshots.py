"""The present of an asset or a user, for who has missed something of it."""

from datetime import timedelta
from typing import Final

import pytest

from mediadesk.contracts.socket import AssetSnapshot, UserSnapshot
from mediadesk.domain.asset_life import delete
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.topics import asset_topic, user_topic
from mediadesk.services.positions import MISSED_AT_MOST
from tests.builders import (
    ADA,
    GRACE,
    a_change,
    a_head,
    a_profile,
    an_asset,
    an_asset_id,
    claimed,
    completed,
    queued,
)
from tests.fakes import START
from tests.services.talks import connected, follow, heard
from tests.world import World

CLIP: Final = asset_topic(an_asset_id())
USER: Final = user_topic(GRACE)
SECOND: Final = timedelta(seconds=1)
GATEWAY_TAKES: Final = 128 * 1024


def a_life(world: World, entries: int) -> Head:
    """Somebody was given one asset after the other."""
    head = a_head()
    for number in range(1, entries + 1):
        change = a_change(head, number, START + number * SECOND)
        for entry in change.entries:
            world.storage.history[GRACE, entry.sequence] = entry
        head = change.after
    world.storage.profiles[GRACE] = a_profile()
    world.storage.heads[GRACE] = head
    return head


def missed(world: World, topic: str, since: str) -> object:
    connected(world)
    follow(world, topic, since={topic: since})
    return heard(world)[0]


@pytest.mark.parametrize("count", [1, 3, MISSED_AT_MOST])
def test_a_user_s_snapshot_has_the_entries_since_the_newest_first(count: int) -> None:
    world = World()
    head = a_life(world, 60)
    snapshot = missed(world, USER, str(61 - count))
    assert isinstance(snapshot, UserSnapshot)
    assert [entry.sequence for entry in snapshot.data.entries] == list(range(60, 60 - count, -1))
    assert snapshot.data.entries[0] == snapshot.data.held
    assert snapshot.data.is_complete
    assert snapshot.data.held is not None
    assert snapshot.data.held.sequence == head.sequence == 60
    assert (snapshot.cursor, snapshot.version) == ("61", 61)


def test_of_more_entries_than_fit_the_newest_are_told_and_that_others_are_left_out() -> None:
    world = World()
    a_life(world, 60)
    snapshot = missed(world, USER, "1")
    assert isinstance(snapshot, UserSnapshot)
    assert len(snapshot.data.entries) == MISSED_AT_MOST
    assert not snapshot.data.is_complete
    assert len(snapshot.model_dump_json().encode()) < GATEWAY_TAKES


def test_who_never_held_anything_has_a_snapshot_too() -> None:
    world = World()
    a_life(world, 0)
    world.storage.profiles[GRACE] = a_profile(version=4)
    snapshot = missed(world, USER, "0")
    assert isinstance(snapshot, UserSnapshot)
    assert (snapshot.data.held, snapshot.data.entries) == (None, ())


def test_an_asset_s_snapshot_has_its_conversion_and_its_holders() -> None:
    world = World()
    asset = completed(claimed(queued(an_asset())))
    world.storage.assets[asset.asset_id] = asset
    latest = Holding(GRACE, START, ADA.name)
    world.storage.holders[asset.asset_id] = Holders(asset.asset_id, latest, 2, 5)
    snapshot = missed(world, CLIP, "1")
    assert isinstance(snapshot, AssetSnapshot)
    assert snapshot.data.conversion.conversion_status == "completed"
    assert len(snapshot.data.conversion.outputs) == len(asset.outputs)
    assert (snapshot.data.holders.user_id, snapshot.data.holders.assigned_user_count) == (GRACE, 2)
    assert (snapshot.cursor, snapshot.version) == (str(asset.version + 5), asset.version)
    assert snapshot.data.deleted_at is None


def test_a_deleted_asset_can_be_followed_still_and_says_when_it_was_deleted() -> None:
    world = World()
    asset = delete(an_asset(), START + SECOND)
    world.storage.assets[asset.asset_id] = asset
    snapshot = missed(world, CLIP, "1")
    assert isinstance(snapshot, AssetSnapshot)
    assert snapshot.data.deleted_at == START + SECOND


def test_no_two_snapshots_have_the_same_id() -> None:
    world = World()
    world.storage.assets[an_asset_id()] = an_asset()
    positions, topic = world.positions(), asset_topic(an_asset_id())
    [first] = positions.missed({topic: "1"})
    world.clock.advance(timedelta(milliseconds=1))
    [second] = positions.missed({topic: "1"})
    assert first.event_id != second.event_id
    assert first.cursor == second.cursor


def test_what_is_not_newer_is_read_no_further() -> None:
    world = World()
    a_life(world, 3)
    world.faults.clear()
    assert world.positions().newer({USER: "4"}) == []
    assert "FakeHistoryStore.newest" not in world.faults.calls
