"""What the sweeper does about bulks that everybody else has forgotten, and what it leaves alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import CLOSED_AFTER, LEASE, SEAL_GRACE, BulkStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.heads import UNDO_WINDOW
from mediadesk.domain.ids import BULK_PREFIX, BulkId
from mediadesk.services.bulk_storing import SWEEP_FOR
from tests.builders import an_asset_id
from tests.fake_bulks import SentBulk
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import CROWD, a_city
from tests.services.stories import MILLISECOND
from tests.services.turns import Turns, Worker
from tests.world import World


def sweep(world: World) -> int:
    """How many were due; what was sent before is lost."""
    world.bulk_queue.sent.clear()
    return world.bulk_storing().sweep()


def test_what_is_at_work_or_may_be_undone_is_left_alone() -> None:
    world = a_city()
    bulks.begin(world)
    world.clock.advance(LEASE - MILLISECOND)
    assert sweep(world) == 0
    bulks.carry_on(world, bulks.records(world)[0].bulk_id)
    world.clock.advance(UNDO_WINDOW + SEAL_GRACE - MILLISECOND)
    assert sweep(world) == 0
    assert bulks.records(world)[0].status is BulkStatus.COMMITTED


def test_what_was_forgotten_is_aborted_stored_and_closed() -> None:
    world = a_city()
    record = bulks.begin(world)
    world.clock.advance(LEASE + MILLISECOND)
    assert sweep(world) == 1
    [aborted] = bulks.records(world)
    assert (aborted.status, aborted.failure and aborted.failure.code) == (
        BulkStatus.ABORTED,
        "lease_lost",
    )
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]
    bulks.deliver(world)
    assert sweep(world) == 0
    world.clock.advance(CLOSED_AFTER)
    assert sweep(world) == 1
    assert bulks.records(world)[0].closed_at == world.clock()
    world.clock.advance(timedelta(days=1))
    assert sweep(world) == 0


def test_an_asset_is_open_for_a_bulk_until_that_is_closed() -> None:
    world = a_city()
    record = bulks.assign(world).value
    assert world.storage.assets[an_asset_id(1)].open_bulks == {record.bulk_id}
    world.clock.advance(UNDO_WINDOW + SEAL_GRACE + MILLISECOND)
    bulks.carry_on(world, record.bulk_id)
    assert world.storage.assets[an_asset_id(1)].open_bulks == {record.bulk_id}
    world.clock.advance(CLOSED_AFTER)
    sweep(world)
    assert world.storage.assets[an_asset_id(1)].open_bulks == frozenset()


def test_one_that_fails_keeps_no_other_waiting_and_is_told() -> None:
    world = a_city()
    for number, user_id in enumerate(CROWD[:3], 1):
        bulks.assign(world, number, [user_id])
    world.clock.advance(timedelta(minutes=1))
    world.faults.clear()
    world.faults.fail(2, "before")
    with pytest.raises(ServiceUnavailable):
        sweep(world)
    sent = [message.bulk_id for message in world.bulk_queue.sent]
    assert sent == [record.bulk_id for record in bulks.records(world)[1:]]


def broken_ones(world: World, count: int) -> None:
    """Overdue for longer than anything else; whatever is decided about them is refused."""
    record = bulks.begin(world)
    del world.storage.bulks[record.bulk_id]
    for number in range(count):
        bulk_id = BulkId(f"{BULK_PREFIX}{number + 10_000:026d}")
        broken = replace(record, bulk_id=bulk_id, lease_until=record.created_at)
        world.storage.bulks[bulk_id] = broken
        chain = f"BULK#{bulk_id}"
        world.storage.entries[chain, 1] = replace(an_entry_of(world), chain=chain, sequence=1)


def an_entry_of(world: World) -> AuditEntry:
    return next(iter(world.storage.entries.values()))


@pytest.mark.parametrize("count", [99, 100, 250])
def test_those_who_cannot_be_dealt_with_keep_nobody_waiting(count: int) -> None:
    world = a_city()
    broken_ones(world, count)
    record = bulks.assign(world).value
    world.clock.advance(timedelta(minutes=1))
    assert sweep(world) == count + 1
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]


def test_a_sweep_ends_when_its_time_is_up() -> None:
    world = a_city()
    for number, user_id in enumerate(CROWD[:3], 1):
        bulks.assign(world, number, [user_id])
    world.clock.advance(timedelta(minutes=1))
    world.faults.clear()
    world.faults.at(3, "after", lambda: world.clock.advance(SWEEP_FOR))
    assert sweep(world) == 1
    world.faults.clear()
    assert sweep(world) == 3


def test_whoever_takes_a_bulk_up_late_renews_its_lease_first() -> None:
    """The sweeper that comes a moment later finds somebody at work."""
    world = a_city(faults=Turns())
    record = bulks.begin(world)
    world.clock.advance(LEASE + MILLISECOND)
    late = Worker(lambda: bulks.carry_on(world, record.bulk_id))
    late.until("FakeBulkStore.claim")
    world.clock.advance(timedelta(seconds=2))
    assert sweep(world) == 0
    late.finish()
    assert bulks.records(world)[0].status is BulkStatus.COMMITTED


def test_what_does_not_fit_into_one_call_is_stored_by_the_next() -> None:
    crowd = bulks.people(260)
    world = a_city(count=260)
    record = bulks.assign(world, user_ids=crowd).value
    bulks.undo(world, record.bulk_id)
    world.bulk_queue.sent.clear()
    stored = world.bulk_storing().carry_on(record.bulk_id, world.clock())
    assert stored.drained_at is None
    assert world.bulk_queue.sent == [SentBulk(record.bulk_id, False, 0)]
    left = [head for head in world.storage.heads.values() if head.intent == record.bulk_id]
    assert 0 < len(left) < len(crowd)
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.UNDONE}
