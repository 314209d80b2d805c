"""Searching the directory over HTTP, and the list of those who hold an asset."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.builders import an_asset_id
from tests.functions.people import (
    ASSETS,
    USERS,
    assign,
    assigned,
    ready,
    registered,
    state_of,
    unassign,
)
from tests.gateway import Answer, call
from tests.world import World


def listed(address: str = USERS, **query: object) -> Answer:
    return call("GET", f"{address}?{urlencode(query)}".rstrip("?"))


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [item["user_id"] for item in answer.json()["items"]]


def all_pages(address: str, **query: Any) -> list[str]:  # noqa: ANN401 - any parameter
    page = listed(address, **query)
    found = ids(page)
    while cursor := page.json()["next_cursor"]:
        page = listed(address, **query, cursor=cursor)
        found += ids(page)
    return found


def holders_of(asset_id: str) -> str:
    return f"{ASSETS}/{asset_id}/assignments"


@pytest.fixture
def names(world: World) -> list[str]:
    return [registered(f"user-{number}") for number in range(7)]


def test_an_empty_directory_has_no_cursor(world: World) -> None:
    assert listed().json() == {"items": [], "next_cursor": None}
    assert listed(query="x").json() == {"items": [], "next_cursor": None}


def test_everybody_is_listed_by_id_with_what_they_hold(world: World) -> None:
    registered("zoe")
    made = assigned(world)

    shown = listed().json()["items"]

    assert [user["user_id"] for user in shown] == ["grace", "zoe"]
    assert [user["current"] for user in shown] == [state_of(made), None]


@pytest.mark.parametrize("query", ["", "user", "grace hop", "USER-"])
def test_pages_follow_each_other_without_gap_or_repeat(
    world: World, names: list[str], query: str
) -> None:
    assert all_pages(USERS, query=query, limit=3) == names


@pytest.mark.parametrize("query", ["zo", "ZOË", "alv", "Álvarez zoe", "zoe@ex", "example.o zoe"])
def test_words_are_found_by_their_beginnings_whatever_their_accents(
    world: World, query: str
) -> None:
    registered("u-1", display_name="Zoë Álvarez", email="zoe@example.org")
    registered("u-2", display_name="Grace Hopper", email="grace@example.com")

    assert ids(listed(query=query)) == ["u-1"]


@pytest.mark.parametrize("query", ["#a", ":v", "%", "*", "' OR '1'='1", "\u202e", "\0", "<b>"])
def test_text_that_means_something_to_others_finds_nothing(world: World, query: str) -> None:
    registered("u-1", display_name="Zoë", email="zoe@example.org")

    assert listed(query=query).status == 200


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", ("query.limit", "greater_than_equal")),
        ("limit=101", ("query.limit", "less_than_equal")),
        ("query=" + "x" * 201, ("query.query", "string_too_long")),
        ("cursor=" + "x" * 1001, ("query.cursor", "string_too_long")),
        ("page=2", ("query.page", "extra_forbidden")),
    ],
)
def test_a_wrong_parameter_is_named(world: World, query: str, fault: tuple[str, str]) -> None:
    answer = call("GET", f"{USERS}?{query}")

    assert (answer.status, answer.faults) == (422, {fault})


def test_who_holds_an_asset_is_listed_by_id(world: World, names: list[str]) -> None:
    asset_id = ready(world)
    for name in reversed(names):
        assign(asset_id, name).send()
    assigned(world, 2, "somebody")

    assert all_pages(holders_of(asset_id), limit=3) == names
    unassign(names[0]).send()
    shown = listed(holders_of(asset_id)).json()["items"]
    assert [user["user_id"] for user in shown] == names[1:]
    assert {user["current"]["asset_id"] for user in shown} == {asset_id}


def test_an_asset_that_nobody_holds_has_an_empty_list(world: World) -> None:
    assert listed(holders_of(ready(world))).json() == {"items": [], "next_cursor": None}
    assert listed(holders_of(an_asset_id(7))).code == "asset_not_found"


def test_a_cursor_of_another_list_is_refused(world: World, names: list[str]) -> None:
    for asset_id in (ready(world), ready(world, 2)):
        for name in names[:2]:
            assign(asset_id, name).send()
    everybody = listed(limit=1).json()["next_cursor"]
    found = listed(limit=1, query="user").json()["next_cursor"]
    holders = listed(holders_of(an_asset_id(2)), limit=1).json()["next_cursor"]

    for address, query, cursors in (
        (USERS, {}, (found, holders)),
        (USERS, {"query": "user"}, (everybody, holders)),
        (USERS, {"query": "grace"}, (everybody, found)),
        (holders_of(an_asset_id(1)), {}, (everybody, found, holders)),
    ):
        for cursor in (*cursors, "x", "e30.e30", found[:-3] + "abc", "\0"):
            answer = listed(address, **query, cursor=cursor)
            assert (answer.status, answer.code) == (400, "invalid_cursor")


def test_a_cursor_of_the_same_words_in_another_order_is_the_same(
    world: World, names: list[str]
) -> None:
    cursor = listed(limit=1, query="user hopper").json()["next_cursor"]

    assert ids(listed(limit=1, query="HOPPER  user", cursor=cursor)) == names[1:2]
