"""Ids of users in addresses: how they may be written, and what can be none."""

from urllib.parse import quote

import pytest

from tests.functions.people import (
    GRACE,
    USERS,
    Asked,
    assign,
    assigned,
    entries,
    history,
    put,
    ready,
    registered,
)
from tests.gateway import call
from tests.world import World


@pytest.mark.parametrize(
    "user_id", ["a", "grace@example.org", "a:b", "a+b", "G.r-a_c", "-", "007", "x" * 128]
)
def test_an_id_may_be_sent_plain_and_percent_encoded(world: World, user_id: str) -> None:
    encoded = "".join(f"%{byte:02x}" for byte in user_id.encode())
    registered(user_id)

    for spelt in (user_id, quote(user_id, safe=""), encoded):
        answer = call("GET", f"{USERS}/{spelt}")
        assert (answer.status, answer.json().get("user_id")) == (200, user_id)
        again = call("PUT", f"{USERS}/{spelt}", body=GRACE)
        assert (again.status, again.json()["version"]) == (200, 1)
    assert assigned(world, 1, user_id)["user_id"] == user_id
    assert entries(user_id)[0]["user_id"] == user_id
    assert list(world.storage.profiles) == [user_id]


def test_two_spellings_of_an_id_are_one_request(world: World) -> None:
    first = Asked("PUT", f"{USERS}/a@b", GRACE).send(key="once")

    again = Asked("PUT", f"{USERS}/a%40b", GRACE).send(key="once")

    assert (again.status, again.body) == (first.status, first.body)


@pytest.mark.parametrize(
    "user_id",
    ["ä", "a b", "a%2fb", "a%00", "%252e", "x" * 129, "a%0a", "(a)", "a!", "a%25", "%e2%80%ae"],
)
def test_what_can_be_no_user_id_names_nobody(world: World, user_id: str) -> None:
    address = f"{USERS}/{user_id}"

    assert history(registered()).status == 200
    for asked in (
        Asked("GET", address),
        Asked("DELETE", address),
        Asked("DELETE", f"{address}/assignment"),
        Asked("GET", f"{address}/assignment-history"),
        Asked("POST", f"{address}/revert-assignment", {"entry_id": "ent_x"}),
    ):
        assert (asked.send().status, asked.send().code) == (404, "user_not_found")
    refused = Asked("PUT", address, GRACE).send()
    assert (refused.status, refused.faults) == (
        422,
        {("path.user_id", "string_pattern_mismatch")},
    )
    assert list(world.storage.profiles) == ["grace"]


@pytest.mark.parametrize("user_id", [".", ".."])
def test_what_an_address_takes_for_another_place_is_named_as_a_fault(
    world: World, user_id: str
) -> None:
    refused = put(user_id).send()
    assert (refused.status, refused.faults) == (422, {("path.user_id", "value_error")})
    refused = assign(ready(world), user_id).send()
    assert (refused.status, refused.faults) == (422, {("body.user_id", "value_error")})
