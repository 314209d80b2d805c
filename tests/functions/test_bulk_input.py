"""What the request for a bulk may say, and how much of it."""

from copy import deepcopy
from dataclasses import replace

import pytest

from tests.functions.bulks import BULK_ASSIGN, crowd, give, go_on, shown
from tests.functions.people import ready
from tests.gateway import call
from tests.world import World


def test_ten_thousand_users_may_be_named(world: World) -> None:
    user_ids = [f"{number:05d}{'x' * 123}" for number in range(10_000)]

    answer = give(ready(world), user_ids).send()

    assert answer.status == 202
    go_on(world, answer.json())
    failed = shown(answer.json()).json()["error"]
    assert (failed["code"], failed["error_count"], len(failed["errors"])) == (
        "bulk_refused",
        10_000,
        100,
    )


@pytest.mark.parametrize(("count", "code"), [(10_001, "too_long"), (0, "too_short")])
def test_neither_more_nor_nobody(world: World, count: int, code: str) -> None:
    answer = give(ready(world), [f"user-{number}" for number in range(count)]).send()

    assert (answer.status, answer.faults) == (422, {("body.user_ids", code)})


def test_who_is_named_twice_is_told(world: World) -> None:
    one, two, three = crowd(world)

    answer = give(ready(world), [one, two, one, three, two, one]).send()

    assert (answer.status, answer.faults) == (
        422,
        {("body.user_ids.2", "duplicate"), ("body.user_ids.4", "duplicate")}
        | {("body.user_ids.5", "duplicate")},
    )
    assert f"{one} stands at user_ids.0 already" in str(answer.body)
    assert not world.storage.bulks


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"user_ids": "grace"}, ("body.user_ids", "list_type")),
        ({"user_ids": ["a b"]}, ("body.user_ids.0", "string_pattern_mismatch")),
        ({"user_ids": [".."]}, ("body.user_ids.0", "value_error")),
        ({"user_ids": [1]}, ("body.user_ids.0", "string_type")),
        ({"asset_id": ""}, ("body.asset_id", "string_too_short")),
        ({"asset_id": None}, ("body.asset_id", "string_type")),
        ({"dry_run": "yes"}, ("body.dry_run", "bool_type")),
        ({"override": 1}, ("body.override", "bool_type")),
        ({"skip_already_assigned": None}, ("body.skip_already_assigned", "bool_type")),
        ({"note": "a\0b"}, ("body.note", "value_error")),
        ({"bulk_id": "blk_x"}, ("body.bulk_id", "extra_forbidden")),
    ],
    ids=ascii,
)
def test_a_fault_in_a_bulk_is_named(
    world: World, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    asked = give(ready(world), crowd(world))
    storage = deepcopy(world.storage)

    answer = replace(asked, body={**(asked.body or {}), **changed}).send()

    assert (answer.status, answer.faults) == (422, {fault})
    assert world.storage == storage


@pytest.mark.parametrize(
    ("size", "status"), [(2 * 1024 * 1024, 200), (2 * 1024 * 1024 + 1, 413), (3_000_000, 413)]
)
def test_a_bulk_may_be_larger_than_other_bodies(world: World, size: int, status: int) -> None:
    one = crowd(world, 1)[0]
    body = f'{{"asset_id": "{ready(world)}", "user_ids": ["{one}"]}}'.ljust(size)

    answer = call("POST", BULK_ASSIGN, body=body)

    assert answer.status == status
    assert status == 200 or answer.code == "payload_too_large"
