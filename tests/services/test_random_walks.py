"""Many stories with faults at random; a seed tells the whole story again."""

import random

import pytest

from mediadesk.domain.assets import ConversionStatus
from mediadesk.domain.media import MediaFault
from tests.faults import Faults
from tests.services.simulation import Simulation, require_legal
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


def walk(seed: int) -> None:
    """Run one story; AssertionError names the seed when it ends badly."""
    world = World()
    plan(world.faults, seed)
    story = Simulation(world)
    try:
        asset = story.run()
        require_legal(story.seen)
        require_good_end(asset.status, world)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error


def require_good_end(status: ConversionStatus, world: World) -> None:
    """Completed; or, where converters kept dying, failed with that as its reason."""
    [asset] = world.storage.assets.values()
    error = asset.current_conversion.error
    is_abandoned = error is not None and error.code == MediaFault.ABANDONED.value
    assert status is ConversionStatus.COMPLETED or is_abandoned


def test_three_hundred_walks_end_well() -> None:
    for seed in range(300):
        walk(seed)


@pytest.mark.slow
def test_two_thousand_walks_end_well() -> None:
    for seed in range(300, 2_300):
        walk(seed)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_walks_end_well() -> None:
    for seed in range(2_300, 102_300):
        walk(seed)
