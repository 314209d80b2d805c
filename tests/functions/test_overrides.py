"""A change of one user whom another admin's bulk holds: refused, or made at that bulk's cost."""

from collections.abc import Callable, Mapping
from typing import Final

import pytest

from tests.fakes import START
from tests.functions import people
from tests.functions.bulks import BOB, crowd, give, given, shown, undo
from tests.functions.people import WINDOW, Asked, ready
from tests.world import World

ONE: Final = "user-00001"
MAKING: Final[Mapping[str, Callable[[World], Asked]]] = {
    "assign": lambda world: people.assign(ready(world, 2), ONE),
    "assign with override": lambda world: people.assign(ready(world, 2), ONE, override=True),
    "undo": lambda _: people.undo(people.read(ONE).json()["current"]),
    "undo with override": lambda _: people.undo(people.read(ONE).json()["current"], override=True),
    "revert": lambda _: people.revert(first_entry(), ONE),
    "revert with override": lambda _: people.revert(first_entry(), ONE, override=True),
    "unassign": lambda _: people.unassign(ONE),
    "unassign with override": lambda _: with_override(people.unassign(ONE)),
    "deactivate": lambda _: people.deactivate(ONE),
    "deactivate with override": lambda _: with_override(people.deactivate(ONE)),
}
MADE: Final = sorted(name for name in MAKING if name.endswith("override"))
REFUSED: Final = sorted(MAKING.keys() - MADE)


def first_entry() -> str:
    return str(people.entries(ONE)[-1]["entry_id"])


def with_override(asked: Asked) -> Asked:
    return Asked(asked.method, f"{asked.address}?override=true")


def held(world: World) -> dict[str, str]:
    """The answer to bob's bulk; one of its users held another asset before."""
    user_ids = crowd(world)
    people.assign(ready(world, 3), ONE).send()
    answer = give(ready(world), user_ids).send(BOB)
    assert answer.status == 200, answer.body
    told: dict[str, str] = answer.json()
    return told


@pytest.mark.parametrize("name", REFUSED)
def test_without_override_the_window_stays_with_whoever_opened_it(world: World, name: str) -> None:
    made = held(world)

    answer = MAKING[name](world).send()

    assert (answer.status, answer.code) == (409, "undo_window_open")
    assert answer.json()["undo_until"] == made["undo_until"]
    assert undo(made).send(BOB).status == 200


@pytest.mark.parametrize("name", MADE)
def test_with_override_the_answer_names_the_bulk_that_lost_its_undo(
    world: World, name: str
) -> None:
    made = held(world)

    answer = MAKING[name](world).send()

    assert answer.status in {200, 201}, answer.body
    assert answer.json()["sealed_bulk_ids"] == [made["bulk_id"]]
    assert shown(made).json()["sealed_by"] == answer.headers["X-Request-Id"]
    assert undo(made).send(BOB).code == "bulk_sealed"


@pytest.mark.parametrize("name", MADE)
def test_a_repeat_names_the_same_bulk(world: World, name: str) -> None:
    held(world)
    asked = MAKING[name](world)

    first, again = asked.send(key="once"), asked.send(key="once")

    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.body == first.body


@pytest.mark.parametrize("name", REFUSED)
def test_where_the_window_is_over_no_override_is_needed(world: World, name: str) -> None:
    held(world)
    asked = MAKING[name](world)

    late = asked.send(at=START + 2 * WINDOW)

    if name == "undo":
        assert late.code == "undo_window_expired"
    else:
        assert late.status in {200, 201}


@pytest.mark.parametrize("name", REFUSED)
def test_one_s_own_bulk_needs_no_override(world: World, name: str) -> None:
    held(world)

    assert MAKING[name](world).send(BOB).status in {200, 201}


def test_an_override_where_nothing_is_held_seals_nothing(world: World) -> None:
    made = given(world)
    undo(made).send()

    answer = people.assign(ready(world, 2), ONE, override=True).send(BOB)

    assert (answer.status, answer.json()["sealed_bulk_ids"]) == (201, [])
