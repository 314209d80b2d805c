"""What a dry run tells is what the bulk would do at that moment, and nothing is changed by it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest

from mediadesk.domain.audit import Actor
from mediadesk.domain.bulk_plans import BulkPreview, NewBulk, PlannedChange
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AlreadyAssigned,
    AssetNotFound,
    AssetNotReady,
    AssetUnavailable,
    RateLimited,
)
from mediadesk.domain.ids import UserId
from mediadesk.services.rate_limits import PREVIEWS_FOR_EACH
from tests.builders import ADA, an_asset_id
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, CROWD, a_city
from tests.services.test_bulk_assign import has_it, leave
from tests.world import World


def preview(world: World, new: NewBulk, by: Actor = ADA) -> BulkPreview:
    return world.bulk_previewer().of(new, bulks.asks(world, by=by))


def some_hold_other_things(world: World) -> None:
    lives.give(world, 2, user_id=CROWD[0])
    bulks.assign(world, 3, CROWD[1:3])


def one_has_left(world: World) -> None:
    leave(world, CROWD[3])


def some_have_it(world: World) -> None:
    has_it(world, CROWD[1])
    bulks.assign(world, 1, CROWD[3:])


def bob_may_still_undo(world: World) -> None:
    bulks.assign(world, 2, CROWD[2:], by=BOB)


def bob_could_undo(world: World) -> None:
    bob_may_still_undo(world)
    world.clock.advance(timedelta(seconds=31))


def bob_has_undone(world: World) -> None:
    record = bulks.assign(world, 1, CROWD[2:], by=BOB).value
    bulks.undo(world, record.bulk_id, BOB)


SCENES: Final[list[Callable[[World], None]]] = [
    some_hold_other_things,
    one_has_left,
    some_have_it,
    bob_may_still_undo,
    bob_could_undo,
    bob_has_undone,
]
WISHES: Final[dict[str, dict[str, Any]]] = {
    "as it is": {},
    "without holders": {"skips_holders": True},
    "with override": {"has_override": True},
    "with one who is nobody": {"user_ids": (*CROWD, UserId("nobody"))},
}


@pytest.mark.parametrize("wishes", WISHES.values(), ids=WISHES)
@pytest.mark.parametrize("scene", SCENES)
def test_it_tells_what_the_bulk_does_and_changes_nothing(
    scene: Callable[[World], None], wishes: dict[str, Any]
) -> None:
    world = a_city()
    scene(world)
    heads = world.standings().of_many(CROWD)
    held = {head.user_id: head.asset_id for head in heads}
    before = deepcopy(world.storage)
    told = preview(world, NewBulk(**({"asset_id": an_asset_id(1), "user_ids": CROWD} | wishes)))
    assert world.storage == before
    done = bulks.assign(world, 1, **wishes).value
    assert (told.failure, told.skipped_count) == (done.failure, done.skipped_count)
    members = [] if done.failure else world.storage.members[done.bulk_id]
    assert told.changes == tuple(PlannedChange(user_id, held[user_id]) for user_id in members)


def test_what_is_being_prepared_is_not_there_yet() -> None:
    world = a_city()
    bulks.begin(world, 1, CROWD[:2])
    told = preview(world, NewBulk(an_asset_id(2), CROWD))
    assert [change.previous_asset_id for change in told.changes] == [None] * 5


def test_of_many_users_each_is_told() -> None:
    world, crowd = a_city(count=260), bulks.people(260)
    bulks.assign(world, 2, crowd[50:150])
    told = preview(world, NewBulk(an_asset_id(1), crowd[::-1]))
    assert [change.user_id for change in told.changes] == list(crowd)
    had = [change.previous_asset_id for change in told.changes]
    assert had == [None] * 50 + [an_asset_id(2)] * 100 + [None] * 110


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"status": ConversionStatus.PROCESSING}, AssetNotReady),
        ({"deleted_at": World().clock()}, AssetUnavailable),
    ],
)
def test_what_begins_no_bulk_is_no_preview_either(
    changes: dict[str, Any], refusal: type[Exception]
) -> None:
    world = a_city()
    asset = world.storage.assets[an_asset_id(1)]
    world.storage.assets[asset.asset_id] = replace(asset, **changes)
    with pytest.raises(refusal):
        preview(world, NewBulk(an_asset_id(1), CROWD))
    with pytest.raises(AssetNotFound):
        preview(world, NewBulk("clip", CROWD))


def test_where_everybody_holds_it_nobody_is_left() -> None:
    world = a_city()
    bulks.assign(world)
    with pytest.raises(AlreadyAssigned):
        preview(world, NewBulk(an_asset_id(1), CROWD, skips_holders=True))


def test_it_is_counted_apart_from_calls_and_users() -> None:
    world = a_city()
    world.calls_a_minute, world.users_an_hour = 1, 5
    for _ in range(PREVIEWS_FOR_EACH):
        preview(world, NewBulk(an_asset_id(1), CROWD))
    with pytest.raises(RateLimited):
        preview(world, NewBulk(an_asset_id(1), CROWD))
    assert bulks.assign(world).value.failure is None


def test_it_shows_another_bulk_whole_that_is_decided_meanwhile() -> None:
    crowd = bulks.people(220)
    shown = set()
    for call in range(1, 12):
        world = a_city(count=len(crowd))
        world.faults.at(call, "before", partial(bulks.assign, world, 1, crowd))
        told = preview(world, NewBulk(an_asset_id(2), crowd))
        held = {change.previous_asset_id for change in told.changes}
        assert len(held) == 1, call
        shown |= held
    assert shown == {None, an_asset_id(1)}
