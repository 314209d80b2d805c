"""One fault at every call while a member of a bulk is changed: the end is the same as without."""

from functools import cache
from typing import Any, Final

import pytest

from mediadesk.domain.audit import Actor
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.operations import Asked
from mediadesk.services.exactly_once import Outcome
from tests.builders import ADA
from tests.faults import Crash
from tests.services import bulk_lives as bulks
from tests.services import held_deeds as held
from tests.services.bulk_lives import BOB
from tests.services.deeds import PASSING, TRIES
from tests.services.held_deeds import DEEDS, STATES, MakeWorld
from tests.services.test_faults import FAULTS
from tests.world import World

KEY: Final = "key-1"
ADMINS: Final = {"its admin": (ADA, False), "another, with override": (BOB, True)}
Answer = Outcome[Any] | str
"""What a client was told at last; a refusal by its code."""


def asked(world: World, by: Actor, *, override: bool) -> Asked:
    return Asked(bulks.asks(world, KEY, by), override=override)


def once(world: World, deed: str, admin: str) -> Answer:
    by, override = ADMINS[admin]
    try:
        return DEEDS[deed](world, asked(world, by, override=override))
    except MediadeskError as refusal:
        return refusal.code


def until_told(world: World, deed: str, admin: str) -> Answer:
    """The same request with the same key, as long as there is no answer that stays."""
    for _ in range(TRIES):
        try:
            answer = once(world, deed, admin)
        except Crash:
            continue
        if answer not in PASSING:
            return answer
    raise AssertionError("no answer to any request")


def shown(answer: Answer) -> object:
    return answer if isinstance(answer, str) else held.answered(answer)


def lived(world: World, deed: str, admin: str) -> object:
    """The change, asked for until it is answered; the sweeper does the rest. What was told."""
    first = until_told(world, deed, admin)
    bulks.come_to_rest(world)
    world.faults.clear()
    again = once(world, deed, admin)
    assert shown(again) == shown(first)
    assert isinstance(again, str) or again.is_replay
    require_true_seals(world)
    return shown(again)


def require_true_seals(world: World) -> None:
    """Whoever is named for a seal has made the change that it came with."""
    requests = {entry.request_id for entry in world.storage.history.values()}
    sealed_by = {record.sealed_by for record in bulks.records(world)}
    assert sealed_by - {None} <= requests


@cache
def calm(state: str, deed: str, admin: str) -> tuple[int, int, object]:
    """How many calls the change takes, how many all of it, and what has come of it."""
    world = held.watched_by_a_reader(STATES[state])
    until_told(world, deed, admin)
    of_deed = len(world.faults.calls)
    world = held.watched_by_a_reader(STATES[state])
    until_told(world, deed, admin)
    bulks.come_to_rest(world)
    return of_deed, len(world.faults.calls), held.signature(world)


def single_faults(make_world: MakeWorld, state: str, deed: str, *, also_later: bool) -> int:
    tried = 0
    for admin in ADMINS:
        of_deed, of_all, end = calm(state, deed, admin)
        for call in range(1, (of_all if also_later else of_deed) + 1):
            for fault, plan in FAULTS.items():
                world = held.watched_by_a_reader(STATES[state], make_world)
                plan(world.faults, call)
                lived(world, deed, admin)
                assert held.signature(world) == end, f"{admin}, {fault}: call {call}"
                tried += 1
    return tried


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", STATES)
def test_each_member_can_be_changed_but_for_an_undo_of_what_is_undone(
    state: str, deed: str
) -> None:
    for admin in ADMINS:
        world = held.watched_by_a_reader(STATES[state])
        told = lived(world, deed, admin)
        is_refused = (state, deed) == ("undone", "undo")
        assert (told == "already_undone") is is_refused
        assert isinstance(told, str) is is_refused
        assert held.signature(world) == calm(state, deed, admin)[2]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", STATES)
def test_no_fault_of_a_change_changes_how_it_ends(state: str, deed: str) -> None:
    assert single_faults(World, state, deed, also_later=False) >= 2 * 4 * len(FAULTS)


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", STATES)
def test_no_fault_of_whoever_stores_it_changes_that_either(state: str, deed: str) -> None:
    single_faults(World, state, deed, also_later=True)
