"""Lists of assets over HTTP: filters, pages, cursors."""

from urllib.parse import urlencode

import pytest

from tests.functions.stories import announced, uploaded
from tests.gateway import Answer, call
from tests.world import World

ASSETS = "/api/admin/assets"


def listed(**query: object) -> Answer:
    return call("GET", f"{ASSETS}?{urlencode(query)}" if query else ASSETS)


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [item["asset_id"] for item in answer.json()["items"]]


def test_assets_come_newest_first(world: World) -> None:
    older, newer = announced(), announced()

    assert ids(listed()) == [newer, older]


def test_an_empty_list_has_no_cursor(world: World) -> None:
    assert listed().json() == {"items": [], "next_cursor": None}


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    wanted = [announced() for _ in range(7)][::-1]

    seen: list[str] = []
    page = listed(limit=3)
    while cursor := page.json()["next_cursor"]:
        seen += ids(page)
        page = listed(limit=3, cursor=cursor)

    assert seen + ids(page) == wanted


def test_only_assets_in_the_wanted_state_are_listed(world: World) -> None:
    announced()
    queued = uploaded(world)

    assert ids(listed(conversion_status="queued")) == [queued]


@pytest.mark.parametrize("words", ["holi", "HOLIDAY sp", "spa,", "Spa"])
def test_words_are_found_by_their_beginnings(world: World, words: str) -> None:
    announced()
    found = announced(title="Holiday in Spa, 2026")

    assert ids(listed(query=words)) == [found]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("limit=0", ("query.limit", "greater_than_equal")),
        ("limit=101", ("query.limit", "less_than_equal")),
        ("limit=ten", ("query.limit", "int_parsing")),
        ("limit=", ("query.limit", "int_parsing")),
        ("limit=1&limit=2", ("query.limit", "int_type")),
        ("conversion_status=done", ("query.conversion_status", "enum")),
        ("query=" + "x" * 201, ("query.query", "string_too_long")),
        ("cursor=" + "x" * 1001, ("query.cursor", "string_too_long")),
        ("page=2", ("query.page", "extra_forbidden")),
        ("Limit=2", ("query.Limit", "extra_forbidden")),
    ],
)
def test_a_wrong_query_parameter_is_named(world: World, query: str, fault: tuple[str, str]) -> None:
    answer = call("GET", f"{ASSETS}?{query}")

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.faults == {fault}


def test_every_unknown_query_parameter_is_named(world: World) -> None:
    answer = call("GET", f"{ASSETS}?b=1&a=2")

    assert answer.faults == {("query.a", "extra_forbidden"), ("query.b", "extra_forbidden")}


@pytest.mark.parametrize("cursor", ["x", "e30.e30", "%00", "null"])
def test_a_forged_cursor_is_refused(world: World, cursor: str) -> None:
    answer = call("GET", f"{ASSETS}?cursor={cursor}")

    assert (answer.status, answer.code) == (400, "invalid_cursor")


def test_a_cursor_with_one_character_changed_is_refused(world: World) -> None:
    for _ in range(3):
        announced()
    cursor = listed(limit=1).json()["next_cursor"]

    for place, character in enumerate(cursor):
        other = "A" if character != "A" else "B"
        changed = cursor[:place] + other + cursor[place + 1 :]
        # The last character of base64 holds bits that count for nothing.
        if place < len(cursor) - 1:
            assert listed(limit=1, cursor=changed).code == "invalid_cursor"


def test_a_cursor_of_another_query_is_refused(world: World) -> None:
    for _ in range(3):
        announced()
    cursor = listed(limit=1).json()["next_cursor"]

    answer = listed(limit=1, cursor=cursor, conversion_status="queued")

    assert (answer.status, answer.code) == (400, "invalid_cursor")


def test_a_list_is_not_kept_anywhere(world: World) -> None:
    assert listed().headers["Cache-Control"] == "no-store"
