"""`mediactl assign`, `undo`, `unassign`, `history`, `revert`."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.histories import first_moment, last_moment
from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import NewAsset
from mediadesk.domain import errors
from mediadesk.domain.instants import rfc3339
from tests.cli.conftest import Run
from tests.cli.desk import Desk, problem
from tests.cli.directory import assignment_id, entry_id
from tests.cli.stories import AT, asset_id

FIRST, SECOND = asset_id(1), asset_id(2)
ASG = assignment_id("u-1", 1)
HISTORY = "/api/admin/users/u-1/assignment-history"


@pytest.fixture(autouse=True)
def _a_user_and_two_assets(desk: Desk) -> None:
    desk.directory.put("u-1", UserFields(display_name="Zoë", email="z@example.org"))
    for _ in range(2):
        desk.announce(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5))


def held(desk: Desk) -> str | None:
    return desk.directory.heads["u-1"].asset_id


def test_assign_tells_who_got_what_and_how_to_take_it_back(run: Run, desk: Desk) -> None:
    outcome = run("assign", FIRST, "u-1", "--note", "For spring")
    assert outcome.exit_code == 0
    until = (AT + timedelta(seconds=30)).astimezone()
    assert outcome.out.splitlines() == [
        f"u-1 holds {FIRST} now, in place of nothing.",
        f"Until {until:%H:%M:%S} it can be undone: mediactl undo {ASG}",
    ]
    assert f"in place of {FIRST}" in run("assign", SECOND, "u-1").out
    assert desk.directory.histories["u-1"][0].note == "For spring"


def test_the_command_that_takes_it_back_is_for_the_same_service(run: Run, desk: Desk) -> None:
    token = desk.sign_in("ada")
    outcome = run("assign", FIRST, "u-1", "--api-url", desk.http_url, "--token", token)
    assert outcome.out.endswith(f"mediactl undo {ASG} --api-url {desk.http_url}\n")
    assert run("assign", SECOND, "u-1", "--user", "ada").out.endswith(" --user ada\n")


def test_assign_for_machines_is_the_document_of_the_service(run: Run) -> None:
    document = run("assign", FIRST, "u-1", "--json").document
    assert (document["assignment_id"], document["asset_id"]) == (ASG, FIRST)
    assert document["undo_until"] == "2026-11-22T10:16:00.123Z"


def test_undo_finds_the_asset_by_itself(run: Run, desk: Desk) -> None:
    run("assign", FIRST, "u-1")
    run("assign", SECOND, "u-1")
    outcome = run("undo", assignment_id("u-1", 2), "--note", "Not this one")
    assert outcome.out == f"u-1 holds {FIRST} now, in place of {SECOND}.\n"
    assert held(desk) == FIRST


def test_undo_of_a_revert_to_nothing_names_what_was_held_before(run: Run, desk: Desk) -> None:
    desk.directory.assign(FIRST, "u-1", None)
    desk.directory.unassign("u-1")
    desk.directory.assign(SECOND, "u-1", None)
    desk.directory.revert("u-1", entry_id("u-1", 2), None)
    assert run("undo", assignment_id("u-1", 4)).exit_code == 0
    assert held(desk) == SECOND


def test_undo_with_the_asset_given_reads_nothing_first(run: Run, desk: Desk) -> None:
    run("assign", FIRST, "u-1")
    assert run("undo", ASG, "--asset", FIRST).exit_code == 0
    assert desk.calls("GET", HISTORY) == []


def test_undo_is_refused_when_the_window_is_over(run: Run, desk: Desk) -> None:
    run("assign", FIRST, "u-1")
    desk.directory.now = AT + timedelta(seconds=30, milliseconds=1)
    outcome = run("undo", ASG)
    assert outcome.exit_code == 1
    assert "undo_window_expired · request req-7" in outcome.err
    assert "mediactl revert USER ENTRY" in outcome.err
    assert held(desk) == FIRST


@pytest.mark.parametrize("forged", ["asg_", "asg_é", "asg_MTp1LTE3x", FIRST, "../users"])
def test_an_assignment_id_that_is_none_is_not_found(run: Run, desk: Desk, forged: str) -> None:
    outcome = run("undo", forged)
    assert outcome.exit_code == 4
    assert "assignment_not_found" in outcome.err
    assert desk.asked == []


def test_an_assignment_that_was_never_made_is_not_found(run: Run) -> None:
    assert run("undo", ASG).exit_code == 4
    assert run("undo", assignment_id("nobody", 1)).exit_code == 4


def test_unassign_says_where_the_way_back_begins(run: Run, desk: Desk) -> None:
    run("assign", FIRST, "u-1")
    outcome = run("unassign", "u-1")
    assert outcome.out == f"u-1 holds nothing now, in place of {FIRST}.\n"
    assert "mediactl history u-1" in outcome.err
    assert held(desk) is None
    assert run("unassign", "u-1").exit_code == 1


def test_revert_brings_an_earlier_state_back_and_can_be_undone(run: Run, desk: Desk) -> None:
    run("assign", FIRST, "u-1")
    run("unassign", "u-1")
    outcome = run("revert", "u-1", entry_id("u-1", 1), "--note", "Sorry")
    assert outcome.out.startswith(f"u-1 holds {FIRST} now, in place of nothing.\nUntil ")
    assert f"mediactl undo {assignment_id('u-1', 3)}" in outcome.out


def test_an_entry_of_somebody_else_is_not_found(run: Run) -> None:
    outcome = run("revert", "u-1", entry_id("u-2", 1))
    assert outcome.exit_code == 4
    assert "mediactl history USER" in outcome.err


def test_history_lists_the_newest_first_with_ids_to_copy(run: Run, desk: Desk) -> None:
    desk.directory.assign(FIRST, "u-1", "For spring")
    desk.directory.undo(FIRST, ASG, None)
    heads, undone, given = run("history", "u-1").out.splitlines()
    assert heads.split()[:4] == ["ENTRY", "WHEN", "ACTION", "ASSET"]
    assert undone.split()[3:6] == ["undo", "nothing", FIRST]
    assert entry_id("u-1", 1) in undone
    assert given.startswith(entry_id("u-1", 1))
    assert given.rstrip().endswith("For spring")


def test_history_goes_through_as_many_pages_as_asked(run: Run, desk: Desk) -> None:
    for number in range(140):
        desk.directory.assign((FIRST, SECOND)[number % 2], "u-1", None)
    found = run("history", "u-1", "--limit", "130", "--json").document
    assert [entry["sequence"] for entry in found["items"]] == list(range(140, 10, -1))
    assert "--limit 100" in run("history", "u-1").err
    assert run("undo", ASG).exit_code == 1


def test_the_filters_of_history_reach_the_service(run: Run, desk: Desk) -> None:
    desk.directory.assign(FIRST, "u-1", None)
    days = ("--from", "2026-11-22T10:00:00Z", "--to", "2026-11-22")
    outcome = run("history", "u-1", "--action", "undo", *days)
    assert "no such entries" in outcome.err
    asked = desk.calls("GET", HISTORY)[-1].query
    assert asked["action"] == "undo"
    assert asked["from"] == "2026-11-22T10:00:00.000Z"
    end = datetime(2026, 11, 22, 23, 59, 59, 999000).astimezone()
    assert asked["to"] == rfc3339(end)


def test_moments_without_a_zone_are_local_and_a_last_day_counts_whole() -> None:
    naive = datetime(2026, 11, 22, 10, 15)  # noqa: DTZ001 - local time is meant
    assert first_moment("2026-11-22T10:15") == naive.astimezone()
    assert last_moment("2026-11-22T10:15") == naive.astimezone()
    assert last_moment("2026-11-22") - first_moment("2026-11-22") > timedelta(hours=22)
    assert last_moment("2026-11-22T10:15Z") == datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "0001-01-01T00:00+14:00"])
def test_a_moment_that_is_none_is_a_usage_error(run: Run, text: str) -> None:
    assert run("history", "u-1", "--from", text).exit_code == 2
    assert run("history", "u-1", "--to", text).exit_code == 2


@pytest.mark.parametrize(
    ("error", "status", "exit_code"),
    [
        (errors.UserNotFound, 404, 4),
        (errors.AssetNotReady, 409, 1),
        (errors.AssetUnavailable, 409, 1),
        (errors.UserDeactivated, 409, 1),
        (errors.AlreadyAssigned, 409, 1),
        (errors.Forbidden, 403, 3),
    ],
)
def test_each_refusal_of_an_assignment_names_its_code_and_a_remedy(
    run: Run, desk: Desk, error: type[errors.MediadeskError], status: int, exit_code: int
) -> None:
    desk.answers_next(f"POST /api/admin/assets/{FIRST}/assign", problem(error, status, "No."))
    outcome = run("assign", FIRST, "u-1", "--json")
    assert outcome.exit_code == exit_code
    told = outcome.document["error"]
    assert (told["code"], told["request_id"]) == (error.code, "req-7")
    assert told["remedy"]


def test_a_conflict_that_passes_is_tried_again_when_the_service_says(run: Run, desk: Desk) -> None:
    conflict = problem(errors.AssignmentConflict, 409, "Others are changing u-1.")
    conflict.headers["Retry-After"] = "1"
    desk.answers_next(f"POST /api/admin/assets/{FIRST}/assign", conflict)
    outcome = run("assign", FIRST, "u-1")
    assert (outcome.exit_code, outcome.waits) == (0, [1.0])


def test_an_assignment_whose_answer_got_lost_is_made_once(run: Run, desk: Desk) -> None:
    desk.loses_answers_of.add(f"POST /api/admin/assets/{FIRST}/assign")
    assert run("assign", FIRST, "u-1").out.startswith(f"u-1 holds {FIRST} now")
    assert len(desk.directory.histories["u-1"]) == 1
