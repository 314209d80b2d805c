"""The directory of users over HTTP: register, read, describe anew, deactivate."""

from copy import deepcopy

import pytest

from tests.functions.people import (
    GRACE,
    USERS,
    Asked,
    assigned,
    deactivate,
    entries,
    held,
    path_of,
    put,
    read,
    registered,
    state_of,
    unassign,
)
from tests.gateway import AUDITOR, call
from tests.world import World

conditional = pytest.mark.parametrize(
    "asked",
    [put(display_name="Other"), unassign(), deactivate()],
    ids=["put", "unassign", "deactivate"],
)


def test_a_user_who_is_new_is_registered(world: World) -> None:
    answer = put().send()

    assert answer.status == 201
    assert answer.headers["Location"] == f"{USERS}/grace"
    assert answer.headers["ETag"] == '"v1.0"'
    assert answer.json() == {
        "user_id": "grace",
        **GRACE,
        "current": None,
        "deactivated_at": None,
        "version": 1,
    }
    assert read().json() == state_of(answer.json())


def test_an_entry_is_changed_in_place(world: World) -> None:
    registered()

    answer = put(display_name="Zoë  Álvarez ", email="zoe@example.org").send()

    assert (answer.status, answer.headers["ETag"]) == (200, '"v2.0"')
    assert "Location" not in answer.headers
    assert answer.json()["display_name"] == "Zoë  Álvarez"
    assert read().json() == state_of(answer.json())


def test_an_entry_that_stays_as_it_is_keeps_its_version(world: World) -> None:
    registered()
    storage = deepcopy(world.storage)

    assert put().send().json()["version"] == 1
    assert world.storage == storage


def test_a_user_is_shown_with_what_they_hold(world: World) -> None:
    made = assigned(world)

    assert read().json()["current"] == state_of(made)
    assert (read().json()["version"], read().headers["ETag"]) == (2, '"v1.1"')


def test_who_is_deactivated_holds_nothing_and_stays_in_the_directory(world: World) -> None:
    made = assigned(world)

    answer = deactivate().send()

    assert (answer.status, answer.headers["ETag"]) == (200, '"v2.2"')
    assert answer.json()["deactivated_at"] == "2026-11-22T10:15:30.123Z"
    assert answer.json()["current"] is None
    assert read().json() == state_of(answer.json())
    newest = entries()[0]
    assert (newest["action"], newest["previous_asset_id"]) == ("user_removed", made["asset_id"])


def test_to_deactivate_somebody_twice_changes_nothing_more(world: World) -> None:
    registered()
    first = deactivate().send()
    storage = deepcopy(world.storage)

    assert deactivate().send().json() == first.json()
    assert world.storage == storage


def test_who_is_registered_again_is_back_and_holds_nothing(world: World) -> None:
    assigned(world)
    deactivate().send()

    answer = put().send()

    assert (answer.status, answer.json()["deactivated_at"]) == (200, None)
    assert assigned(world, 2)["asset_id"] == held()


def test_an_auditor_reads_users_and_histories(world: World) -> None:
    assigned(world)

    for address in (USERS, path_of("grace"), f"{path_of('grace')}/assignment-history"):
        assert call("GET", address, AUDITOR).status == 200


@conditional
@pytest.mark.parametrize(
    "if_match", [None, "*", ' "v1.1" ', '"v1.1"', '"v1.0", "v1.1"', '"other", "v1.1"']
)
def test_a_change_meant_for_the_present_version_is_made(
    world: World, asked: Asked, if_match: str | None
) -> None:
    assigned(world)

    assert asked.send(if_match=if_match).status == 200


@conditional
@pytest.mark.parametrize(
    "if_match",
    [
        "",
        '"v1.0"',
        '"v2.0"',
        '"v0.2"',
        '"v1.2"',
        '"v2"',
        "v1.1",
        '"1.1"',
        'W/"v1.1"',
        '"v1.1-h0-p0-w0"',
        '"v1.¹"',
        f'"v1.{"9" * 900}"',
    ],
)
def test_a_change_meant_for_another_version_is_not(
    world: World, asked: Asked, if_match: str
) -> None:
    assigned(world)
    storage = deepcopy(world.storage)

    answer = asked.send(if_match=if_match)

    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert world.storage == storage


@pytest.mark.parametrize("if_match", ['"v1.0"', "*"])
def test_nobody_is_registered_where_somebody_is_awaited(world: World, if_match: str) -> None:
    answer = put().send(if_match=if_match)

    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert not world.storage.profiles


@pytest.mark.parametrize("sent", ['"v1.0"', "*", 'W/"v1.0"', '"v0.0", "v1.0"'])
def test_a_user_is_not_sent_again_while_nothing_changes(world: World, sent: str) -> None:
    address = path_of(registered())
    asked = {"If-None-Match": sent}

    unchanged = call("GET", address, headers=asked)

    assert (unchanged.status, unchanged.body) == (304, "")
    assigned(world)
    assert call("GET", address, headers=asked).status == (304 if sent == "*" else 200)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"display_name": ""}, ("body.display_name", "string_too_short")),
        ({"display_name": "   "}, ("body.display_name", "string_too_short")),
        ({"display_name": "x" * 201}, ("body.display_name", "string_too_long")),
        ({"display_name": "a\nb"}, ("body.display_name", "value_error")),
        ({"display_name": "\u202eabc"}, ("body.display_name", "value_error")),
        ({"display_name": "a\u061cbc"}, ("body.display_name", "value_error")),
        ({"display_name": "a\u2028b"}, ("body.display_name", "value_error")),
        ({"display_name": "a\u2029b"}, ("body.display_name", "value_error")),
        ({"display_name": None}, ("body.display_name", "string_type")),
        ({"email": "nobody"}, ("body.email", "string_pattern_mismatch")),
        ({"email": "a@b c"}, ("body.email", "string_pattern_mismatch")),
        ({"email": "a@b@c"}, ("body.email", "string_pattern_mismatch")),
        ({"email": "a@\x00"}, ("body.email", "value_error")),
        ({"email": "x" * 251 + "@b.c"}, ("body.email", "string_too_long")),
        ({"user_id": "grace"}, ("body.user_id", "extra_forbidden")),
        ({"deactivated_at": None}, ("body.deactivated_at", "extra_forbidden")),
        ({"current": None}, ("body.current", "extra_forbidden")),
    ],
)
def test_a_fault_in_an_entry_is_named(
    world: World, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    answer = Asked("PUT", path_of("grace"), {**GRACE, **changed}).send()

    assert (answer.status, answer.faults) == (422, {fault})
    assert not world.storage.profiles


def test_every_missing_field_is_named(world: World) -> None:
    answer = Asked("PUT", path_of("grace"), {}).send()

    assert answer.faults == {("body.display_name", "missing"), ("body.email", "missing")}
