"""A user's history over HTTP: pages, filters, revert."""

from datetime import timedelta

import pytest

from mediadesk.domain.chains import GENESIS_HASH, digest
from tests.builders import an_asset_id
from tests.functions.people import (
    assigned,
    entries,
    held,
    history,
    path_of,
    ready,
    registered,
    revert,
    unassign,
    undo,
)
from tests.gateway import Answer, call
from tests.world import World

MINUTE = timedelta(minutes=1)


def a_life(world: World) -> None:
    """Assign, assign, undo, unassign, revert to the first; a minute apart."""
    assigned(world)
    world.clock.advance(MINUTE)
    made = assigned(world, 2)
    world.clock.advance(MINUTE)
    undo(made).send()
    world.clock.advance(MINUTE)
    unassign().send()
    world.clock.advance(MINUTE)
    revert(entries()[-1]["entry_id"], note="Back").send()


def sequences(answer: Answer) -> list[int]:
    assert answer.status == 200, answer.body
    return [entry["sequence"] for entry in answer.json()["items"]]


def test_a_history_comes_newest_first_and_is_a_chain(world: World) -> None:
    a_life(world)

    shown = entries()

    actions = [entry["action"] for entry in shown]
    assert actions == ["revert", "unassign", "undo", "assign", "assign"]
    assert [entry["sequence"] for entry in shown] == [5, 4, 3, 2, 1]
    oldest_first = shown[::-1]
    previous = [GENESIS_HASH, *(entry["hash"] for entry in oldest_first)]
    for entry, previous_hash in zip(oldest_first, previous, strict=False):
        assert entry["previous_hash"] == previous_hash
        assert entry["hash"] == digest({k: v for k, v in entry.items() if k != "hash"})


def test_a_user_without_assignments_has_an_empty_history(world: World) -> None:
    registered()

    assert history().json() == {"items": [], "next_cursor": None}


def test_pages_follow_each_other_while_entries_arrive(world: World) -> None:
    a_life(world)
    first = history(limit=2)
    assigned(world, 3)

    second = history(limit=2, cursor=first.json()["next_cursor"])
    third = history(limit=2, cursor=second.json()["next_cursor"])

    assert [sequences(page) for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.json()["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"action": "assign"}, [2, 1]),
        ({"action": "user_removed"}, []),
        ({"from": "2026-11-22T10:16:30.123Z"}, [5, 4, 3, 2]),
        ({"from": "2026-11-22T10:16:30.124Z"}, [5, 4, 3]),
        ({"to": "2026-11-22T10:16:30.123Z"}, [2, 1]),
        ({"to": "2026-11-22T10:16:30.122Z"}, [1]),
        ({"from": "2026-11-22T12:16:30.123+02:00", "to": "2026-11-22t10:17:30.2z"}, [3, 2]),
        ({"from": "2026-11-22T10:16:30.123Z", "to": "2026-11-22T10:16:30.123Z"}, [2]),
        ({"from": "0001-01-01T00:00:00Z", "to": "9999-12-31T23:59:59Z"}, [5, 4, 3, 2, 1]),
    ],
    ids=str,
)
def test_a_history_can_be_narrowed(world: World, query: dict[str, str], found: list[int]) -> None:
    a_life(world)

    assert sequences(history(**query)) == found


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("from=2026-11-22T10:16:30", {("query.from", "value_error")}),
        ("to=2026-11-22", {("query.to", "value_error")}),
        ("from=1795342530", {("query.from", "value_error")}),
        ("from=2026-11-22T12:16:30+02:00", {("query.from", "value_error")}),
        ("from=2026-13-22T10:16:30Z", {("query.from", "value_error")}),
        ("from=9999-12-31T23:59:59-23:59", {("query.from", "value_error")}),
        ("to=0001-01-01T00:00:00%2B23:59", {("query.to", "value_error")}),
        ("from=", {("query.from", "value_error")}),
        (
            "from=2026-11-22T10:16:30Z&to=2026-11-22T10:16:29Z",
            {("query.from", "wrong_order")},
        ),
        ("action=give", {("query.action", "enum")}),
        ("limit=101", {("query.limit", "less_than_equal")}),
        ("since=2026-11-22T10:16:30Z", {("query.since", "extra_forbidden")}),
    ],
)
def test_a_wrong_parameter_is_named(world: World, query: str, faults: set[tuple[str, str]]) -> None:
    registered()

    answer = call("GET", f"{path_of('grace')}/assignment-history?{query}")

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.faults == faults


def test_a_naive_moment_is_refused_with_what_is_missing(world: World) -> None:
    (fault,) = history(registered(), to="2026-11-22T10:16:30").json()["errors"]

    assert "with an offset from UTC" in fault["message"]


def test_a_cursor_belongs_to_one_user_and_one_query(world: World) -> None:
    a_life(world)
    assigned(world, 6, "ada")
    assigned(world, 7, "ada")
    cursor = history(limit=1).json()["next_cursor"]

    for answer in (
        history("ada", limit=1, cursor=cursor),
        history(limit=1, action="assign", cursor=cursor),
        history(limit=1, to="2026-11-22T10:16:30Z", cursor=cursor),
        history(cursor=f"{cursor}x"),
        history(cursor="1"),
    ):
        assert (answer.status, answer.code) == (400, "invalid_cursor")
    assert sequences(history(limit=1, cursor=cursor)) == [4]


def test_a_revert_gives_what_was_held_right_after_the_entry(world: World) -> None:
    a_life(world)

    answer = revert(entries()[3]["entry_id"], note="Rather that").send()

    shown = answer.json()
    assert (answer.status, shown["asset_id"]) == (201, an_asset_id(2))
    assert (shown["previous_asset_id"], shown["sequence"]) == (an_asset_id(1), 6)
    newest = entries()[0]
    assert (newest["action"], newest["note"]) == ("revert", "Rather that")
    assert newest["refers_to"] == entries()[4]["entry_id"]
    assert undo(shown).send(at=world.clock()).json()["asset_id"] == an_asset_id(1)


def test_a_revert_to_nothing_is_one_too_and_can_be_undone(world: World) -> None:
    a_life(world)

    shown = revert(entries()[1]["entry_id"]).send().json()

    assert (shown["asset_id"], shown["previous_asset_id"]) == (None, an_asset_id(1))
    assert held() is None
    assert undo(shown).send(at=world.clock()).json()["asset_id"] == an_asset_id(1)


def test_a_revert_may_be_meant_for_the_version_that_was_seen(world: World) -> None:
    a_life(world)
    etag = call("GET", path_of("grace")).headers["ETag"]
    asked = revert(entries()[3]["entry_id"])

    assert asked.send(if_match=etag).status == 201
    assert asked.send(if_match=etag).code == "precondition_failed"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("body.entry_id", "missing")),
        ({"entry_id": ""}, ("body.entry_id", "string_too_short")),
        ({"entry_id": 5}, ("body.entry_id", "string_type")),
        ({"entry_id": "x" * 301}, ("body.entry_id", "string_too_long")),
        ({"entry_id": "ent_x", "note": "a\x85b"}, ("body.note", "value_error")),
        ({"entry_id": "ent_x", "asset_id": "x"}, ("body.asset_id", "extra_forbidden")),
    ],
    ids=ascii,
)
def test_a_fault_in_a_revert_is_named(
    world: World, body: dict[str, object], fault: tuple[str, str]
) -> None:
    ready(world)

    answer = call("POST", f"{path_of(registered())}/revert-assignment", body=body)

    assert (answer.status, answer.faults) == (422, {fault})
