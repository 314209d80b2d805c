"""Messages that nobody can act on are put aside with their reason, once and countably."""

import pytest

from mediadesk.domain.errors import ServiceUnavailable
from tests.world import World


def test_a_message_is_kept_as_it_came_beside_its_reason() -> None:
    world = World()
    world.poison_care().bury('{"novelty": 1}', "message_unreadable", "novelty: not known")
    assert world.dead_letters.buried == [
        ('{"novelty": 1}', "message_unreadable", "novelty: not known")
    ]
    assert world.meter.told == [("buried", "message_unreadable")]


def test_one_that_could_not_be_put_aside_is_not_counted_and_the_failure_is_told() -> None:
    world = World()
    world.faults.fail(1, "before")
    with pytest.raises(ServiceUnavailable):
        world.poison_care().bury("", "message_unreadable", "empty")
    assert world.meter.told == []
    assert world.dead_letters.buried == []
