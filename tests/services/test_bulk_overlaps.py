"""Bulks that meet one another: the window belongs to whoever opened it, and each is whole."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import pytest

from mediadesk.domain.audit import bulk_chain
from mediadesk.domain.bulk import LEASE, BulkStatus
from mediadesk.domain.heads import UNDO_WINDOW
from mediadesk.domain.ids import UserId
from tests.builders import ADA, an_asset_id
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, CROWD, MakeWorld, a_city, sound
from tests.services.stories import MILLISECOND
from tests.services.turns import Turns, Worker
from tests.world import World

FIRST, LAST = CROWD[:3], CROWD[2:]
AFTER_BOTH = [an_asset_id(1)] * 2 + [an_asset_id(2)] * 3


@pytest.mark.parametrize("after", [timedelta(0), UNDO_WINDOW])
@sound
def test_the_open_window_of_another_admin_is_respected(
    after: timedelta, make_world: MakeWorld
) -> None:
    world = a_city(make_world)
    mine = bulks.assign(world, 1, FIRST).value
    world.clock.advance(after)
    refused = bulks.assign(world, 2, LAST, by=BOB).value
    assert refused.failure is not None
    assert (refused.status, refused.failure.code) == (BulkStatus.ABORTED, "undo_window_open")
    assert mine.bulk_id in refused.failure.detail
    assert refused.failure.undo_until == mine.undo_until
    assert bulks.held(world) == [an_asset_id(1)] * 3 + [None] * 2
    assert bulks.undo(world, mine.bulk_id).status is BulkStatus.UNDONE
    ends = bulks.come_to_rest(world)
    assert ends == {mine.bulk_id: BulkStatus.UNDONE, refused.bulk_id: BulkStatus.ABORTED}


@pytest.mark.parametrize("reason", ["own", "overridden", "over"])
@sound
def test_otherwise_it_is_sealed_and_names_the_bulk_that_came_after_it(
    reason: str, make_world: MakeWorld
) -> None:
    world = a_city(make_world)
    mine = bulks.assign(world, 1, FIRST).value
    world.clock.advance(UNDO_WINDOW + MILLISECOND if reason == "over" else timedelta(0))
    by = mine.assigned_by if reason == "own" else BOB.name
    actor = ADA if by == mine.assigned_by else BOB
    later = bulks.assign(world, 2, LAST, by=actor, has_override=reason == "overridden").value
    assert later.status is BulkStatus.COMMITTED
    sealed = world.storage.bulks[mine.bulk_id]
    assert (sealed.status, sealed.sealed_by) == (BulkStatus.SEALED, later.bulk_id)
    assert (later.sealed_bulk_ids, sealed.sealed_bulk_ids) == ((mine.bulk_id,), ())
    told = world.storage.chain(bulk_chain(mine.bulk_id))[-1]
    assert told.after is not None
    assert (told.actor.name, told.after["sealed_by"]) == (by, later.bulk_id)
    assert bulks.held(world) == AFTER_BOTH
    ends = bulks.come_to_rest(world)
    assert ends == {mine.bulk_id: BulkStatus.SEALED, later.bulk_id: BulkStatus.SEALED}
    assert bulks.held(world) == AFTER_BOTH


def test_an_undo_of_the_later_one_leaves_the_earlier_one() -> None:
    world = a_city()
    bulks.assign(world, 1, FIRST)
    later = bulks.assign(world, 2, LAST).value
    bulks.undo(world, later.bulk_id)
    expected = [an_asset_id(1)] * 3 + [None] * 2
    assert bulks.held(world) == expected
    bulks.come_to_rest(world)
    assert bulks.held(world) == expected


@sound
def test_what_others_decided_for_good_is_stored_by_whoever_needs_the_member(
    make_world: MakeWorld,
) -> None:
    world = a_city(make_world)
    undone = bulks.assign(world, 1, FIRST).value
    bulks.undo(world, undone.bulk_id)
    later = bulks.assign(world, 1, LAST, by=BOB).value
    assert later.status is BulkStatus.COMMITTED
    assert bulks.held(world) == [None] * 2 + [an_asset_id(1)] * 3
    ends = bulks.come_to_rest(world)
    assert ends == {undone.bulk_id: BulkStatus.UNDONE, later.bulk_id: BulkStatus.SEALED}


def test_nothing_is_sealed_for_a_bulk_that_is_refused() -> None:
    world = a_city()
    mine = bulks.assign(world, 1, FIRST).value
    refused = bulks.assign(world, 2, [*LAST, UserId("nobody")]).value
    assert refused.status is BulkStatus.ABORTED
    assert world.storage.bulks[mine.bulk_id].status is BulkStatus.COMMITTED


def claimed_only(world: World) -> Worker:
    """Ada's bulk has claimed its members and stands still before it is decided."""
    worker = Worker(lambda: bulks.assign(world, 1, FIRST))
    worker.until("FakeBulkStore.decide")
    return worker


