"""Several windows in the way of one bulk: all of them are looked at before one is taken."""

import pytest

from mediadesk.domain.bulk import BulkStatus
from tests.builders import an_asset_id
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import BOB, MakeWorld, a_city, sound

CROWD = bulks.people(220)


@pytest.mark.parametrize("places", [(0, 1), (1, 0), (0, 150), (150, 0)])
@sound
def test_a_bulk_that_is_refused_for_one_window_takes_none_of_the_others(
    places: tuple[int, int], make_world: MakeWorld
) -> None:
    """Within one batch, and in another one than that which is refused."""
    world = a_city(make_world, count=len(CROWD))
    own_place, other_place = places
    own = bulks.assign(world, 1, [CROWD[own_place]]).value
    other = bulks.assign(world, 2, [CROWD[other_place]], by=BOB).value
    refused = bulks.assign(world, 3, CROWD).value
    assert refused.failure is not None
    assert (refused.failure.code, refused.sealed_bulk_ids) == ("undo_window_open", ())
    for record in (own, other):
        assert world.storage.bulks[record.bulk_id].status is BulkStatus.COMMITTED
        assert bulks.undo(world, record.bulk_id).status is BulkStatus.UNDONE
    bulks.come_to_rest(world)


@sound
def test_a_bulk_with_override_takes_all_of_them(make_world: MakeWorld) -> None:
    world = a_city(make_world, count=len(CROWD))
    own = bulks.assign(world, 1, [CROWD[0]]).value
    other = bulks.assign(world, 2, [CROWD[150]], by=BOB).value
    later = bulks.assign(world, 3, CROWD, has_override=True).value
    assert later.status is BulkStatus.COMMITTED
    assert later.sealed_bulk_ids == (own.bulk_id, other.bulk_id)
    assert bulks.held(world, CROWD) == [an_asset_id(3)] * len(CROWD)
    bulks.come_to_rest(world)
