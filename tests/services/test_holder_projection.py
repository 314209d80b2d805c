"""Who holds an asset, as it is shown with the asset: when it is computed, and what is missed."""

from datetime import datetime, timedelta

import pytest

from mediadesk.domain.heads import Head
from mediadesk.domain.holders import MANY, Holders, Holding
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.services.holdings import SWEEP_PAGE
from tests.builders import ADA, GRACE, a_change, a_head, an_asset_id
from tests.services.lives import a_library
from tests.services.stories import MILLISECOND
from tests.world import World

CLIP = an_asset_id()
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def gains(world: World, user_id: str = GRACE, number: int | None = 1) -> Head:
    """The user holds that asset from now on, or nothing, and no projection knows."""
    head = world.storage.heads.get(UserId(user_id), a_head(user_id))
    world.storage.heads[head.user_id] = a_change(head, number, world.clock()).after
    return world.storage.heads[head.user_id]


def many_gain(world: World, count: int) -> None:
    for number in range(count):
        gains(world, f"user-{number:05d}")


def shown(world: World, asset_id: AssetId = CLIP) -> tuple[Holding | None, int, int]:
    """The latest one, how many, and the version."""
    holders = world.storage.holders[asset_id]
    return holders.latest, holders.count, holders.version


def holding(user_id: str, at: datetime) -> Holding:
    return Holding(UserId(user_id), at, ADA.name)


def test_a_cold_projection_is_computed_from_all_who_hold_the_asset() -> None:
    world = a_library()
    gains(world, "early")
    world.clock.advance(SECOND)
    gains(world, "late")
    gains(world, "elsewhere", 2)

    world.holder_projection().refresh(CLIP)
    assert shown(world) == (holding("late", world.clock()), 2, 1)


def test_of_those_who_got_it_at_the_same_moment_one_is_always_the_latest() -> None:
    world = a_library()
    for name in ("bea", "cyd", "al"):
        gains(world, name)
        world.holder_projection().refresh(CLIP)
    latest, count, version = shown(world)
    assert latest == holding("cyd", world.clock())
    assert (count, version) == (3, 3)


def test_nobody_is_shown_when_the_last_one_lost_it() -> None:
    world = a_library()
    gains(world)
    world.holder_projection().refresh(CLIP)
    gains(world, number=None)
    world.holder_projection().refresh(CLIP)
    assert shown(world) == (None, 0, 2)


def test_an_asset_that_nobody_ever_held_has_a_projection_without_a_change() -> None:
    world = a_library()
    world.holder_projection().refresh(CLIP)
    assert shown(world) == (None, 0, 0)


def test_computing_the_same_again_is_no_change() -> None:
    world = a_library()
    gains(world)
    for _ in range(3):
        world.holder_projection().refresh(CLIP)
        world.clock.advance(SECOND)
    assert shown(world)[2] == 1


def test_few_are_computed_at_every_change() -> None:
    world = a_library()
    many_gain(world, MANY - 1)
    world.holder_projection().refresh(CLIP)
    gains(world)
    world.holder_projection().refresh(CLIP)
    assert shown(world)[1:] == (MANY, 2)


def test_many_are_computed_every_thirty_seconds_at_most() -> None:
    world = a_library()
    many_gain(world, MANY)
    world.holder_projection().refresh(CLIP)
    gains(world)
    world.clock.advance(30 * SECOND - MILLISECOND)
    world.holder_projection().refresh(CLIP)
    assert shown(world)[1:] == (MANY, 1)

    world.clock.advance(MILLISECOND)
    world.holder_projection().refresh(CLIP)
    assert shown(world)[1:] == (MANY + 1, 2)


def test_a_thousand_changes_within_a_minute_compute_an_expensive_one_thrice() -> None:
    world = a_library()
    many_gain(world, MANY)
    world.holder_projection().refresh(CLIP)
    world.faults.clear()
    for _ in range(1000):
        world.clock.advance(MINUTE / 1000)
        world.holder_projection().refresh(CLIP)
    assert world.faults.calls.count("FakeAssignmentStore.holdings") == 2


@pytest.mark.parametrize(("after", "due"), [(15, 30), (16, 46), (29, 59)])
def test_what_was_held_back_is_computed_when_the_index_knows_it(after: int, due: int) -> None:
    world = a_library()
    many_gain(world, MANY)
    world.holder_projection().refresh(CLIP)
    world.clock.advance(after * SECOND)
    gains(world)
    world.holder_projection().refresh(CLIP)
    world.clock.advance((due - after) * SECOND - MILLISECOND)
    assert world.holder_projection().sweep() == 0
    assert shown(world)[1] == MANY

    world.clock.advance(MILLISECOND)
    assert world.holder_projection().sweep() == 1
    assert shown(world)[1:] == (MANY + 1, 2)


def test_changes_of_an_expensive_one_write_nothing_while_it_is_to_be_computed_anyway() -> None:
    world = a_library()
    many_gain(world, MANY)
    world.holder_projection().refresh(CLIP)
    world.faults.clear()
    for _ in range(1000):
        world.clock.advance(10 * MILLISECOND)
        world.holder_projection().refresh(CLIP)
    assert set(world.faults.calls) == {"FakeHolderStore.get_many"}


@pytest.mark.parametrize("changed_after", range(0, 61, 5))
def test_whatever_is_late_shows_within_a_minute_and_a_half(changed_after: int) -> None:
    """By a sweep at each whole minute, also where the index did not know the change at first."""
    world = a_library()
    many_gain(world, MANY)
    world.holder_projection().refresh(CLIP)
    for second in range(changed_after + 91):
        if second % 60 == 0:
            world.holder_projection().sweep()
        if second == changed_after:
            world.holder_projection().refresh(CLIP)
        if second == changed_after + 5:
            gains(world)
        world.clock.advance(SECOND)
    assert shown(world)[1] == MANY + 1


def test_a_sweep_finds_what_the_index_did_not_know_at_the_change() -> None:
    world = a_library()
    world.holder_projection().refresh(CLIP)
    late = gains(world)
    world.clock.advance(MINUTE)

    assert world.holder_projection().sweep() == 1
    assert late.assigned_at is not None
    assert shown(world) == (holding(GRACE, late.assigned_at), 1, 1)


def test_what_was_swept_is_not_due_again_until_the_next_change() -> None:
    world = a_library()
    gains(world)
    world.holder_projection().refresh(CLIP)
    world.clock.advance(MINUTE)
    assert [world.holder_projection().sweep() for _ in range(3)] == [1, 0, 0]

    world.holder_projection().refresh(CLIP)
    world.clock.advance(MINUTE)
    assert world.holder_projection().sweep() == 1


def test_a_sweep_takes_all_that_is_due_however_much() -> None:
    world = a_library()
    for number in range(SWEEP_PAGE + 7):
        world.holder_projection().refresh(an_asset_id(number))
    world.clock.advance(MINUTE)
    assert world.holder_projection().sweep() == SWEEP_PAGE + 7


def test_a_projection_of_another_asset_is_left_as_it_is() -> None:
    world = a_library()
    gains(world, number=2)
    world.storage.holders[an_asset_id(2)] = Holders(an_asset_id(2))
    world.holder_projection().refresh(CLIP)
    assert shown(world, an_asset_id(2)) == (None, 0, 0)
