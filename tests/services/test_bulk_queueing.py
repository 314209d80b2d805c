"""Bulks that wait for somebody to go on with them: lost messages, long queues, short failures."""

from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.bulk import LEASE, QUEUED_AT_MOST, QUEUED_FOR, QUEUED_LEASE, BulkStatus
from mediadesk.domain.errors import AssignmentConflict, ServiceUnavailable
from mediadesk.domain.ids import UserId
from mediadesk.services.bulk_beginning import INLINE_USERS
from tests.builders import an_asset_id
from tests.fake_bulks import SentBulk
from tests.faults import Crash
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import CROWD, a_city
from tests.services.stories import MILLISECOND
from tests.world import World


def sweep(world: World) -> list[SentBulk]:
    """What it sends; what was sent before is lost."""
    world.bulk_queue.sent.clear()
    world.bulk_storing().sweep()
    return world.bulk_queue.sent


def a_large_city() -> tuple[World, tuple[UserId, ...]]:
    count = INLINE_USERS + 1
    return a_city(count=count), bulks.people(count)


def a_while(world: World) -> None:
    world.clock.advance(timedelta(seconds=5))


def test_a_large_bulk_whose_message_is_lost_is_sent_anew_until_it_has_gone_stale() -> None:
    world, crowd = a_large_city()
    record = bulks.assign(world, user_ids=crowd).value
    for _ in range(QUEUED_AT_MOST // QUEUED_FOR - 1):
        world.clock.advance(QUEUED_FOR - MILLISECOND)
        assert sweep(world) == []
        world.clock.advance(MILLISECOND)
        assert sweep(world) == [SentBulk(record.bulk_id, True, 0)]
    world.clock.advance(QUEUED_LEASE)
    assert sweep(world) == []
    world.clock.advance(MILLISECOND)
    sweep(world)
    assert bulks.records(world)[0].status is BulkStatus.ABORTED
    bulks.come_to_rest(world)


def test_what_was_sent_anew_is_carried_out_by_whichever_message_comes() -> None:
    world, crowd = a_large_city()
    record = bulks.assign(world, user_ids=crowd).value
    world.clock.advance(3 * QUEUED_FOR)
    sweep(world)
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.SEALED}


def test_a_bulk_that_could_not_be_sent_is_sent_by_the_sweep() -> None:
    world, crowd = a_large_city()
    world.faults.clear()
    bulks.assign(world, user_ids=crowd)
    last = len(world.faults.calls)
    world, crowd = a_large_city()
    world.faults.clear()
    world.faults.fail(last, "before")
    record = bulks.assign(world, user_ids=crowd).value
    assert world.bulk_queue.sent == []
    world.clock.advance(QUEUED_FOR + MILLISECOND)
    assert sweep(world) == [SentBulk(record.bulk_id, True, 0)]


def test_what_is_handed_on_in_the_moment_of_its_beginning_needs_no_note() -> None:
    world, crowd = a_large_city()
    world.faults.clear()
    assert bulks.assign(world, user_ids=crowd).value.is_queued
    assert "FakeBulkStore.note" not in world.faults.calls


def test_once_somebody_has_begun_with_a_large_one_their_death_is_noticed_soon() -> None:
    world, crowd = a_large_city()
    record = bulks.assign(world, user_ids=crowd).value
    world.faults.clear()
    world.faults.fail(12, "before", Crash())
    with bulks.survived():
        bulks.carry_on(world, record.bulk_id)
    world.clock.advance(LEASE + MILLISECOND)
    sweep(world)
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.ABORTED}


def test_a_large_one_that_is_handed_back_may_wait_again() -> None:
    world, crowd = a_large_city()
    record = bulks.assign(world, user_ids=crowd).value
    world.bulk_queue.sent.clear()
    for call in range(5, 12):
        world.faults.at(call + len(world.faults.calls), "after", partial(a_while, world))
    bulks.carry_on(world, record.bulk_id)
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, True, 0)]
    world.clock.advance(QUEUED_FOR - MILLISECOND)
    assert sweep(world) == []
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED


@pytest.mark.parametrize("call", range(2, 7))
def test_a_short_failure_while_it_is_prepared_costs_a_minute_and_not_the_bulk(call: int) -> None:
    world = a_city()
    record = bulks.begin(world)
    world.faults.fail(call, "before")
    with pytest.raises(ServiceUnavailable):
        bulks.carry_on(world, record.bulk_id)
    world.faults.clear()
    world.clock.advance(QUEUED_FOR - MILLISECOND)
    assert sweep(world) == []
    world.clock.advance(MILLISECOND)
    assert sweep(world) == [SentBulk(record.bulk_id, False, 0)]
    bulks.deliver(world)
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.SEALED}


def test_one_that_fails_for_too_long_fails_its_message() -> None:
    world = a_city()
    record = bulks.begin(world)
    world.clock.advance(QUEUED_AT_MOST)
    world.faults.fail(2, "before")
    with pytest.raises(ServiceUnavailable):
        bulks.carry_on(world, record.bulk_id)
    sweep(world)
    assert world.storage.bulks[record.bulk_id].status is BulkStatus.ABORTED


def test_a_user_whom_a_bulk_claimed_that_nobody_came_for_is_free_when_its_time_is_over() -> None:
    world = a_city()
    record = bulks.begin(world)
    world.bulks.claim(record.bulk_id, [world.storage.heads[CROWD[0]]])
    world.decisions().queue(record)
    world.clock.advance(QUEUED_FOR)
    with pytest.raises(AssignmentConflict):
        lives.give(world, 2, user_id=CROWD[0])
    world.clock.advance(QUEUED_LEASE)
    assert lives.give(world, 2, user_id=CROWD[0]).value.asset_id == an_asset_id(2)
    assert world.storage.bulks[record.bulk_id].status is BulkStatus.ABORTED