def test_a_bulk_that_prepares_is_waited_for() -> None:
    world = a_city(faults=Turns())
    worker = claimed_only(world)
    waiting = Worker(lambda: bulks.assign(world, 2, LAST))
    for _ in range(40):
        waiting.step()
    assert world.pause.taken
    assert not waiting.is_over
    worker.finish()
    waiting.finish()
    assert bulks.held(world) == AFTER_BOTH
    assert set(bulks.come_to_rest(world).values()) == {BulkStatus.SEALED}


@sound
def test_whoever_is_silent_inside_the_lease_is_left_alone(make_world: MakeWorld) -> None:
    world = a_city(make_world, faults=Turns())
    worker = claimed_only(world)
    late = bulks.assign(world, 2, LAST).value
    assert late.status is BulkStatus.PREPARING
    worker.finish()
    assert bulks.carry_on(world, late.bulk_id).status is BulkStatus.COMMITTED
    assert set(bulks.come_to_rest(world).values()) == {BulkStatus.SEALED}
    assert bulks.held(world) == AFTER_BOTH


@sound
def test_whoever_is_silent_for_longer_is_aborted_and_finds_it_out(
    make_world: MakeWorld,
) -> None:
    world = a_city(make_world, faults=Turns())
    worker = claimed_only(world)
    world.clock.advance(LEASE + MILLISECOND)
    later = bulks.assign(world, 2, LAST).value
    assert later.status is BulkStatus.COMMITTED
    worker.finish()
    assert bulks.held(world) == [None] * 2 + [an_asset_id(2)] * 3
    assert sorted(bulks.come_to_rest(world).values()) == [BulkStatus.ABORTED, BulkStatus.SEALED]


@sound
def test_whoever_comes_back_in_time_is_not_aborted(make_world: MakeWorld) -> None:
    """Its lease is renewed between the look of the sweeper and the write."""
    world = a_city(make_world, faults=Turns())
    record = bulks.begin(world)
    world.clock.advance(LEASE + MILLISECOND)
    sweeper = Worker(world.bulk_storing().sweep)
    sweeper.until("FakeBulkStore.decide")
    world.decisions().take_up(world.bulks.get(record.bulk_id))
    sweeper.finish()
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED


@sound
def test_those_who_claim_from_either_end_do_not_wait_in_a_circle(
    make_world: MakeWorld,
) -> None:
    """Both have more than one batch to claim, and one stands still after its first."""
    crowd = bulks.people(200)
    world = a_city(make_world, count=200, faults=Turns())
    one = Worker(lambda: bulks.assign(world, 1, crowd))
    one.until("FakeBulkStore.claim", 2)
    other = Worker(lambda: bulks.assign(world, 2, crowd[::-1]))
    for _ in range(60):
        other.step()
    one.finish()
    other.finish()
    assert len(world.pause.taken) < 60
    assert BulkStatus.PREPARING not in {record.status for record in bulks.records(world)}
    bulks.come_to_rest(world)


def stored_by_a_twin(world: World) -> None:
    record = bulks.records(world)[0]
    bulks.carry_on(world, record.bulk_id)
    world.clock.advance(timedelta(seconds=36))
    bulks.carry_on(world, record.bulk_id)


def aborted_by_the_sweeper(world: World) -> None:
    world.clock.advance(LEASE + MILLISECOND)
    world.bulk_storing().sweep()
    bulks.deliver(world)


def undone_by_a_twin(world: World) -> None:
    record = bulks.records(world)[0]
    bulks.carry_on(world, record.bulk_id)
    bulks.undo(world, record.bulk_id)
    bulks.carry_on(world, record.bulk_id)


MEANWHILE: Final[dict[Callable[[World], None], BulkStatus]] = {
    stored_by_a_twin: BulkStatus.SEALED,
    undone_by_a_twin: BulkStatus.UNDONE,
    aborted_by_the_sweeper: BulkStatus.ABORTED,
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
@sound
def test_whoever_sleeps_while_it_is_decided_and_stored_wakes_up_too_late(
    meanwhile: Callable[[World], None], make_world: MakeWorld
) -> None:
    """A claim that was late is found by the last walk, and nothing is stored twice."""
    sleepy = a_city(make_world)
    bulks.assign(sleepy)
    for call in range(bulks.BEGUN_BY + 1, sleepy.faults.calls.index("FakeBulkStore.decide") + 2):
        world = a_city(make_world)
        world.faults.at(call, "before", partial(meanwhile, world))
        with bulks.survived():
            bulks.assign(world)
        assert list(bulks.come_to_rest(world).values()) == [MEANWHILE[meanwhile]], call


@sound
def test_whoever_stores_late_writes_over_nothing(make_world: MakeWorld) -> None:
    world = a_city(make_world, faults=Turns())
    record = bulks.assign(world).value
    world.clock.advance(timedelta(seconds=36))
    late = Worker(lambda: bulks.carry_on(world, record.bulk_id))
    late.until("FakeBulkStore.move_on")
    bulks.carry_on(world, record.bulk_id)
    lives.give(world, 2, user_id=CROWD[0])
    late.finish()
    assert bulks.held(world) == [an_asset_id(2)] + [an_asset_id(1)] * 4
    bulks.come_to_rest(world)
