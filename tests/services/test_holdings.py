"""Who holds an asset: by the heads, and as the projection shows it."""

from datetime import timedelta

import pytest

from mediadesk.domain.errors import AssetNotFound, InvalidCursor, WriteConflict
from mediadesk.domain.holders import MANY, SETTLES_AFTER, Holders
from mediadesk.services.holdings import MAX_TRIES
from tests.builders import an_asset_id
from tests.services import lives
from tests.services.lives import a_town, give
from tests.world import World

ONE = an_asset_id(1)


def held_by(*user_ids: str) -> World:
    world = a_town()
    lives.registered(world, *user_ids, "somebody")
    give(world, 2, user_id="somebody")
    for user_id in user_ids:
        give(world, 1, user_id=user_id)
    world.faults.clear()
    return world


def ids(world: World, limit: int) -> list[str]:
    page = world.asset_holders().page(ONE, None, limit)
    found = list(page.items)
    while page.next_cursor:
        page = world.asset_holders().page(ONE, page.next_cursor, limit)
        found += page.items
    return [user.profile.user_id for user in found]


def projection(world: World) -> Holders:
    return world.storage.holders[ONE]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_pages_together_are_everybody_who_holds_it_by_id(limit: int) -> None:
    assert ids(held_by("d", "b", "a", "c"), limit) == ["a", "b", "c", "d"]


def test_who_lost_it_a_moment_ago_is_left_out_whatever_the_index_says() -> None:
    world = held_by("a", "b", "c")
    world.faults.at(2, "after", lambda: give(world, 2, user_id="b"))
    page = world.asset_holders().page(ONE, None, 10)
    assert [user.profile.user_id for user in page.items] == ["a", "c"]


@pytest.mark.parametrize("asset_id", ["", "ast_1", "\0", an_asset_id(8)])
def test_what_is_no_asset_has_no_list(asset_id: str) -> None:
    with pytest.raises(AssetNotFound):
        a_town().asset_holders().page(asset_id, None, 10)


def test_a_cursor_of_another_asset_or_list_is_refused() -> None:
    world = held_by("a", "b", "c")
    cursor = world.asset_holders().page(ONE, None, 1).next_cursor
    with pytest.raises(InvalidCursor):
        world.asset_holders().page(an_asset_id(2), cursor, 1)
    with pytest.raises(InvalidCursor):
        world.asset_holders().page(ONE, world.directory().page("", None, 1).next_cursor, 1)


def test_a_projection_is_computed_at_once_and_once_more_when_all_has_settled() -> None:
    world = held_by("a", "b")
    world.holder_projection().refresh(ONE)
    assert (projection(world).count, projection(world).version) == (2, 1)
    assert projection(world).due_at == world.clock() + SETTLES_AFTER
    give(world, 2, user_id="a")
    assert world.holder_projection().sweep() == 0
    world.clock.advance(SETTLES_AFTER)
    assert world.holder_projection().sweep() == 1
    assert (projection(world).count, projection(world).due_at) == (1, None)
    assert world.holder_projection().sweep() == 0


def test_one_with_very_many_holders_waits_until_it_is_due() -> None:
    world = held_by(*(f"u{number}" for number in range(MANY)))
    world.holder_projection().refresh(ONE)
    before = projection(world)
    give(world, 1)
    world.clock.advance(timedelta(seconds=20))
    world.holder_projection().refresh(ONE)
    assert (projection(world).count, projection(world).version) == (MANY, before.version)
    assert projection(world).due_at == world.clock() + SETTLES_AFTER
    world.clock.advance(SETTLES_AFTER)
    world.holder_projection().sweep()
    assert projection(world).count == MANY + 1


def test_who_lost_a_race_computes_anew_and_overwrites_nothing() -> None:
    world = held_by("a")

    def meanwhile() -> None:
        give(world, 1)
        world.holder_projection().refresh(ONE)

    world.faults.at(3, "before", meanwhile)
    world.holder_projection().refresh(ONE)
    assert (projection(world).count, projection(world).v) == (2, 1)


def test_after_many_lost_races_it_is_told() -> None:
    world = held_by("a")
    for number in range(MAX_TRIES):
        world.faults.fail(3 + 3 * number, "before", WriteConflict("Another was faster."))
    with pytest.raises(WriteConflict):
        world.holder_projection().refresh(ONE)
    assert ONE not in world.storage.holders
