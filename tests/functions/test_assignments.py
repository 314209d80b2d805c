"""Assign, undo, unassign over HTTP, and what an asset says of who holds it."""

from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import an_asset_id
from tests.fakes import START
from tests.functions.people import (
    ASSETS,
    WINDOW,
    assign,
    assigned,
    entries,
    held,
    ready,
    registered,
    state_of,
    unassign,
    undo,
)
from tests.functions.stories import converted
from tests.gateway import Person, call
from tests.world import World

MILLISECOND = timedelta(milliseconds=1)
BOB = Person("bob")
ODD_TEXTS = [
    "#a",
    ":v",
    "SET #v = :v",
    "' OR '1'='1",
    "{{7*7}}",
    "=cmd|'/c calc'!A1",
    "<b>",
    "NULL",
]


def test_an_assignment_tells_all_about_itself(world: World) -> None:
    assigned(world)
    world.clock.advance(timedelta(seconds=1))

    answer = assign(ready(world, 2), note="Second").send(BOB)

    assert answer.status == 201
    assert answer.json() == {
        "assignment_id": "asg_MjpncmFjZQ",
        "user_id": "grace",
        "asset_id": an_asset_id(2),
        "previous_asset_id": an_asset_id(1),
        "assigned_by": "bob",
        "assigned_at": "2026-11-22T10:15:31.123Z",
        "undo_until": "2026-11-22T10:16:01.123Z",
        "bulk_id": None,
        "sequence": 2,
        "sealed_bulk_ids": [],
    }


def test_an_asset_that_was_really_converted_can_be_assigned(world: World, tmp_path: Path) -> None:
    asset_id = converted(world, tmp_path)

    assert assign(asset_id, registered()).send().status == 201
    assert held() == asset_id


def test_an_undo_gives_back_what_was_held_before(world: World) -> None:
    assigned(world)
    made = assigned(world, 2)

    answer = undo(made, note="Wrong one").send(BOB)

    shown = answer.json()
    assert (answer.status, shown["asset_id"], shown["undo_until"]) == (200, an_asset_id(1), None)
    assert (shown["previous_asset_id"], shown["assigned_by"]) == (an_asset_id(2), "bob")
    assert held() == an_asset_id(1)
    newest = entries()[0]
    assert (newest["action"], newest["note"]) == ("undo", "Wrong one")
    assert newest["refers_to"] == entries()[1]["entry_id"]


def test_an_undo_of_the_first_assignment_leaves_nothing(world: World) -> None:
    shown = undo(assigned(world)).send().json()

    assert (shown["asset_id"], held()) == (None, None)


@pytest.mark.parametrize(
    "after", [timedelta(0), MILLISECOND, WINDOW - MILLISECOND, WINDOW], ids=str
)
def test_an_undo_works_up_to_the_last_instant_of_its_window(world: World, after: timedelta) -> None:
    made = assigned(world)
    # The clock of the function does not count, only when the request arrived.
    world.clock.advance(timedelta(minutes=5))

    assert undo(made).send(at=START + after).status == 200


@pytest.mark.parametrize("after", [WINDOW + MILLISECOND, timedelta(days=400)], ids=str)
def test_an_undo_after_its_window_changes_nothing(world: World, after: timedelta) -> None:
    made = assigned(world)
    storage = deepcopy(world.storage)

    answer = undo(made).send(at=START + after)

    assert (answer.status, answer.code) == (409, "undo_window_expired")
    assert made["undo_until"] in answer.json()["detail"]
    assert world.storage == storage


def test_an_undo_sent_again_with_its_key_is_answered_after_the_window_too(world: World) -> None:
    asked = undo(assigned(world))
    first = asked.send(key="once")

    again = asked.send(key="once", at=START + timedelta(hours=1))

    assert (again.status, again.body) == (200, first.body)
    assert asked.send(at=START + timedelta(hours=1)).code == "already_undone"


def test_another_admin_may_undo_too(world: World) -> None:
    made = assigned(world)

    assert undo(made).send(BOB).json()["assigned_by"] == "bob"


def test_to_unassign_is_told_as_an_entry(world: World) -> None:
    made = assigned(world)

    answer = unassign().send(BOB)

    shown = answer.json()
    assert (answer.status, state_of(shown)) == (200, entries()[0])
    assert shown["sealed_bulk_ids"] == []
    assert (shown["action"], shown["asset_id"]) == ("unassign", None)
    assert (shown["previous_asset_id"], shown["performed_by"]) == (made["asset_id"], "bob")
    assert shown["request_id"] == answer.headers["X-Request-Id"]
    assert held() is None


def test_an_asset_shows_its_latest_assignment_and_how_many_hold_it(world: World) -> None:
    asset_id = assigned(world)["asset_id"]
    world.clock.advance(timedelta(seconds=1))
    made = assign(asset_id, registered("ada")).send(BOB).json()
    before = call("GET", f"{ASSETS}/{asset_id}")
    world.holder_projection().refresh(asset_id)

    answer = call("GET", f"{ASSETS}/{asset_id}")

    shown = answer.json()
    assert (shown["user_id"], shown["assigned_by"]) == ("ada", "bob")
    assert (shown["assigned_at"], shown["assigned_user_count"]) == (made["assigned_at"], 2)
    assert shown["version"] == before.json()["version"]
    assert answer.headers["ETag"] != before.headers["ETag"]
    assert call("GET", ASSETS).json()["items"] == [shown]


def test_an_asset_that_nobody_holds_says_so(world: World) -> None:
    shown = call("GET", f"{ASSETS}/{ready(world)}").json()

    assert shown["user_id"] is shown["assigned_at"] is shown["assigned_by"] is None
    assert shown["assigned_user_count"] == 0


@pytest.mark.parametrize("note", ODD_TEXTS)
def test_a_note_is_kept_as_it_is(world: World, note: str) -> None:
    registered(display_name=note)
    assign(ready(world), note=note).send()

    assert entries()[0]["note"] == note
    assert call("GET", "/api/admin/users/grace").json()["display_name"] == note


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"user_id": ""}, ("body.user_id", "string_pattern_mismatch")),
        ({"user_id": "a b"}, ("body.user_id", "string_pattern_mismatch")),
        ({"user_id": "grace\n"}, ("body.user_id", "string_pattern_mismatch")),
        ({"user_id": "x" * 129}, ("body.user_id", "string_pattern_mismatch")),
        ({"user_id": ["grace"]}, ("body.user_id", "string_type")),
        ({"note": ""}, ("body.note", "string_too_short")),
        ({"note": "a\0b"}, ("body.note", "value_error")),
        ({"note": "a\nb"}, ("body.note", "value_error")),
        ({"note": "\u202eabc"}, ("body.note", "value_error")),
        ({"note": "\ud800"}, ("body.note", "string_unicode")),
        ({"note": "x" * 501}, ("body.note", "string_too_long")),
        ({"asset_id": "x"}, ("body.asset_id", "extra_forbidden")),
    ],
    ids=ascii,
)
def test_a_fault_in_an_assignment_is_named(
    world: World, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    body = {"user_id": registered(), **changed}
    asset_id = ready(world)
    storage = deepcopy(world.storage)

    answer = call("POST", f"{ASSETS}/{asset_id}/assign", body=body)

    assert (answer.status, answer.faults) == (422, {fault})
    assert world.storage == storage
