"""What is read while a bulk is not stored with its members: all of it, or nothing."""

from datetime import timedelta
from functools import partial
from typing import Final

import pytest

from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import AssetAssigned, ServiceUnavailable
from mediadesk.domain.history import HistoryAction, HistoryEntry, HistoryQuery
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.users import User
from tests.builders import an_asset_id
from tests.fake_stores import FakeAssetStore
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import CROWD, a_city
from tests.services.test_bulk_reads import HeadsOneByOne
from tests.world import World

ALL: Final = 100
MEMBER: Final = CROWD[0]


def city_with_bulk() -> tuple[World, BulkRecord]:
    """The first member has held two assets before; now a bulk gives asset 1 to everybody."""
    world = a_city()
    lives.give(world, 2, user_id=MEMBER)
    lives.give(world, 3, user_id=MEMBER)
    return world, bulks.assign(world, 1).value


def undone(world: World, record: BulkRecord) -> None:
    world.bulk().undo(record.asset_id, record.bulk_id, None, bulks.asks(world))


def pages(world: World, limit: int, action: HistoryAction | None = None) -> list[HistoryEntry]:
    """The member's whole history, page by page, the newest entry first."""
    found: list[HistoryEntry] = []
    cursor = None
    query = HistoryQuery(MEMBER, action)
    while True:
        page = world.histories().page(query, cursor, limit)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def holders(world: World, number: int = 1, limit: int = 2) -> list[User]:
    found: list[User] = []
    cursor = None
    while True:
        page = world.asset_holders().page(an_asset_id(number), cursor, limit)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_a_user_is_shown_with_what_the_bulk_gave() -> None:
    world, record = city_with_bulk()
    user = world.directory().get(MEMBER)
    assert user.current is not None
    assert (user.current.bulk_id, user.sequence) == (record.bulk_id, 3)
    assert user.current.undo_until == record.undo_until
    everybody = world.directory().page("", None, ALL).items
    assert {each.current and each.current.asset_id for each in everybody} == {an_asset_id(1)}
    assert user in everybody


def test_a_user_of_an_undone_bulk_is_shown_with_what_was_theirs() -> None:
    world, record = city_with_bulk()
    undone(world, record)
    user = world.directory().get(MEMBER)
    assert user.current is not None
    assert (user.current.asset_id, user.sequence) == (an_asset_id(3), 4)
    assert user.current.undo_until is None


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("is_undone", [False, True])
def test_history_is_the_same_before_and_after_it_is_stored(limit: int, is_undone: bool) -> None:
    world, record = city_with_bulk()
    if is_undone:
        undone(world, record)
    before = pages(world, limit)
    assert [entry.sequence for entry in before] == list(range(3 + is_undone, 0, -1))
    of_bulk = pages(world, limit, HistoryAction.ASSIGN)[0]
    assert of_bulk.bulk_id == record.bulk_id
    bulks.come_to_rest(world)
    assert pages(world, limit) == before == lives.history(world, MEMBER)[::-1]


def test_a_cursor_stays_right_while_a_bulk_is_stored() -> None:
    world, record = city_with_bulk()
    undone(world, record)
    query = HistoryQuery(MEMBER)
    first = world.histories().page(query, None, 1)
    bulks.come_to_rest(world)
    second = world.histories().page(query, first.next_cursor, 10)
    assert [entry.sequence for entry in (*first.items, *second.items)] == [4, 3, 2, 1]


def test_an_entry_that_is_stored_between_two_looks_is_found() -> None:
    world, record = city_with_bulk()
    world.clock.advance(timedelta(seconds=36))
    world.decisions().seal_by_time(world.storage.bulks[record.bulk_id])
    history, wanted = world.effective_history(), 3
    world.faults.clear()
    world.faults.at(2, "before", lambda: bulks.carry_on(world, record.bulk_id))
    entry = history.get(MEMBER, wanted)
    assert entry is not None
    assert entry == lives.history(world, MEMBER)[-1]
    assert history.get(MEMBER, wanted + 1) is None


