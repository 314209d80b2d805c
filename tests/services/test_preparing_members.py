"""A single change of somebody whom a bulk has claimed that is not decided yet."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest

from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.errors import AssignmentConflict
from tests.fakes import HandSetClock, HandSetPause
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import BOB, a_city
from tests.services.test_held_members import MEMBER, asked, assign, shown, status


class Meanwhile(HandSetPause):
    """While one waits, another is at work."""

    def __init__(self, clock: HandSetClock, act: Callable[[], object]) -> None:
        super().__init__(clock)
        self._act = act

    def __call__(self, at_most_s: float) -> None:
        super().__call__(at_most_s)
        self._act()


def test_a_change_waits_for_a_bulk_that_prepares_and_then_gives_up() -> None:
    world = a_city()
    record = bulks.begin(world)
    world.bulks.claim(record.bulk_id, [world.storage.heads[MEMBER]])
    before, begun = deepcopy(world.storage), world.clock()
    with pytest.raises(AssignmentConflict):
        assign(world, asked(world))
    assert world.clock() - begun <= timedelta(seconds=2)
    assert world.storage == before


def test_a_change_that_waited_follows_what_was_decided() -> None:
    world = a_city()
    record = bulks.begin(world)
    world.bulks.claim(record.bulk_id, [world.storage.heads[MEMBER]])
    world.pause = Meanwhile(world.clock, lambda: bulks.carry_on(world, record.bulk_id))
    assert assign(world, asked(world)) == (record.bulk_id,)
    assert [entry.bulk_id for entry in shown(world)] == [record.bulk_id, None]


def test_a_bulk_that_nobody_prepares_any_more_is_in_nobody_s_way() -> None:
    world = a_city()
    record = bulks.begin(world)
    world.bulks.claim(record.bulk_id, [world.storage.heads[MEMBER]])
    world.clock.advance(timedelta(seconds=11))
    assert assign(world, asked(world, BOB)) == ()
    assert status(world, record) is BulkStatus.ABORTED
    assert [entry.bulk_id for entry in shown(world)] == [None]
