"""Whatever happens on the way, at last everybody knows everything, once and in order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.live_dice import LiveDice
from tests.services.live_story import LiveStory, MakeWorld
from tests.services.mutant_live import MUTANTS
from tests.world import World

STEPS = 30
SEEDS = 300


def play(make_world: MakeWorld, random: Random) -> None:
    LiveDice(LiveStory(make_world()), random).play(STEPS)


def first_bad_end(make_world: MakeWorld) -> int | None:
    for seed in range(SEEDS):
        try:
            play(make_world, Random(seed))  # noqa: S311 - plays a story, guards nothing
        except AssertionError:
            return seed
    return None


@given(st.randoms(use_true_random=False))
def test_every_client_ends_with_each_event_once_and_in_order(random: Random) -> None:
    play(World, random)


@pytest.mark.slow
def test_two_thousand_stories_end_well() -> None:
    for seed in range(2_000):
        play(World, Random(seed))  # noqa: S311 - plays a story, guards nothing


@pytest.mark.parametrize("make_world", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_broken_promise_is_found_out_within_three_hundred_stories(
    make_world: MakeWorld,
) -> None:
    assert first_bad_end(make_world) is not None
