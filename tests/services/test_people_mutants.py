"""The tests of assignments themselves: whatever rule is broken on purpose, they find it out."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from mediadesk.domain.errors import (
    AlreadyUndone,
    AssetAssigned,
    AssetUnavailable,
    MediadeskError,
    PreconditionFailed,
    UserDeactivated,
    WriteConflict,
)
from mediadesk.domain.operations import Asked
from mediadesk.domain.users import Seen
from mediadesk.services.assignments import AssignmentService
from mediadesk.services.users import UserService
from tests.fake_people import FakeAssignmentStore, FakeUserStore
from tests.faults import Faults
from tests.services import lives
from tests.services import mutant_assignments as services
from tests.services import mutant_people as stores
from tests.services.deeds import DEEDS, MakeWorld, stage
from tests.services.races import RACES, require_linear
from tests.services.test_deed_faults import single_faults, walk
from tests.services.test_faults import FAULTS
from tests.services.test_user_life import UserLife
from tests.world import World

LIFE: Final = settings(
    max_examples=150,
    stateful_step_count=30,
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def holding(kind: type[FakeAssignmentStore]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.heads = kind(faults, world.storage)
        return world

    return make


def describing(kind: type[FakeUserStore]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.profiles = kind(faults, world.storage)
        return world

    return make


def assigning(kind: type[AssignmentService]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.kind_of_assignments = kind
        return world

    return make


def keeping(kind: type[UserService]) -> MakeWorld:
    def make(faults: Faults) -> World:
        world = World(faults)
        world.kind_of_users = kind
        return world

    return make


MUTANTS: Final[dict[str, MakeWorld]] = {
    "a head is written whatever is there": holding(stores.WritesOverAnyHead),
    "the operation row is not written": holding(stores.KeepsNoAnswer),
    "an earlier answer is overwritten": holding(stores.AnswersAgain),
    "the operation row is written later": holding(stores.AnswersLater),
    "the entry is written after the head": holding(stores.AppendsLater),
    "the entry is written before the head": holding(stores.AppendsBefore),
    "an entry is altered when it was undone": holding(stores.MarksWhatWasUndone),
    "an entry does not link to the one before": holding(stores.BeginsEachChainAnew),
    "a write without an entry goes unnoticed": holding(stores.CountsNoWrites),
    "a deactivation leaves the head as it is": describing(stores.LeavesTheHead),
    "an entry of the directory is written whatever is there": describing(
        stores.DescribesOverAnything
    ),
    "the operation row of a description is missing": describing(stores.ForgetsWhoDescribed),
    "an undo is judged by the clock, not by its arrival": assigning(services.JudgesByTheClock),
    "the entry that follows is not looked at": assigning(services.LooksAtNoFollower),
    "what is given back may be deleted": assigning(services.GivesBackAnything),
    "a repeat is shown the present": assigning(services.ShowsThePresent),
    "after a failure nobody looks whether it was done": assigning(services.NeverLooksBack),
    "after a lost race it is not decided anew": assigning(services.DecidesOnce),
    "the version that was seen does not count": assigning(services.IgnoresVersions),
    "a deactivation has no entry": keeping(services.DismissesWithoutEntries),
    "what somebody holds is deleted": services.BlindRemovals,
}


def a_slow_undo(make_world: MakeWorld) -> None:
    """It arrived in time; a lost race took it beyond the end of the window."""
    world = lives.a_town(make_world(Faults()))
    given = lives.give(world, 1).value
    world.clock.advance(timedelta(seconds=30))
    world.faults.clear()
    world.faults.fail(3, "after", WriteConflict("Others are faster."))
    assert lives.take_back(world, given).value.asset_id is None
    assert world.pause.taken


def a_twin_and_a_third(make_world: MakeWorld) -> None:
    """Between a request and its write: its equal, and what another made of it."""
    for call in range(2, 5):
        world = stage(DEEDS["assign"], make_world)

        def meanwhile(world: World = world) -> None:
            lives.give(world, 1, "key-1")
            lives.give(world, 2)

        world.faults.at(call, "before", meanwhile)
        assert lives.give(world, 1, "key-1").is_replay
        assert len(lives.history(world)) == 2


def an_old_version(make_world: MakeWorld) -> None:
    world = lives.a_town(make_world(Faults()))
    lives.give(world, 1)
    with pytest.raises(PreconditionFailed):
        world.assignments().unassign(lives.GRACE, Asked(lives.asks(world), seen=Seen(1, 0)))


def a_deleted_asset(make_world: MakeWorld) -> None:
    """It is neither given back by an undo nor by a revert."""
    world = lives.a_town(make_world(Faults()))
    lives.give(world, 1)
    given = lives.give(world, 2).value
    lives.delete(world, 1)
    with pytest.raises(AssetUnavailable):
        lives.take_back(world, given)
    with pytest.raises(AssetUnavailable):
        lives.go_back(world, 1)
    with pytest.raises(AssetAssigned):
        lives.delete(world, 2)


def a_late_repeat(make_world: MakeWorld) -> None:
    """It is answered as it was the first time."""
    world = lives.a_town(make_world(Faults()))
    first = lives.give(world, 1, "key-1").value
    lives.give(world, 2)
    assert lives.give(world, 1, "key-1").value == first


def two_descriptions(make_world: MakeWorld) -> None:
    """Both are told, one after the other."""
    world = lives.a_town(make_world(Faults()))
    world.faults.clear()
    world.faults.at(3, "after", lambda: lives.put(world, "Grace"))
    lives.put(world, "G. Hopper")
    lives.require_whole(world)
    assert world.storage.profiles[lives.GRACE].version == 3


def an_undo_of_the_undone(make_world: MakeWorld) -> None:
    """It is told apart from what was changed since."""
    world = lives.a_town(make_world(Faults()))
    given = lives.give(world, 1).value
    lives.take_back(world, given)
    with pytest.raises(AlreadyUndone):
        lives.take_back(world, given)


def a_deactivation_meanwhile(make_world: MakeWorld) -> None:
    """It wrote no entry, and yet nothing is given any more."""
    world = lives.a_town(make_world(Faults()))
    world.faults.at(3, "after", lambda: lives.dismiss(world))
    with pytest.raises(UserDeactivated):
        lives.give(world, 1)


def a_life(make_world: MakeWorld) -> None:
    make = staticmethod(lambda: make_world(Faults()))
    kind: Any = type("BrokenLife", (UserLife,), {"make_world": make})
    run_state_machine_as_test(kind, settings=LIFE)


ON_PURPOSE: Final = (
    an_old_version,
    a_slow_undo,
    a_twin_and_a_third,
    a_deleted_asset,
    a_late_repeat,
    two_descriptions,
    an_undo_of_the_undone,
    a_deactivation_meanwhile,
)


def trials(make_world: MakeWorld) -> Iterator[Callable[[], object]]:
    """What finds faults, the quickest first."""
    for trial in ON_PURPOSE:
        yield partial(trial, make_world)
    for deed in DEEDS.values():
        for fault in FAULTS:
            yield partial(single_faults, make_world, deed, fault)
    for seed in range(20):
        yield partial(walk, make_world, seed)
    for race in RACES.values():
        yield partial(require_linear, race, make_world)
    yield partial(a_life, make_world)


def is_found_out(make_world: MakeWorld) -> bool:
    for trial in trials(make_world):
        try:
            trial()
        except (AssertionError, MediadeskError, LookupError, pytest.fail.Exception):
            return True
    return False


@pytest.mark.parametrize("trial", ON_PURPOSE)
def test_whoever_breaks_no_rule_passes(trial: Callable[[MakeWorld], None]) -> None:
    trial(World)


@pytest.mark.parametrize("make_world", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_broken_rule_is_found_out(make_world: MakeWorld) -> None:
    assert is_found_out(make_world)
