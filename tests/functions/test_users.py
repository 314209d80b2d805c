"""The directory of users over HTTP: register, read, describe anew, deactivate."""

from copy import deepcopy
from urllib.parse import quote

import pytest

from tests.functions.people import (
    GRACE,
    USERS,
    Asked,
    assigned,
    deactivate,
    entries,
    held,
    history,
    path_of,
    put,
    read,
    registered,
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
    assert answer.headers["ETag"] == '"v1"'
    assert answer.json() == {
        "user_id": "grace",
        **GRACE,
        "current": None,
        "deactivated_at": None,
        "version": 1,
    }
    assert read().json() == answer.json()


def test_an_entry_is_changed_in_place(world: World) -> None:
    registered()

    answer = put(display_name="Zoë  Álvarez ", email="zoe@example.org").send()

    assert (answer.status, answer.headers["ETag"]) == (200, '"v2"')
    assert "Location" not in answer.headers
    assert answer.json()["display_name"] == "Zoë  Álvarez"
    assert read().json() == answer.json()


def test_an_entry_that_stays_as_it_is_keeps_its_version(world: World) -> None:
    registered()
    storage = deepcopy(world.storage)

    assert put().send().json()["version"] == 1
    assert world.storage == storage


def test_a_user_is_shown_with_what_they_hold(world: World) -> None:
    made = assigned(world)

    assert read().json()["current"] == made
    assert read().headers["ETag"] == '"v2"'


def test_who_is_deactivated_holds_nothing_and_stays_in_the_directory(world: World) -> None:
    made = assigned(world)

    answer = deactivate().send()

    assert (answer.status, answer.headers["ETag"]) == (200, '"v4"')
    assert answer.json()["deactivated_at"] == "2026-11-22T10:15:30.123Z"
    assert answer.json()["current"] is None
    assert read().json() == answer.json()
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
@pytest.mark.parametrize("if_match", [None, "*", ' "v2" ', '"v2"', '"v1", "v2"', '"other", "v2"'])
def test_a_change_meant_for_the_present_version_is_made(
    world: World, asked: Asked, if_match: str | None
) -> None:
    assigned(world)

    assert asked.send(if_match=if_match).status == 200


@conditional
@pytest.mark.parametrize(
    "if_match",
    ["", '"v1"', '"v3"', "v2", '"2"', 'W/"v2"', '"v2-h0-p0-w0"', '"v²"', f'"v{"9" * 900}"'],
)
def test_a_change_meant_for_another_version_is_not(
    world: World, asked: Asked, if_match: str
) -> None:
    assigned(world)
    storage = deepcopy(world.storage)

    answer = asked.send(if_match=if_match)

    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert world.storage == storage


def test_nobody_is_registered_where_a_version_is_awaited(world: World) -> None:
    answer = put().send(if_match='"v1"')

    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert not world.storage.profiles


@pytest.mark.parametrize("sent", ['"v1"', "*", 'W/"v1"', '"v0", "v1"'])
def test_a_user_is_not_sent_again_while_nothing_changes(world: World, sent: str) -> None:
    address = path_of(registered())
    asked = {"If-None-Match": sent}

    unchanged = call("GET", address, headers=asked)

    assert (unchanged.status, unchanged.body) == (304, "")
    assigned(world)
    assert call("GET", address, headers=asked).status == (304 if sent == "*" else 200)


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


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"display_name": ""}, ("body.display_name", "string_too_short")),
        ({"display_name": "   "}, ("body.display_name", "string_too_short")),
        ({"display_name": "x" * 201}, ("body.display_name", "string_too_long")),
        ({"display_name": "a\nb"}, ("body.display_name", "value_error")),
        ({"display_name": "\u202eabc"}, ("body.display_name", "value_error")),
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
