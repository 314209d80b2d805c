"""One clip, and at every single call of a port one fault of every kind."""

import random
from collections.abc import Callable
from functools import cache
from itertools import combinations, product
from typing import Final

import pytest

from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.media import OutputKind
from tests.faults import Crash, Faults
from tests.services.in_pieces import InPieces
from tests.services.simulation import Simulation, require_legal
from tests.world import World

Plan = Callable[[Faults, int], None]

FAULTS: dict[str, Plan] = {
    "it does not answer": lambda faults, call: faults.fail(call, "before"),
    "its answer is lost": lambda faults, call: faults.fail(call, "after"),
    "the process dies before it": lambda faults, call: faults.fail(call, "before", Crash()),
    "the process dies after it": lambda faults, call: faults.fail(call, "after", Crash()),
    "somebody else wrote first": lambda faults, call: faults.fail(
        call, "before", WriteConflict("A racer was planned here.")
    ),
    "its answer is lost and a repeat refused": lambda faults, call: faults.fail(
        call, "after", WriteConflict("It was our own write that came first.")
    ),
}


NAMES: Final = list(FAULTS)
KINDS: Final[dict[str, type[World]]] = {"World": World, "InPieces": InPieces}


@cache
def calls_of_a_calm_run(name: str = "World") -> tuple[str, ...]:
    world = KINDS[name]()
    Simulation(world).run()
    return tuple(world.faults.calls)


def test_without_faults_everything_is_called_for_a_reason() -> None:
    calls = calls_of_a_calm_run()
    assert len(calls) < 75
    assert {"FakeAssetStore.create", "FakeAssetStore.save", "FakeBlobs.publish"} <= set(calls)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FAULTS)
def test_no_single_fault_loses_doubles_or_breaks_anything(name: str, kind: str) -> None:
    for call in range(1, len(calls_of_a_calm_run(kind)) + 1):
        world = KINDS[kind]()
        FAULTS[name](world.faults, call)
        story = Simulation(world)
        asset = story.run()
        where = f"{name}: call {call}, {world.faults.calls[call - 1]}"
        assert asset.status is ConversionStatus.COMPLETED, where
        assert len(world.storage.assets) == 1, where
        assert [output.kind for output in asset.outputs] == list(OutputKind), where
        require_legal(story.seen)


@pytest.mark.parametrize("first", ["it does not answer", "the process dies after it"])
@pytest.mark.parametrize("second", FAULTS)
def test_no_pair_of_faults_does_either(first: str, second: str) -> None:
    count = len(calls_of_a_calm_run())
    for one in range(1, count, 3):
        for other in range(one + 1, count + 4, 3):
            world = World()
            FAULTS[first](world.faults, one)
            FAULTS[second](world.faults, other)
            story = Simulation(world)
            assert story.run().status is ConversionStatus.COMPLETED, (one, other)
            assert len(world.storage.assets) == 1, (one, other)
            require_legal(story.seen)


def require_no_harm(*pair: tuple[str, int]) -> None:
    """Two faults in the story of a video in pieces."""
    world = InPieces()
    for name, call in pair:
        FAULTS[name](world.faults, call)
    story = Simulation(world)
    assert story.run().status is ConversionStatus.COMPLETED, pair
    require_legal(story.seen)


@pytest.mark.parametrize("seed", range(10))
def test_some_pairs_of_faults_do_no_harm_to_a_video_in_pieces(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - picks faults, guards nothing
    count = len(calls_of_a_calm_run("InPieces"))
    for _ in range(20):
        first, second = dice.choices(NAMES, k=2)
        one, other = dice.sample(range(1, count + 9), 2)
        require_no_harm((first, one), (second, other))


@pytest.mark.prove
@pytest.mark.timeout(7200)
def test_no_pair_of_faults_harms_a_video_in_pieces() -> None:
    calls = range(1, len(calls_of_a_calm_run("InPieces")) + 9)
    for first, second in product(NAMES, NAMES):
        for one, other in combinations(calls, 2):
            require_no_harm((first, one), (second, other))


def test_a_service_that_stays_away_is_reported_not_hidden() -> None:
    world = World()
    for call in range(1, 200):
        world.faults.fail(call, "before", ServiceUnavailable("It stays away."))
    with pytest.raises(AssertionError, match="no answer"):
        Simulation(world).run()
