"""A batch whose noting takes long: its events move, so that clients still find them."""

from datetime import timedelta
from functools import partial
from itertools import pairwise

from mediadesk.contracts.socket import StatusChanged
from mediadesk.domain.assets import Asset
from mediadesk.domain.places import OVERLAP, told_at
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.services.change_announcer import TOLD_WITHIN, ChangeAnnouncer
from mediadesk.services.delivery import BEGUN_WITHIN
from tests.builders import an_asset
from tests.services.stories import MILLISECOND
from tests.services.talks import following, heard, tell
from tests.world import World


def told_by(world: World, takes: timedelta) -> list[StatusChanged]:
    """What a client is told of three changes in one batch when each takes so long to note."""
    following(world, "c-1", ALL_ASSETS)
    steps = [an_asset(version=version) for version in range(1, 5)]
    tell(world, *(partial(_slowly, world, takes, *step) for step in pairwise(steps)))
    return [frame for frame in heard(world) if isinstance(frame, StatusChanged)]


def _slowly(
    world: World, takes: timedelta, before: Asset, after: Asset, announcer: ChangeAnnouncer
) -> None:
    announcer.announce(before, after)
    world.clock.advance(takes)


def test_events_of_a_batch_that_is_quick_stay_where_they_are() -> None:
    world = World()
    begin = world.clock()
    frames = told_by(world, TOLD_WITHIN / 3)
    assert [told_at(frame.cursor or "") - begin for frame in frames] == [
        number * TOLD_WITHIN / 3 for number in range(3)
    ]


def test_events_of_a_batch_that_is_slow_move_all_and_in_their_order() -> None:
    world = World()
    frames = told_by(world, TOLD_WITHIN / 3 + MILLISECOND)
    assert {told_at(frame.cursor or "") for frame in frames} == {world.clock()}
    assert [frame.version for frame in frames] == [2, 3, 4]
    assert world.event_log.after("0", 10) == frames


def test_telling_has_time_enough_within_the_overlap() -> None:
    patience = timedelta(seconds=2 * (3 * 2 + 3))
    assert TOLD_WITHIN + BEGUN_WITHIN + patience <= OVERLAP
