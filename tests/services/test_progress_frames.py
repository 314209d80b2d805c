"""How far a conversion is: told when it is worth it, and never instead of a change."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from mediadesk.domain.assets import Asset
from mediadesk.domain.holders import Holders
from mediadesk.domain.topics import ALL_ASSETS, asset_topic
from mediadesk.services.change_announcer import ChangeAnnouncer
from tests.builders import an_asset, an_asset_id, claimed, queued
from tests.fakes import START
from tests.services.stories import (
    LEASE,
)
from tests.services.talks import following, tell, tell_asset
from tests.world import World

Change = tuple[Asset | None, Asset]
CLIP = asset_topic(an_asset_id())
HELD = Holders(an_asset_id(), count=1, version=1, computed_at=START)


def test_progress_reads_nothing_but_who_is_to_hear_of_it() -> None:
    before = claimed(queued(an_asset()))
    world = World()
    world.storage.assets[before.asset_id] = before
    after = world.assets.renew(before, world.clock() + LEASE, 40)
    world.faults.clear()
    tell_asset(world, before, after)
    assert world.faults.calls == ["FakeConnectionStore.subscriptions"]
    assert not world.storage.told


def test_of_progress_in_one_batch_only_the_last_is_told_and_none_that_a_change_has_passed() -> None:
    world = World()
    name = following(world, "c-1", ALL_ASSETS)
    steps = [claimed(queued(an_asset()))]
    world.storage.assets[steps[0].asset_id] = steps[0]
    steps += [world.assets.renew(steps[-1], world.clock() + LEASE, each) for each in (10, 20, 30)]
    tell(world, *progress(steps))
    assert [frame.type for frame in world.sockets.received(name)] == ["conversion.progress"]
    passed = replace(steps[-1], version=steps[-1].version + 1)
    tell(world, *progress([*steps, passed]))
    tell(world, *progress(steps), lambda a: a.announce_holders(None, HELD))
    kinds = [frame.type.rpartition(".")[2] for frame in world.sockets.received(name)]
    assert kinds == ["progress", "status_changed", "progress", "changed"]


def progress(steps: list[Asset]) -> list[Callable[[ChangeAnnouncer], None]]:
    return [partial(_announce, before, after) for before, after in pairwise(steps)]


def _announce(before: Asset, after: Asset, announcer: ChangeAnnouncer) -> None:
    announcer.announce(before, after)


def test_progress_that_is_not_taken_does_not_come_again_and_cuts_nobody_off() -> None:
    world = World()
    name = following(world, "c-1", CLIP)
    before = claimed(queued(an_asset()))
    world.storage.assets[before.asset_id] = before
    after = world.assets.renew(before, world.clock() + LEASE, 40)
    world.sockets.slow.add(name)
    tell_asset(world, before, after)
    assert not world.sockets.frames
    assert not world.sockets.closed
