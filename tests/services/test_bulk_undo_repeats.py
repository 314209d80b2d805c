"""The undo of a bulk again, under the same key or after its answer was lost: it happened once."""

from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.audit import bulk_chain
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.errors import AlreadyUndone, BulkNotFound, IdempotencyKeyReused
from mediadesk.domain.operations import KEPT_FOR
from tests.builders import an_asset_id
from tests.faults import Crash
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import BOB, MINUTE, MakeWorld, a_city, sound
from tests.world import World

ENDS = [BulkStatus.UNDONE, BulkStatus.ABORTED]
each_end = pytest.mark.parametrize("end", ENDS)


def a_bulk_for(world: World, end: BulkStatus) -> BulkRecord:
    """One that an undo brings to that end."""
    return bulks.assign(world).value if end is BulkStatus.UNDONE else bulks.begin(world)


@each_end
@sound
def test_a_repeat_is_shown_the_bulk_as_it_stands_by_then(
    end: BulkStatus, make_world: MakeWorld
) -> None:
    world = a_city(make_world)
    bulk_id = a_bulk_for(world, end).bulk_id
    first = bulks.take_back(world, bulk_id, "key-1")
    assert (first.is_replay, first.value.status) == (False, end)
    told = world.storage.chain(bulk_chain(bulk_id))
    again = bulks.take_back(world, bulk_id, "key-1")
    assert (again.is_replay, again.value) == (True, first.value)
    bulks.come_to_rest(world)
    later = bulks.take_back(world, bulk_id, "key-1").value
    assert (later.status, later.closed_at is not None) == (end, True)
    assert world.storage.chain(bulk_chain(bulk_id)) == told


def test_a_key_stands_for_one_undo_of_one_admin_for_a_day() -> None:
    world = a_city()
    one, other = bulks.assign(world, 1, bulks.people(2)), bulks.assign(world, 2, bulks.people(2, 2))
    bulks.take_back(world, one.value.bulk_id, "key-1")
    with pytest.raises(IdempotencyKeyReused):
        bulks.take_back(world, other.value.bulk_id, "key-1")
    assert not bulks.take_back(world, other.value.bulk_id, "key-1", by=BOB).is_replay
    world.clock.advance(KEPT_FOR + timedelta(milliseconds=1))
    with pytest.raises(AlreadyUndone):
        bulks.take_back(world, one.value.bulk_id, "key-1")


def test_a_refusal_is_not_kept() -> None:
    world = a_city()
    record = bulks.assign(world).value
    bulks.take_back(world, record.bulk_id, "key-1")
    for _ in range(2):
        with pytest.raises(AlreadyUndone):
            bulks.take_back(world, record.bulk_id, "key-2")


@pytest.mark.parametrize("key", ["key-1", None])
@each_end
def test_an_undo_whose_answer_was_lost_is_known_again(end: BulkStatus, key: str | None) -> None:
    world = a_city()
    record = a_bulk_for(world, end)
    world.faults.clear()
    bulks.take_back(world, record.bulk_id, key)
    decides = world.faults.calls.index("FakeBulkStore.decide") + 1
    world = a_city()
    record = a_bulk_for(world, end)
    world.faults.clear()
    world.faults.fail(decides, "after")
    outcome = bulks.take_back(world, record.bulk_id, key)
    assert (outcome.value.status, outcome.is_replay) == (end, key is not None)
    assert list(bulks.come_to_rest(world).values()) == [end]


@sound
def test_whoever_dies_in_the_middle_of_it_may_ask_again(make_world: MakeWorld) -> None:
    for call in range(1, 4):
        for moment in ("before", "after"):
            world = a_city(make_world)
            record = bulks.assign(world).value
            world.faults.clear()
            world.faults.fail(call, moment, Crash())
            with bulks.survived():
                bulks.take_back(world, record.bulk_id, "key-1")
            again = bulks.take_back(world, record.bulk_id, "key-1")
            is_there = call == 3 and moment == "after"
            assert (again.value.status, again.is_replay) == (BulkStatus.UNDONE, is_there)
            assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.UNDONE}


@sound
def test_equal_undos_at_once_are_one(make_world: MakeWorld) -> None:
    """The other one goes all its way before any one call of the first."""
    for call in range(1, 4):
        world = a_city(make_world)
        record = bulks.assign(world).value
        world.faults.clear()
        twin = partial(bulks.take_back, world, record.bulk_id, "key-1")
        world.faults.at(call, "before", twin)
        outcome = bulks.take_back(world, record.bulk_id, "key-1")
        assert (outcome.value.status, outcome.is_replay) == (BulkStatus.UNDONE, True)
        assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.UNDONE}


@pytest.mark.parametrize("asset_id", [an_asset_id(2), "", "clip"])
def test_a_bulk_of_another_asset_is_not_found_by_its_path(asset_id: str) -> None:
    world = a_city()
    record = bulks.assign(world).value
    with pytest.raises(BulkNotFound):
        world.bulk().undo(asset_id, record.bulk_id, None, bulks.asks(world))
    world.clock.advance(MINUTE)
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.SEALED}
