"""Many stories with faults at random; a seed tells the whole story again."""

import random

import pytest

from tests.faults import Faults
from tests.services.in_pieces import InPieces
from tests.services.mutants import MakeWorld
from tests.services.simulation import Simulation, require_good_end, require_legal
from tests.services.test_faults import FAULTS
from tests.world import World

SHARE_OF_FAULTS = 0.12
CALLS = 400


def plan(faults: Faults, seed: int) -> None:
    """Faults at random calls, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - picks faults, guards nothing
    for call in range(1, CALLS):
        if dice.random() < SHARE_OF_FAULTS:
            FAULTS[dice.choice(list(FAULTS))](faults, call)


def walk(seed: int, make_world: MakeWorld = World) -> None:
    """Run one story; AssertionError names the seed when it ends badly."""
    faults = Faults()
    plan(faults, seed)
    world = make_world(faults)
    story = Simulation(world)
    try:
        asset = story.run()
        require_legal(story.seen)
        require_good_end(world, asset)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error


def test_three_hundred_walks_end_well() -> None:
    for seed in range(300):
        walk(seed)


def test_sixty_walks_of_a_video_in_pieces_end_well() -> None:
    for seed in range(60):
        walk(seed, InPieces)


@pytest.mark.slow
def test_seven_hundred_more_walks_end_well() -> None:
    for seed in range(300, 1_000):
        walk(seed)
        walk(seed, InPieces)


@pytest.mark.prove
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_walks_end_well() -> None:
    for seed in range(1_000, 101_000):
        walk(seed)
        walk(seed, InPieces)
