"""A bulk that is long at work: silence tells of a death, slowness does not."""

from datetime import timedelta

from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.heads import Change
from tests.builders import an_asset_id
from tests.fake_bulks import FakeBulkStore
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import a_city
from tests.world import World


class SlowToDrain(FakeBulkStore):
    """Storing what another bulk left with a member takes its time, and others sweep meanwhile."""

    def __init__(self, world: World) -> None:
        super().__init__(world.faults, world.storage)
        self._world = world

    def drain(self, change: Change) -> None:
        super().drain(change)
        self._world.clock.advance(timedelta(seconds=2))
        self._world.bulk_storing().sweep()


def test_a_bulk_that_stores_what_another_left_for_long_is_not_taken_for_dead() -> None:
    world = a_city(count=12)
    crowd = bulks.people(12)
    mine = bulks.assign(world, 1, crowd).value
    bulks.undo(world, mine.bulk_id)
    later = bulks.begin(world, 2, crowd)
    world.bulks = SlowToDrain(world)
    until = world.clock() + timedelta(minutes=5)
    assert world.bulk().advance(later.bulk_id, until).status is BulkStatus.COMMITTED
    assert bulks.held(world, crowd) == [an_asset_id(2)] * 12
