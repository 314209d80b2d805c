"""Every change of a user, and at every single call of a port one fault of every kind."""

import random
from datetime import timedelta
from typing import Final

import pytest

from tests.builders import an_asset_id
from tests.faults import Faults
from tests.services import deeds, lives
from tests.services.deeds import DEEDS, Deed, MakeWorld, Request, calm, stage, until_answered
from tests.services.test_faults import FAULTS
from tests.services.test_user_life import shown
from tests.world import World

SHARE_OF_FAULTS: Final = 0.12
DEEDS_OF_A_WALK: Final = 10
WRITTEN: Final = ("its answer is lost", "the process dies after it")
STILL_TIME: Final = timedelta(seconds=25)
"""A window that is open for so long is not closed by faults and pauses before the undo arrives."""


def require_once(deed: Deed, world: World, where: str) -> None:
    """Whatever happens on the way: one change, and one answer that stays."""
    first = until_answered(world, deed.request)
    world.faults.clear()
    again = deed.request(world, "key-1")
    assert again.is_replay, where
    assert shown(again.value) == shown(first.value), where
    assert lives.signature(world) == calm(deed)[1], where
    lives.require_whole(world)


def single_faults(make_world: MakeWorld, deed: Deed, fault: str) -> None:
    for call in range(1, calm(deed)[0] + 1):
        world = stage(deed, make_world)
        FAULTS[fault](world.faults, call)
        require_once(deed, world, f"{fault}: call {call}")


def pairs_of_faults(make_world: MakeWorld, deed: Deed) -> int:
    tried = 0
    for one in range(1, calm(deed)[0] + 1):
        for other in range(one + 1, calm(deed)[0] + 5):
            for first in WRITTEN:
                for second in FAULTS:
                    world = stage(deed, make_world)
                    FAULTS[first](world.faults, one)
                    FAULTS[second](world.faults, other)
                    require_once(deed, world, f"{first} at {one}, {second} at {other}")
                    tried += 1
    return tried


def walk(make_world: MakeWorld, seed: int) -> int:
    """One user's life with faults at random; the number of calls that were made."""
    dice = random.Random(seed)  # noqa: S311 - picks faults, guards nothing
    world = lives.a_town(make_world(Faults()))
    for call in range(1, 400):
        if dice.random() < SHARE_OF_FAULTS:
            FAULTS[dice.choice(list(FAULTS))](world.faults, call)
    for number in range(DEEDS_OF_A_WALK):
        earlier = lives.history(world)
        request, appended = dice.choice(possible(world))
        until_answered(world, request, f"seed-{seed}-{number}")
        present = lives.history(world)
        assert present[: len(earlier)] == earlier, f"seed {seed}: rewritten"
        assert len(present) == len(earlier) + appended, f"seed {seed}: lost or doubled"
        lives.require_whole(world)
    return len(world.faults.calls)


def possible(world: World) -> list[tuple[Request, int]]:
    """What can be done now, and how many entries it appends."""
    head, entries = world.storage.heads[lives.GRACE], lives.history(world)
    if head.deactivated_at is not None:
        return [(deeds.put("Grace Hopper"), 0)]
    others = [number for number in (1, 2, 3) if an_asset_id(number) != head.asset_id]
    found = [(deeds.assign(number), 1) for number in others]
    found += [
        (deeds.revert(each.sequence), 1) for each in entries if each.asset_id != head.asset_id
    ]
    found += [(lives.dismiss, int(head.asset_id is not None))]
    if head.asset_id is not None:
        found += [(lives.end, 1)]
    if head.undo_until is not None and world.clock() < head.undo_until - STILL_TIME:
        found += [(deeds.undo(head.sequence), 1)]
    return found


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", DEEDS)
def test_no_single_fault_loses_or_doubles_a_change(name: str, fault: str) -> None:
    single_faults(World, DEEDS[name], fault)


@pytest.mark.parametrize("name", DEEDS)
def test_no_pair_of_faults_does_either(name: str) -> None:
    assert pairs_of_faults(World, DEEDS[name]) > 100


def test_three_hundred_lives_full_of_faults_stay_whole() -> None:
    assert sum(walk(World, seed) for seed in range(300)) > 10_000


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_twenty_thousand_lives_full_of_faults_stay_whole() -> None:
    for seed in range(300, 20_300):
        walk(World, seed)
