"""Storing what a bulk decided: by one at a time, and never where others wait to be prepared."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from mediadesk.domain.bulk import STORING_FOR, BulkRecord, BulkStatus
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import UserId
from tests.fake_bulks import SentBulk
from tests.fake_people import FakeAssignmentStore
from tests.faults import Crash
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import a_city
from tests.services.stories import MILLISECOND
from tests.world import World

CROWD = bulks.people(250)


def undone() -> tuple[World, BulkRecord]:
    """Undone a moment ago, and stored with nobody."""
    world = a_city(count=len(CROWD))
    given = bulks.assign(world, user_ids=CROWD).value
    record = bulks.undo(world, given.bulk_id)
    world.bulk_queue.sent.clear()
    world.faults.clear()
    return world, record


def left(world: World, record: BulkRecord) -> list[UserId]:
    """Whom it is not stored with yet."""
    heads = world.storage.heads.values()
    return [head.user_id for head in heads if head.intent == record.bulk_id]


def dies_in_the_middle(world: World, record: BulkRecord) -> None:
    world.faults.fail(30, "before", Crash())
    with bulks.survived():
        bulks.carry_on(world, record.bulk_id)
    world.faults.clear()
    assert 0 < len(left(world, record)) < len(CROWD)


def test_while_one_stores_it_a_second_message_is_done_at_once() -> None:
    world, record = undone()
    calls: list[int] = []

    def second() -> None:
        before = len(world.faults.calls)
        bulks.carry_on(world, record.bulk_id)
        calls.append(len(world.faults.calls) - before)

    world.faults.at(30, "before", second)
    assert bulks.carry_on(world, record.bulk_id).drained_at is not None
    assert calls == [0]
    assert left(world, record) == []


def test_a_sweep_sends_it_once_whoever_stored_it_has_been_silent_for_long() -> None:
    world, record = undone()
    dies_in_the_middle(world, record)
    world.clock.advance(STORING_FOR - MILLISECOND)
    world.bulk_storing().sweep()
    assert world.bulk_queue.sent == []
    world.clock.advance(MILLISECOND)
    world.bulk_storing().sweep()
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]
    bulks.deliver(world)
    assert left(world, record) == []


def test_one_that_is_slow_is_at_it_all_the_time() -> None:
    world, record = undone()
    world.heads = SlowHeads(world)
    world.bulk_storing().carry_on(record.bulk_id, world.clock() + timedelta(minutes=5))
    assert left(world, record) == []
    assert world.bulk_queue.sent == []


class SlowHeads(FakeAssignmentStore):
    """Each batch takes so long that a sweep comes between."""

    def __init__(self, world: World) -> None:
        super().__init__(world.faults, world.storage)
        self._world = world

    def heads(self, user_ids: Sequence[UserId]) -> list[Head]:
        self._world.clock.advance(STORING_FOR / 2 - MILLISECOND)
        self._world.bulk_storing().sweep()
        return super().heads(user_ids)


@pytest.mark.parametrize("status", [BulkStatus.UNDONE, BulkStatus.ABORTED])
def test_where_large_ones_wait_nothing_is_stored(status: BulkStatus) -> None:
    world, record = undone()
    if status is BulkStatus.ABORTED:
        begun = bulks.begin(world, 2, CROWD)
        record = bulks.undo(world, begun.bulk_id)
        world.bulk_queue.sent.clear()
    before = left(world, record)
    until = world.clock() + timedelta(minutes=1)
    world.bulk_storing().carry_on(record.bulk_id, until, may_store=False)
    assert left(world, record) == before
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]


def test_what_there_was_no_time_for_is_taken_up_at_once() -> None:
    world, record = undone()
    world.faults.at(40, "after", partial(world.clock.advance, timedelta(minutes=1)))
    bulks.carry_on(world, record.bulk_id)
    assert 0 < len(left(world, record)) < len(CROWD)
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]
    bulks.deliver(world)
    assert left(world, record) == []
    assert bulks.held(world, CROWD) == [None] * len(CROWD)
