"""Two faults at once while members of a bulk are changed, alone or all: the end stays the same."""

import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import pytest

from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.services.exactly_once import Outcome
from tests.services import bulk_lives as bulks
from tests.services import held_deeds as held
from tests.services.bulk_lives import BOB, CROWD
from tests.services.deeds import TRIES, until_answered
from tests.services.held_deeds import MakeWorld
from tests.services.test_faults import FAULTS
from tests.services.test_held_faults import KEY, until_told
from tests.world import World

PAIRS_TRIED: Final = 300
"""Of each story in the quick run, at about 3 ms each; of a short one all."""
FEW: Final = 600
MORE_CALLS: Final = 5
"""A second fault may come so late, for the first one has led to more calls."""
Pair = tuple[int, str, int, str]


@dataclass(frozen=True)
class Story:
    state: held.State
    live: Callable[[World], object]
    """Ask with one key until there is an answer that stays."""


def held_by_an_earlier_one(world: World) -> None:
    """Two of the crowd are in a bulk of the same admin, which can be undone."""
    bulks.assign(world, 2, CROWD[1:3])


def assign_all(world: World) -> BulkRecord:
    """Whoever is told that it prepares asks again; its message may come before that."""
    for _ in range(TRIES):
        with bulks.survived():
            record = bulks.assign(world, 1, CROWD, KEY).value
            if record.status is not BulkStatus.PREPARING:
                assert record.status is not BulkStatus.ABORTED
                return record
        bulks.deliver(world)
    raise AssertionError("no answer to any request")


def undo_all(world: World) -> Outcome[BulkRecord]:
    bulk_id = bulks.records(world)[0].bulk_id
    return until_answered(world, lambda world, key: bulks.take_back(world, bulk_id, key, BOB), KEY)


def one_of_them(deed: str) -> Story:
    return Story(held.committed, partial(until_told, deed=deed, admin="its admin"))


STORIES: Final = {
    "a member is assigned something else": one_of_them("assign"),
    "a member is undone": one_of_them("undo"),
    "a member is reverted": one_of_them("revert"),
    "all are assigned": Story(held_by_an_earlier_one, assign_all),
    "all are undone": Story(held.committed, undo_all),
}


def lived(name: str, make_world: MakeWorld, *pair: tuple[int, str]) -> tuple[int, object]:
    """How many calls a port had until the answer, and what has come of it all."""
    story = STORIES[name]
    world = held.watched_by_a_reader(story.state, make_world)
    for call, fault in pair:
        FAULTS[fault](world.faults, call)
    story.live(world)
    calls = len(world.faults.calls)
    bulks.come_to_rest(world)
    world.faults.clear()
    before = held.signature(world)
    story.live(world)
    assert held.signature(world) == before, "done a second time"
    return calls, before


@cache
def calm(name: str) -> tuple[int, object]:
    return lived(name, World)


def pairs(name: str) -> Iterator[Pair]:
    count = calm(name)[0]
    for one in range(1, count + 1):
        for other in range(one + 1, count + MORE_CALLS):
            for first in FAULTS:
                for second in FAULTS:
                    yield one, first, other, second


def require_same_end(make_world: MakeWorld, name: str, pair: Pair) -> None:
    one, first, other, second = pair
    where = f"{name}: {first} at {one}, {second} at {other}"
    try:
        _, end = lived(name, make_world, (one, first), (other, second))
    except AssertionError as error:
        raise AssertionError(f"{where}: {error}") from error
    assert end == calm(name)[1], where


def some_pairs(make_world: MakeWorld, name: str, seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)  # noqa: S311 - picks faults, guards nothing
    found = list(pairs(name))
    for pair in found if len(found) <= FEW else dice.sample(found, PAIRS_TRIED):
        require_same_end(make_world, name, pair)


@pytest.mark.parametrize("name", STORIES)
def test_some_pairs_of_faults_change_nothing_of_how_it_ends(name: str) -> None:
    some_pairs(World, name, secrets.randbits(32))


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", STORIES)
def test_no_pair_of_faults_changes_how_it_ends(name: str) -> None:
    for pair in pairs(name):
        require_same_end(World, name, pair)
