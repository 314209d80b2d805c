"""Who holds an asset, computed by several at once, or in vain."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.heads import Head
from mediadesk.domain.holders import SETTLES_AFTER, Holders, Holding
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.services.holdings import MAX_TRIES, SWEEP_PAGE
from tests.builders import GRACE, a_change, a_head, an_asset_id
from tests.fake_stores import FakeHolderStore
from tests.services.lives import a_library
from tests.services.stories import MILLISECOND
from tests.services.turns import Turns, Worker
from tests.world import World

CLIP = an_asset_id()
MINUTE = timedelta(minutes=1)


def gains(world: World, user_id: str = GRACE, number: int | None = 1) -> Head:
    """The user holds that asset from now on, or nothing, and no projection knows."""
    head = world.storage.heads.get(UserId(user_id), a_head(user_id))
    world.storage.heads[head.user_id] = a_change(head, number, world.clock()).after
    return world.storage.heads[head.user_id]


def shown(world: World, asset_id: AssetId = CLIP) -> tuple[Holding | None, int, int]:
    """The latest one, how many, and the version."""
    holders = world.storage.holders[asset_id]
    return holders.latest, holders.count, holders.version


class Broken(FakeHolderStore):
    """The projections of some assets can't be written."""

    def save(self, before: Holders, after: Holders) -> None:
        if after.asset_id < an_asset_id(2 * SWEEP_PAGE):
            raise ServiceUnavailable("They can't be written.")
        super().save(before, after)


def test_those_that_cannot_be_computed_keep_none_from_being_computed_once() -> None:
    world = a_library()
    ids = [an_asset_id(number) for number in range(3 * SWEEP_PAGE)]
    for asset_id in ids:
        world.holder_projection().refresh(asset_id)
        world.clock.advance(MILLISECOND)
    world.clock.advance(MINUTE)
    world.holders = Broken(world.faults, world.storage)
    world.faults.clear()

    with pytest.raises(ServiceUnavailable):
        world.holder_projection().sweep()
    assert world.faults.calls.count("FakeAssignmentStore.holdings") == len(ids)
    late = [each for each in ids if world.storage.holders[each].due_at is not None]
    assert late == ids[: 2 * SWEEP_PAGE]


def another_gains(world: World, user_id: str = "racer") -> None:
    """Somebody else does the same, and is faster."""
    gains(world, user_id)
    world.holder_projection().refresh(CLIP)
    world.clock.advance(MILLISECOND)


def test_who_loses_the_race_computes_anew() -> None:
    world = a_library()
    gains(world)
    world.faults.clear()
    world.faults.at(4, "before", lambda: another_gains(world))

    world.holder_projection().refresh(CLIP)
    assert world.faults.calls.count("FakeHolderStore.save") == 2
    assert shown(world)[1:] == (2, 1)


def computed_meanwhile(world: World, *, is_swept: bool = False) -> None:
    """Somebody else computes it later, and knows as much; a sweep leaves it due no more."""
    world.clock.advance(MILLISECOND)
    world.holder_projection().refresh(CLIP)
    if is_swept:
        held = world.storage.holders[CLIP]
        world.storage.holders[CLIP] = replace(held, due_at=None, v=held.v + 1)


def test_who_loses_the_race_to_one_who_computed_it_since_leaves_it_there() -> None:
    world = a_library()
    gains(world)
    world.faults.clear()
    world.faults.at(4, "before", lambda: computed_meanwhile(world))

    world.holder_projection().refresh(CLIP)
    assert world.faults.calls.count("FakeHolderStore.save") == 1
    assert (shown(world)[1:], world.storage.holders[CLIP].v) == ((1, 1), 1)


def test_who_loses_the_race_to_a_sweep_makes_sure_that_it_is_due() -> None:
    world = a_library()
    gains(world)
    world.faults.clear()
    world.faults.at(4, "before", lambda: computed_meanwhile(world, is_swept=True))

    world.holder_projection().refresh(CLIP)
    assert world.storage.holders[CLIP].due_at == world.clock() + SETTLES_AFTER


def test_of_many_who_compute_it_at_once_nobody_gives_up() -> None:
    world = World(Turns())
    for number in range(20):
        gains(world, f"user-{number}")
    lost: list[WriteConflict] = []

    def refresh() -> None:
        try:
            world.holder_projection().refresh(CLIP)
        except WriteConflict as failure:
            lost.append(failure)

    busy = [Worker(refresh) for _ in range(20)]
    while busy:
        world.clock.advance(MILLISECOND)
        busy[0].step()
        busy = [each for each in (*busy[1:], busy[0]) if not each.is_over]
    assert not lost


def test_a_sweep_that_loses_the_race_to_a_change_leaves_it_due() -> None:
    world = a_library()
    world.holder_projection().refresh(CLIP)
    world.clock.advance(MINUTE)
    world.faults.clear()
    world.faults.at(5, "before", lambda: another_gains(world))

    world.holder_projection().sweep()
    assert shown(world)[1:] == (1, 1)
    assert world.storage.holders[CLIP].due_at == world.clock() - MILLISECOND + SETTLES_AFTER


def faster(world: World, user_id: str) -> None:
    """Somebody else writes what was computed before, by a clock that is behind."""
    gains(world, user_id)
    now = world.clock()
    world.clock.advance(-MINUTE)
    world.holder_projection().refresh(CLIP)
    world.clock.advance(now - world.clock())


def test_who_loses_every_race_gives_up_and_says_so() -> None:
    world = a_library()
    world.faults.clear()
    for lost in range(MAX_TRIES):
        racer = partial(faster, world, f"racer-{lost}")
        world.faults.at(4 * lost + 4, "before", racer)

    with pytest.raises(WriteConflict):
        world.holder_projection().refresh(CLIP)
    assert shown(world)[1] == MAX_TRIES


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_refresh_that_failed_is_made_good_by_its_repetition(call: int, moment: str) -> None:
    world = a_library()
    gains(world)
    world.faults.clear()
    world.faults.fail(call, "before" if moment == "before" else "after")

    with pytest.raises(ServiceUnavailable):
        world.holder_projection().refresh(CLIP)
    world.holder_projection().refresh(CLIP)
    assert shown(world)[1:] == (1, 1)