def test_the_asset_that_a_user_holds_is_found_by_the_user() -> None:
    world, record = city_with_bulk()
    found = world.catalog().page(AssetQuery(user_id=MEMBER), None, 10)
    assert [view.asset.asset_id for view in found.items] == [record.asset_id]
    undone(world, record)
    found = world.catalog().page(AssetQuery(user_id=MEMBER), None, 10)
    assert [view.asset.asset_id for view in found.items] == [an_asset_id(3)]


def test_the_members_hold_the_asset_and_not_what_they_held() -> None:
    world, record = city_with_bulk()
    assert [user.profile.user_id for user in holders(world)] == list(CROWD)
    assert holders(world, 3) == []
    undone(world, record)
    assert holders(world) == []
    assert [user.profile.user_id for user in holders(world, 3)] == [MEMBER]


def test_who_is_changed_alone_leaves_the_others_with_the_asset() -> None:
    world, _ = city_with_bulk()
    lives.give(world, 4, user_id=MEMBER)
    assert [user.profile.user_id for user in holders(world)] == list(CROWD[1:])


def test_a_projection_counts_the_members_before_they_are_stored() -> None:
    world, record = city_with_bulk()
    world.holder_projection().refresh(record.asset_id)
    assert world.storage.holders[record.asset_id].count == len(CROWD)
    undone(world, record)
    world.clock.advance(timedelta(minutes=1))
    world.holder_projection().refresh(record.asset_id)
    assert world.storage.holders[record.asset_id].count == 0


def test_an_asset_that_a_bulk_gave_is_not_deleted_until_it_was_undone() -> None:
    world, record = city_with_bulk()
    with pytest.raises(AssetAssigned):
        lives.delete(world, 1)
    undone(world, record)
    assert lives.delete(world, 1).value.deleted_at is not None


def test_an_asset_is_deleted_that_members_only_held_before() -> None:
    world, _ = city_with_bulk()
    assert lives.delete(world, 3).value.deleted_at is not None


def test_a_list_of_holders_shows_a_bulk_whole_that_is_committed_meanwhile() -> None:
    """At whatever call it comes: none of its members, or all."""
    found = []
    for call in range(1, 12):
        world = a_city()
        world.heads = LaggingIndex(world.faults, world.storage)
        world.faults.at(call, "before", partial(bulks.assign, world, 1))
        found.append([user.profile.user_id for user in holders(world, limit=ALL)])
    assert [] in found
    assert list(CROWD) in found
    assert all(each in ([], list(CROWD)) for each in found)


class LaggingIndex(HeadsOneByOne):
    """The index of holders still names who lost the asset a moment ago."""

    def holders(self, asset_id: AssetId, after: UserId | None, limit: int) -> list[UserId]:
        return sorted({MEMBER, *super().holders(asset_id, after, limit)})


class Restless(FakeAssetStore):
    """Whenever somebody has read the asset, another bulk gives it to another user."""

    def __init__(self, world: World) -> None:
        super().__init__(world.faults, world.storage)
        self._bulk, self._crowd = world.bulk(), iter(bulks.people(40))
        self._asks = partial(bulks.asks, world)

    def get(self, asset_id: AssetId) -> Asset:
        asset = super().get(asset_id)
        self._bulk.bulk_assign_asset(NewBulk(asset_id, (next(self._crowd),)), self._asks())
        return asset


def test_a_list_that_bulks_never_let_rest_is_refused() -> None:
    world = a_city(count=40)
    world.assets = Restless(world)
    with pytest.raises(ServiceUnavailable):
        world.asset_holders().page(an_asset_id(1), None, ALL)


def test_of_a_bulk_that_was_undone_no_member_is_looked_at() -> None:
    """Before it is closed as well, however many there were."""
    world, crowd = a_city(count=300), bulks.people(300)
    record = bulks.assign(world, 1, crowd).value
    undone(world, record)
    world.faults.clear()
    assert world.asset_holders().page(record.asset_id, None, 25).next_cursor is None
    assert lives.delete(world, 1).value.deleted_at is not None
    assert "FakeBulkStore.members" not in world.faults.calls
