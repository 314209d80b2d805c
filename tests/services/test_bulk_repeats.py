"""An equal request again: it is shown the bulk that it began, and begins no second one."""

from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import IdempotencyKeyReused
from mediadesk.domain.operations import KEPT_FOR, Operation
from tests.builders import ADA, an_asset_id
from tests.faults import Crash
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, CROWD, MakeWorld, a_city, sound
from tests.services.turns import Turns, Worker
from tests.world import World


@sound
def test_a_repeat_is_shown_the_bulk_as_it_stands_by_then(make_world: MakeWorld) -> None:
    world = a_city(make_world)
    first = bulks.assign(world, key="key-1")
    again = bulks.assign(world, key="key-1")
    assert not first.is_replay
    assert (again.is_replay, again.value) == (True, first.value)
    bulks.undo(world, first.value.bulk_id)
    assert bulks.assign(world, key="key-1").value.status is BulkStatus.UNDONE
    assert bulks.come_to_rest(world) == {first.value.bulk_id: BulkStatus.UNDONE}


def test_what_was_refused_for_good_stays_refused() -> None:
    world = a_city()
    lives.give(world, 1, user_id=CROWD[2])
    first = bulks.assign(world, key="key-1")
    assert first.value.status is BulkStatus.ABORTED
    lives.give(world, 2, user_id=CROWD[2])
    again = bulks.assign(world, key="key-1")
    assert (again.is_replay, again.value) == (True, first.value)
    assert len(bulks.records(world)) == 1


def test_what_was_taken_back_while_it_prepared_stays_so() -> None:
    world = a_city()
    world.faults.fail(7, "before", Crash())
    with bulks.survived():
        bulks.assign(world, key="key-1")
    [record] = bulks.records(world)
    bulks.undo(world, record.bulk_id)
    again = bulks.assign(world, key="key-1")
    assert (again.is_replay, again.value.status) == (True, BulkStatus.ABORTED)


def test_what_failed_for_a_reason_that_passed_is_tried_anew() -> None:
    world = a_city()
    bulks.assign(world, 2)
    refused = bulks.assign(world, key="key-1", by=BOB)
    assert refused.value.failure is not None
    assert refused.value.failure.code == "undo_window_open"
    world.clock.advance(timedelta(seconds=31))
    anew = bulks.assign(world, key="key-1", by=BOB)
    assert (anew.is_replay, anew.value.status) == (False, BulkStatus.COMMITTED)
    assert anew.value.bulk_id != refused.value.bulk_id
    again = bulks.assign(world, key="key-1", by=BOB)
    assert (again.is_replay, again.value) == (True, anew.value)
    bulks.come_to_rest(world)


def test_what_nobody_went_on_with_is_tried_anew() -> None:
    world = a_city()
    world.faults.fail(8, "before", Crash())
    with bulks.survived():
        bulks.assign(world, key="key-1")
    bulks.come_to_rest(world)
    [lost] = bulks.records(world)
    assert lost.failure is not None
    assert lost.failure.code == "lease_lost"
    anew = bulks.assign(world, key="key-1")
    assert (anew.is_replay, anew.value.status) == (False, BulkStatus.COMMITTED)


def test_a_repeat_sends_what_still_prepares_on_its_way() -> None:
    world = a_city()
    world.faults.fail(8, "before", Crash())
    with bulks.survived():
        bulks.assign(world, key="key-1")
    assert world.bulk_queue.sent == []
    again = bulks.assign(world, key="key-1")
    assert (again.is_replay, again.value.status) == (True, BulkStatus.PREPARING)
    [message] = world.bulk_queue.sent
    assert bulks.carry_on(world, message.bulk_id).status is BulkStatus.COMMITTED


def test_a_key_stands_for_one_request_of_one_admin_for_a_day() -> None:
    world = a_city()
    first = bulks.assign(world, key="key-1").value
    other = Operation(ADA, "key-1", "request-2", "hash-2", world.clock())
    with pytest.raises(IdempotencyKeyReused):
        world.bulk().bulk_assign_asset(NewBulk(an_asset_id(2), CROWD), other)
    assert not bulks.assign(world, 2, key="key-1", by=BOB, has_override=True).is_replay
    world.clock.advance(KEPT_FOR + timedelta(milliseconds=1))
    assert bulks.assign(world, key="key-1").value.bulk_id != first.bulk_id


@sound
def test_equal_requests_at_once_begin_one_bulk(make_world: MakeWorld) -> None:
    """The other one goes all its way before any one call of the first."""
    for call in range(1, 18):
        world = a_city(make_world)
        twin = partial(bulks.assign, world, key="key-1")
        world.faults.at(call, "before", twin)
        bulks.assign(world, key="key-1")
        ends = bulks.come_to_rest(world)
        assert list(ends.values()) == [BulkStatus.SEALED], call


def a_refused_one() -> World:
    """Bob's request was refused because of a window that is over by now."""
    world = a_city(faults=Turns())
    bulks.assign(world, 2)
    bulks.assign(world, key="key-1", by=BOB)
    world.clock.advance(timedelta(seconds=31))
    return world


def test_equal_requests_that_are_tried_anew_at_once_begin_one_bulk() -> None:
    """Each waits at every call of its own until the other one is through."""
    world, step = a_refused_one(), 0
    while True:
        told: list[BulkStatus] = []
        worker = Worker(
            lambda: told.append(bulks.assign(world, key="key-1", by=BOB).value.status)  # noqa: B023 - over before the next
        )
        for _ in range(step):
            worker.step()
        is_over = worker.is_over
        other = bulks.assign(world, key="key-1", by=BOB).value
        worker.finish()
        assert BulkStatus.ABORTED not in {*told, other.status}, step
        assert len(bulks.records(world)) == 3, step
        if is_over:
            break
        world, step = a_refused_one(), step + 1
    assert step > 10
