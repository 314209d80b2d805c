"""Two admins at once: whatever the order, it is as if one had come after the other."""

import random
from functools import partial
from typing import Final

import pytest

from tests.builders import ADA
from tests.services import deeds, lives
from tests.services.races import RACES, answer, require_linear
from tests.services.turns import Turns, Worker
from tests.world import World

CROWD: Final = 32
REFUSALS: Final = {"already_assigned", "not_assigned", "assignment_conflict"}


@pytest.mark.parametrize("name", RACES)
def test_two_requests_at_once_end_as_one_after_the_other(name: str) -> None:
    assert require_linear(RACES[name]) > 20


def crowd(seed: int) -> World:
    """So many admins at once, whose calls follow each other as a seed decides."""
    dice = random.Random(seed)  # noqa: S311 - picks an order, guards nothing
    world = lives.a_town(World(Turns()))
    answers: dict[str, str] = {}

    def asks(number: int) -> None:
        key = f"key-{number}"
        request = deeds.assign(number % 3 + 1) if number % 4 else lives.end
        answers[f"{ADA.name}#K#{key}"] = answer(world, request, key)

    busy = [Worker(partial(asks, number)) for number in range(CROWD)]
    while busy:
        dice.choice(busy).step()
        busy = [worker for worker in busy if not worker.is_over]
    done = [name for name, code in answers.items() if code == "done"]
    assert sorted(entry.op_id for entry in lives.history(world)) == sorted(done), seed
    assert set(answers.values()) <= {*REFUSALS, "done"}, seed
    lives.require_whole(world)
    return world


def test_of_thirty_two_at_once_each_change_that_was_answered_is_there_once() -> None:
    lengths = [len(lives.history(crowd(seed))) for seed in range(20)]
    assert min(lengths) >= 5


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_thousand_crowds_leave_a_linear_history() -> None:
    for seed in range(20, 1_020):
        crowd(seed)
