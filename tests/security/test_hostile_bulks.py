"""Bulk operations that are meant to break something, or to make much of little."""

from copy import deepcopy
from typing import Any, Final

import pytest

from tests.builders import an_asset_id
from tests.functions.bulks import BOB, BULK_ASSIGN, crowd, give, given, shown, undo
from tests.functions.people import ready, unassign
from tests.gateway import STRANGER, Answer, call
from tests.world import World

CONTROLS: Final = ["a\0b", "a\nb", "\x1b[31m", "\u202ea", "\ud800", "a/b", "a b", "é", ""]
SHORT_ANSWER: Final = 64 * 1024


def sent(body: object) -> Answer:
    return call("POST", BULK_ASSIGN, body=body)


def a_body(user_ids: object) -> dict[str, Any]:
    return {"asset_id": an_asset_id(1), "user_ids": user_ids}


@pytest.mark.parametrize("text", CONTROLS, ids=ascii)
def test_no_character_that_an_id_can_not_have_gets_in(world: World, text: str) -> None:
    user_ids = crowd(world)

    answer = give(ready(world), [*user_ids, text]).send()

    assert answer.status == 422
    assert {loc for loc, _ in answer.faults} == {"body.user_ids.3"}
    assert not world.storage.bulks


@pytest.mark.parametrize(
    "member",
    [None, True, 7, 1.5, [], ["grace"], {}, {"user_id": "grace"}, {"$ne": ""}],
    ids=str,
)
def test_a_member_is_a_text(world: World, member: object) -> None:
    answer = sent(a_body(["grace", member]))

    assert (answer.status, answer.faults) == (422, {("body.user_ids.1", "string_type")})


@pytest.mark.parametrize("user_ids", [None, "grace", 7, {"0": "grace"}, True], ids=str)
def test_members_are_a_list(world: World, user_ids: object) -> None:
    answer = sent(a_body(user_ids))

    assert (answer.status, answer.faults) == (422, {("body.user_ids", "list_type")})


@pytest.mark.parametrize("depth", [50, 100_000])
def test_nesting_leads_nowhere(world: World, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    answer = sent(f'{{"asset_id": "{an_asset_id(1)}", "user_ids": {nested}}}')

    assert (answer.status, answer.code) == (422, "validation_failed")


@pytest.mark.parametrize(
    "user_ids",
    [["x" * 190] * 10_000, ["x"] * 10_000, [f"{n} " for n in range(10_000)]],
    ids=["too_long", "the_same", "malformed"],
)
def test_ten_thousand_faults_are_told_in_short(world: World, user_ids: list[str]) -> None:
    ready(world)

    answer = sent(a_body(user_ids))

    told = answer.json()
    assert (answer.status, len(told["errors"])) == (422, 100)
    assert told["error_count"] >= 9_999
    assert len(str(answer.body)) < SHORT_ANSWER


def test_what_is_far_too_many_is_refused_as_one_fault(world: World) -> None:
    answer = sent(a_body([""] * 500_000))

    assert (answer.status, answer.faults) == (422, {("body.user_ids", "too_long")})
    assert len(str(answer.body)) < SHORT_ANSWER


def test_ten_thousand_offenders_are_told_in_short(world: World) -> None:
    user_ids = [f"nobody-{number:03d}{'x' * 118}" for number in range(1000)]

    answer = give(ready(world), user_ids).send()

    assert (answer.status, answer.code) == (409, "bulk_refused")
    assert len(str(answer.body)) < SHORT_ANSWER


@pytest.mark.parametrize("key", ["__proto__", "constructor", "user_ids[]", "user_ids.0", "$set"])
def test_other_members_are_refused(world: World, key: str) -> None:
    answer = sent({**a_body(["grace"]), key: "x"})

    assert answer.faults == {(f"body.{key}", "extra_forbidden")}


def test_a_member_that_stands_twice_is_no_way_around_a_check(world: World) -> None:
    one, two, _ = crowd(world)
    body = f'{{"asset_id": "{ready(world)}", "user_ids": ["{one}"], "user_ids": ["{two}"]}}'

    answer = sent(body)

    assert (answer.status, answer.faults) == (422, {("body", "json_invalid")})


def test_another_admins_key_opens_nothing(world: World) -> None:
    asked = give(ready(world), crowd(world))
    made = asked.send(key="once").json()

    other = asked.send(BOB, key="once")

    assert other.json().get("bulk_id") != made["bulk_id"]
    assert "Idempotency-Replayed" not in other.headers


def test_a_stranger_learns_nothing_of_a_bulk(world: World) -> None:
    made = given(world)
    storage = deepcopy(world.storage)

    answers = [shown(made, STRANGER), undo(made).send(STRANGER), unassign().send(STRANGER)]

    assert {(answer.status, answer.code) for answer in answers} == {(403, "forbidden")}
    assert made["bulk_id"] not in " ".join(str(answer.json()["detail"]) for answer in answers)
    assert world.storage == storage
