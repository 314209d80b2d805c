"""A change of one member against a decision about all: one of them wins, and both are told so."""

import random
from functools import partial
from typing import Final

import pytest

from tests.builders import ADA
from tests.services import held_deeds as held
from tests.services import held_races as races
from tests.services.bulk_lives import BOB
from tests.services.held_deeds import DEEDS
from tests.services.held_races import (
    Match,
    outcomes,
    require_allowed,
    require_fair,
    run,
    single,
    stops,
)
from tests.world import World

OVERRIDING: Final = "another, with override"
ADMINS: Final = {
    "its admin": (ADA, False),
    "another": (BOB, False),
    OVERRIDING: (BOB, True),
}
AGAINST: Final = {
    "the commit": (races.nothing, races.all_of_it),
    "the undo": (held.committed, races.undo_of_all),
    "the seal by time": (races.over, races.storing),
    "a late undo": (races.over, races.undo_of_all),
}

DIFFERENT: Final = {
    *((against, "its admin") for against in AGAINST),
    *((against, "another") for against in ("the commit", "the undo")),
}
"""Inside the window another admin is refused; whoever is not is told the same."""


def match(against: str, deed: str, admin: str) -> Match:
    (stage, act), (by, override) = AGAINST[against], ADMINS[admin]
    is_early = (against, deed) == ("the commit", "undo")
    change = held.undo_of_own if is_early else DEEDS[deed]
    return Match(stage, act, single(change, by, override=override))


CASES: Final = [
    pytest.param(
        *(against, admin), marks=() if (against, admin) in DIFFERENT else pytest.mark.prove
    )
    for against in AGAINST
    for admin in ADMINS
]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(("against", "admin"), CASES)
def test_a_change_of_one_and_a_decision_about_all_end_as_one_after_the_other(
    against: str, admin: str, deed: str
) -> None:
    assert require_fair(match(against, deed, admin)) > 10


def test_of_an_undo_of_all_and_one_of_a_member_just_one_takes_effect() -> None:
    both = match("the undo", "undo", "its admin")
    answers = {end[0] for end, _ in stops(both, World)}
    assert answers == {("undone", "already_undone"), ("bulk_sealed", "done, 1 sealed")}


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("against", AGAINST)
def test_they_do_so_in_any_order_of_their_calls(against: str) -> None:
    for deed in DEEDS:
        for admin in ADMINS:
            for seed in range(300):
                in_any_order(match(against, deed, admin), seed)


def in_any_order(both: Match, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - picks an order, guards nothing
    choices = iter(partial(dice.randrange, 2), None)
    end, _ = run(both, World, choices)
    require_allowed(end, outcomes(both), f"seed {seed}")
