"""A bulk's record names the bulks whose undo it took, whatever is written to it besides."""

from mediadesk.domain.bulk import LEASE, RENEW_EVERY, BulkStatus
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import CROWD, MakeWorld, a_city, sound
from tests.services.turns import Turns, Worker


@sound
def test_every_bulk_that_it_sealed_is_named_also_where_it_is_aborted_later(
    make_world: MakeWorld,
) -> None:
    world = a_city(make_world, faults=Turns())
    first, second = (bulks.assign(world, 2, each).value for each in (CROWD[3:], CROWD[:1]))
    later = Worker(lambda: bulks.assign(world, 1))
    later.until("FakeBulkStore.claim")
    record = bulks.records(world)[-1]
    assert record.sealed_bulk_ids == (first.bulk_id, second.bulk_id)
    world.decisions().take_up(record)
    assert bulks.undo(world, record.bulk_id).sealed_bulk_ids == record.sealed_bulk_ids
    later.finish()
    assert bulks.come_to_rest(world)[record.bulk_id] is BulkStatus.ABORTED


@sound
def test_a_renewal_right_after_a_seal_takes_nothing_from_the_record(make_world: MakeWorld) -> None:
    world = a_city(make_world, faults=Turns())
    mine = bulks.assign(world, 2, CROWD[:1]).value
    later = Worker(lambda: bulks.assign(world, 1))
    later.until("FakeBulkStore.decide")
    world.clock.advance(RENEW_EVERY)
    later.finish()
    record = bulks.records(world)[-1]
    assert record.lease_until == world.clock() + LEASE
    assert (record.status, record.sealed_bulk_ids) == (BulkStatus.COMMITTED, (mine.bulk_id,))
    bulks.come_to_rest(world)
