"""`mediactl users`: find, show, register, deactivate."""

from datetime import UTC, datetime

import pytest

from mediadesk.contracts.bulk import NewBulkAssignment
from mediadesk.contracts.directory import UserFields
from mediadesk.domain import errors
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem
from tests.cli.stories import asset_id

USERS = "/api/admin/users"


def add(desk: Desk, user_id: str, name: str) -> None:
    desk.directory.put(user_id, UserFields(display_name=name, email=f"{user_id}@x.org"))


def test_the_list_names_each_user_with_what_they_hold(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë Álvarez")
    add(desk, "u-2", "Yan")
    add(desk, "u-3", "Xenia")
    desk.directory.assign(asset_id(1), "u-1", None)
    desk.directory.remove("u-3")
    heads, zoe, yan, xenia = run("users").out.splitlines()
    assert heads.split() == ["USER", "HOLDS", "EMAIL", "NAME"]
    assert zoe.split() == ["u-1", asset_id(1), "u-1@x.org", "Zoë", "Álvarez"]
    assert yan.split()[:2] == ["u-2", "nothing"]
    assert xenia.split()[:2] == ["u-3", "deactivated"]


@pytest.mark.parametrize("words", [("users", "yan"), ("users", "list", "yan")])
def test_a_query_finds_users_with_and_without_the_word_list(
    run: Run, desk: Desk, words: tuple[str, ...]
) -> None:
    add(desk, "u-1", "Zoë")
    add(desk, "u-2", "Yan")
    found = run(*words, "--json").document
    assert [user["user_id"] for user in found["items"]] == ["u-2"]


def test_an_option_may_stand_before_the_query(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë")
    assert "Zoë" in run("users", "--limit", "5", "zo").out


def test_two_queries_are_a_usage_error(run: Run) -> None:
    assert run("users", "shwo", "u-1").exit_code == 2


def test_a_list_longer_than_a_page_is_followed_as_far_as_asked(run: Run, desk: Desk) -> None:
    for number in range(130):
        add(desk, f"u-{number:03}", "Zoë")
    assert len(run("users", "--limit", "120", "--json").document["items"]) == 120
    assert len(run("users", "--limit", "500", "--json").document["items"]) == 130
    assert len(run("users", "--all", "--json").document["items"]) == 130
    outcome = run("users")
    assert len(outcome.out.splitlines()) == 26
    assert "--limit 100" in outcome.err


def test_a_page_that_is_short_is_not_the_end(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë")
    desk.answers_next(f"GET {USERS}", Answer(200, b'{"items": [], "next_cursor": "0"}'))
    assert "u-1" in run("users", "zo").out


def test_nobody_found_is_said_so(run: Run) -> None:
    outcome = run("users", "nobody")
    assert (outcome.exit_code, outcome.out) == (0, "")
    assert "no such users" in outcome.err


def test_show_tells_what_a_user_holds(run: Run, desk: Desk) -> None:
    fields = UserFields(display_name="Zoë", email="z@x.org")
    desk.directory.put("zoe@example.org", fields)
    desk.directory.assign(asset_id(1), "zoe@example.org", None)
    shown = run("users", "show", "zoe@example.org").out
    assert shown.startswith("Zoë  zoe@example.org\n")
    assert asset_id(1) in shown
    assert run("users", "show", "zoe@example.org", "--json").document["version"] == 2


def test_show_tells_how_to_take_back_what_was_just_assigned(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë")
    desk.directory.now = datetime.now(UTC)
    made = desk.directory.assign(asset_id(1), "u-1", None)
    assert f"mediactl undo {made.assignment_id}" in run("users", "show", "u-1").err


def test_a_user_who_is_not_there_is_not_found(run: Run) -> None:
    outcome = run("users", "show", "u-1")
    assert outcome.exit_code == 4
    assert "user_not_found · request req-7" in outcome.err
    assert "mediactl users QUERY" in outcome.err


@pytest.mark.parametrize("user_id", ["u-1/assignment", "u 1", "..", "", "é"])
def test_what_is_no_id_is_said_and_asks_for_nothing(run: Run, desk: Desk, user_id: str) -> None:
    for typed in (("users", "show"), ("users", "deactivate"), ("history",), ("unassign",)):
        outcome = run(*typed, user_id)
        assert outcome.exit_code == 2
        assert "is no id of a user" in " ".join(outcome.err.split())
    assert desk.asked == []


def test_put_says_what_it_did(run: Run, desk: Desk) -> None:
    typed = ("users", "put", "u-1", "--email", "z@example.org", "--name")
    assert run(*typed, "Zoe").out == "u-1 (Zoe): created\n"
    assert run(*typed, " Zoe ").out == "u-1 (Zoe): unchanged\n"
    assert run(*typed, "Zoë").out == "u-1 (Zoë): changed\n"
    assert run(*typed, "Zoe").out == "u-1 (Zoe): changed\n"
    assert desk.directory.profiles["u-1"].display_name == "Zoe"
    run("users", "deactivate", "u-1")
    assert run(*typed, "Zoe").out == "u-1 (Zoe): reactivated\n"


def test_put_refuses_at_once_what_can_be_no_entry(run: Run, desk: Desk) -> None:
    outcome = run("users", "put", "u-1", "--name", "", "--email", "zoe")
    assert outcome.exit_code == 2
    for word in ("display_name ''", "email 'zoe'"):
        assert word in outcome.err
    assert desk.asked == []


def test_deactivate_ends_what_the_user_holds(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë")
    desk.directory.assign(asset_id(1), "u-1", None)
    assert run("users", "deactivate", "u-1").out == "u-1 (Zoë): deactivated\n"
    assert desk.directory.user("u-1").current is None
    [sent] = desk.calls("DELETE", f"{USERS}/u-1")
    assert sent.headers["idempotency-key"]


def test_show_tells_how_to_take_back_the_whole_bulk(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë")
    desk.directory.now = datetime.now(UTC)
    new = NewBulkAssignment(asset_id=asset_id(1), user_ids=["u-1"])
    made = desk.bulks.begin(new, "key-1")
    assert f"mediactl bulk undo {made.bulk_id}" in run("users", "show", "u-1").err


def test_an_auditor_is_told_that_they_may_not(run: Run, desk: Desk) -> None:
    add(desk, "u-1", "Zoë")
    refusal = problem(errors.Forbidden, 403, "You may read, and change nothing.")
    desk.answers_next(f"DELETE {USERS}/u-1", refusal)
    assert run("users", "deactivate", "u-1").exit_code == 3
