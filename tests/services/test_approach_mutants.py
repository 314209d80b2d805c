"""Bugs that could be made where a bulk holds a user; each is found by the tests that there are."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from mediadesk.domain.errors import MediadeskError
from mediadesk.services.approach import Approach
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.standings import Standings
from tests.services import bulk_lives as bulks
from tests.services import mutant_approaches as mutants
from tests.services.bulk_lives import CROWD, a_city
from tests.services.test_crowd_life import CrowdLife
from tests.world import World

MakeWorld = Callable[[], World]


def approaching(kind: type[Approach]) -> MakeWorld:
    def make() -> World:
        world = World()
        world.kind_of_approach = kind
        return world

    return make


def standing(kind: type[Standings]) -> MakeWorld:
    def make() -> World:
        world = World()
        world.kind_of_standings = kind
        return world

    return make


def remembering(kind: type[EffectiveHistory]) -> MakeWorld:
    def make() -> World:
        world = World()
        world.kind_of_history = kind
        return world

    return make


MUTANTS: Final[dict[str, MakeWorld]] = {
    "a changed member's bulk is not sealed": approaching(mutants.SealsNothing),
    "the window belongs to nobody": approaching(mutants.TakesAnybodysWindow),
    "the window is not its own admin's": approaching(mutants.NeverTakesAWindow),
    "what the bulk gave is not stored": approaching(mutants.StoresNothingOfIt),
    "a changed member is still held": approaching(mutants.LeavesTheIntent),
    "one user is shown as stored": standing(mutants.ReadsWhatIsStored),
    "many users are shown as stored": standing(mutants.ReadsManyAsStored),
    "an entry is not found before it is stored": remembering(mutants.ForgetsWhatIsNotStored),
}


def crowd_life(make_world: MakeWorld) -> None:
    machine: Any = type("Broken", (CrowdLife,), {"make_world": staticmethod(make_world)})
    search = settings(
        max_examples=300,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=search)


@pytest.mark.parametrize("make_world", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_planted_bug_is_found(make_world: MakeWorld) -> None:
    with pytest.raises((AssertionError, MediadeskError, LookupError)):
        crowd_life(make_world)


def test_what_was_stored_between_two_looks_is_shown_once() -> None:
    for kind, is_right in ((None, True), (mutants.ShowsItTwice, False)):
        world = a_city()
        if kind is not None:
            world.kind_of_history = kind
        record = bulks.assign(world).value
        bulks.undo(world, record.bulk_id)
        standing_before = world.standings().of(CROWD[0])
        bulks.come_to_rest(world)
        entries = world.effective_history().newest(standing_before, None, 10)
        assert ([entry.sequence for entry in entries] == [2, 1]) is is_right
