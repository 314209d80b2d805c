"""`mediactl bulk`: one asset for many users, all or none, and back again."""

from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import NewAsset
from mediadesk.domain import errors
from tests.cli.bulk_routes import ASSIGN
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem, told
from tests.cli.directory import Window
from tests.cli.stories import AT, asset_id

FIRST, SECOND = asset_id(1), asset_id(2)
BULK = f"blk_{1:026}"
UNTIL = f"{(AT + timedelta(seconds=30)).astimezone():%H:%M:%S}"
TEAM = ("u-1", "u-2", "u-3")


@pytest.fixture(autouse=True)
def _three_users_and_two_assets(desk: Desk) -> None:
    for user_id in TEAM:
        desk.directory.put(user_id, UserFields(display_name="Zoë", email="z@example.org"))
    for _ in range(2):
        desk.announce(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5))


def held(desk: Desk) -> list[str | None]:
    return [desk.directory.heads[user_id].asset_id for user_id in TEAM]


def test_assign_tells_who_got_it_and_how_to_take_it_back(run: Run, desk: Desk) -> None:
    outcome = run("bulk", "assign", FIRST, *TEAM, "--note", "For spring")
    assert outcome.exit_code == 0
    assert outcome.out.splitlines() == [
        f"u-1, u-2 and u-3 hold {FIRST} now.",
        f"Until {UNTIL} it can be undone: mediactl bulk undo {BULK}",
    ]
    assert held(desk) == [FIRST] * 3
    assert desk.directory.histories["u-1"][0].note == "For spring"


def test_many_are_counted_and_not_named(run: Run, desk: Desk) -> None:
    many = [f"m-{number}" for number in range(1200)]
    for user_id in many:
        desk.directory.put(user_id, UserFields(display_name="Zoë", email="z@example.org"))
    outcome = run("bulk", "assign", FIRST, "--from", "-", typed_in="\n".join(many))
    assert outcome.out.startswith(f"1,200 users hold {FIRST} now.\n")


def test_holders_are_left_out_where_that_is_asked(run: Run, desk: Desk) -> None:
    desk.directory.assign(FIRST, "u-1", None)
    outcome = run("bulk", "assign", FIRST, *TEAM, "--skip-holders")
    assert outcome.out.splitlines()[:2] == [
        f"2 users hold {FIRST} now.",
        "Left out: 1, for they held it already.",
    ]


def test_for_machines_it_is_the_document_of_the_service(run: Run) -> None:
    document = run("bulk", "assign", FIRST, "u-1", "--json").document
    assert (document["bulk_id"], document["status"]) == (BULK, "committed")


def test_a_bulk_that_is_refused_names_the_offenders_and_that_nobody_got_anything(
    run: Run, desk: Desk
) -> None:
    desk.directory.assign(FIRST, "u-1", None)
    desk.directory.remove("u-2")
    outcome = run("bulk", "assign", FIRST, *TEAM, "nobody")
    assert outcome.exit_code == 1
    heads, *rows = (line.split()[:2] for line in outcome.err.splitlines()[1:5])
    assert heads == ["USER", "CODE"]
    assert rows == [
        ["u-1", "already_assigned"],
        ["u-2", "user_deactivated"],
        ["nobody", "user_not_found"],
    ]
    assert "Nobody got it." in outcome.err
    assert "--skip-holders" in outcome.err
    assert "bulk_refused · request req-7" in outcome.err
    assert held(desk) == [FIRST, None, None]


def test_of_many_offenders_the_first_hundred_are_shown_and_all_are_counted(run: Run) -> None:
    outcome = run("bulk", "assign", FIRST, *(f"no-{number}" for number in range(250)))
    assert outcome.err.count("user_not_found") == 100
    assert "and 150 more" in outcome.err


def test_offenders_for_machines_are_a_list(run: Run) -> None:
    failure = run("bulk", "assign", FIRST, "nobody", "--json").document["error"]
    assert (failure["code"], failure["offender_count"]) == ("bulk_refused", 1)
    [offender] = failure["offenders"]
    assert (offender["user_id"], offender["code"]) == ("nobody", "user_not_found")


def test_a_dry_run_tells_what_would_change_and_changes_nothing(run: Run, desk: Desk) -> None:
    desk.directory.assign(FIRST, "u-1", None)
    desk.directory.assign(SECOND, "u-2", None)
    outcome = run("bulk", "assign", FIRST, *TEAM, "--dry-run", "--skip-holders")
    assert outcome.out.splitlines() == [
        f"u-2 would hold {FIRST} in place of {SECOND}.",
        f"u-3 would hold {FIRST} in place of nothing.",
        "Nothing was changed. It would be: 2 users, 1 left out.",
    ]
    assert held(desk) == [FIRST, SECOND, None]
    asked = ("bulk", "assign", FIRST, "u-3", "--dry-run")
    assert run(*asked, "--json").document["user_count"] == 1


def test_a_window_of_somebody_else_is_told_and_override_takes_it(run: Run, desk: Desk) -> None:
    desk.directory.windows["u-1"] = Window("blk_theirs", AT + timedelta(seconds=30))
    refused = run("bulk", "assign", FIRST, *TEAM)
    assert refused.exit_code == 1
    assert "eve-sub may still undo blk_theirs, which u-1 is in." in refused.err
    assert f"Wait until {UNTIL} is over, or type the same command with --override" in refused.err
    outcome = run("bulk", "assign", FIRST, *TEAM, "--override")
    assert outcome.exit_code == 0
    assert "blk_theirs can't be undone any more because of this." in outcome.err


def test_the_same_key_again_tells_what_became_of_the_bulk(run: Run, desk: Desk) -> None:
    typed = ("bulk", "assign", FIRST, *TEAM, "--key", "spring-1")
    run(*typed)
    assert run(*typed).out.startswith("u-1, u-2 and u-3 hold")
    run("bulk", "undo", BULK)
    assert run(*typed).out == f"{BULK} was undone: nobody holds it because of this bulk.\n"
    desk.bulks.change(BULK, status="sealed")
    assert f"It can't be undone any more: mediactl bulk show {BULK}" in run(*typed).out


@pytest.mark.parametrize("key", ["", "é", "k" * 129])
def test_a_key_that_the_service_would_not_take_is_a_usage_error(
    run: Run, desk: Desk, key: str
) -> None:
    assert run("bulk", "assign", FIRST, "u-1", "--key", key).exit_code == 2
    assert desk.asked == []


def test_an_answer_that_got_lost_is_asked_for_again_by_the_same_key(run: Run, desk: Desk) -> None:
    desk.loses_answers_of.add(ASSIGN)
    assert run("bulk", "assign", FIRST, *TEAM).exit_code == 0
    assert list(desk.bulks.records) == [BULK]


def test_a_service_that_stays_away_leaves_a_key_to_go_on_with(run: Run, desk: Desk) -> None:
    desk.answers_next(ASSIGN, *[Answer(503)] * 4)
    outcome = run("bulk", "assign", FIRST, *TEAM)
    assert outcome.exit_code == 5
    sent = desk.asked[-1].headers["idempotency-key"]
    assert f"with --key {sent}" in outcome.err


def test_too_much_at_once_is_told_with_how_long_to_wait(run: Run, desk: Desk) -> None:
    refusal = errors.RateLimited("At most 10 calls.", retry_after_s=2000, limit=10, window_s=60)
    desk.answers_next(ASSIGN, told(refusal))
    outcome = run("bulk", "assign", FIRST, *TEAM, "--json")
    assert (outcome.exit_code, outcome.waits) == (5, [])
    assert "Wait 33 min 20 s, until " in outcome.err
    assert "--key" not in outcome.err
    failure = outcome.document["error"]
    assert (failure["code"], failure["retry_after_s"]) == ("rate_limited", 2000)


def test_a_short_wait_is_waited(run: Run, desk: Desk) -> None:
    refusal = errors.RateLimited("At most 10 calls.", retry_after_s=12, limit=10, window_s=60)
    desk.answers_next(ASSIGN, told(refusal))
    outcome = run("bulk", "assign", FIRST, *TEAM)
    assert (outcome.exit_code, outcome.waits) == (0, [12])


@pytest.mark.parametrize("words", [("bulk", "undo"), ("undo",)])
def test_undo_takes_the_whole_bulk_back(run: Run, desk: Desk, words: tuple[str, ...]) -> None:
    desk.directory.assign(SECOND, "u-1", None)
    run("bulk", "assign", FIRST, *TEAM)
    outcome = run(*words, BULK, "--note", "Wrong team")
    assert outcome.out == f"3 users hold again what they held before {FIRST}.\n"
    assert held(desk) == [SECOND, None, None]
    assert run(*words, BULK, "--json").document["error"]["code"] == "already_undone"


def test_undo_of_what_is_not_decided_aborts_it(run: Run, desk: Desk) -> None:
    desk.bulks.rounds = 5
    run("bulk", "assign", FIRST, "u-1", stop_after=0)
    outcome = run("bulk", "undo", BULK)
    assert outcome.out == f"{BULK} was taken back before it was decided; nobody got {FIRST}.\n"


def test_undo_that_comes_too_late_names_the_way_back(run: Run, desk: Desk) -> None:
    run("bulk", "assign", FIRST, *TEAM)
    desk.directory.now = AT + timedelta(seconds=31)
    outcome = run("bulk", "undo", BULK)
    assert outcome.exit_code == 1
    assert "undo_window_expired" in outcome.err


def test_a_bulk_that_is_not_there_is_not_found(run: Run, desk: Desk) -> None:
    for words in (("show",), ("undo",)):
        outcome = run("bulk", *words, BULK)
        assert outcome.exit_code == 4
        assert "bulk_not_found" in outcome.err
    assert run("bulk", "show", "blk_1").exit_code == 2


def test_show_tells_where_a_bulk_stands(run: Run, desk: Desk) -> None:
    run("bulk", "assign", FIRST, *TEAM, "--note", "For spring")
    shown = run("bulk", "show", BULK).out
    assert shown.startswith(f"{BULK}  committed\n")
    for word in (FIRST, "For spring", "ada-sub", f"until {UNTIL}; that is over"):
        assert word in shown
    desk.bulks.change(BULK, undo_until=datetime.now(UTC) + timedelta(seconds=20))
    assert f"mediactl bulk undo {BULK}" in run("bulk", "show", BULK).out
    run("bulk", "undo", BULK)
    assert "undone" in run("bulk", "show", BULK, "--json").document["status"]
    assert "  undone    2026-11-22" in run("bulk", "show", BULK).out


def test_show_tells_what_sealed_a_bulk_and_whose_undo_it_took(run: Run, desk: Desk) -> None:
    run("bulk", "assign", FIRST, "u-1")
    desk.bulks.change(BULK, status="sealed", sealed_bulk_ids=("blk_theirs",))
    assert "  undo      over\n" in run("bulk", "show", BULK).out
    desk.bulks.change(BULK, sealed_by="req-9")
    shown = run("bulk", "show", BULK).out
    assert "taken by req-9" in shown
    assert "the undo of blk_theirs" in shown


def test_show_tells_for_whose_sake_a_bulk_failed(run: Run) -> None:
    run("bulk", "assign", FIRST, "u-1", "nobody")
    shown = run("bulk", "show", BULK).out
    assert shown.startswith(f"{BULK}  aborted\n")
    assert "(bulk_refused)" in shown
    assert "nobody  user_not_found" in shown


def test_an_asset_that_is_not_there_is_not_found(run: Run, desk: Desk) -> None:
    refusal = problem(errors.AssetNotFound, 404, "No such asset.")
    desk.answers_next(ASSIGN, refusal)
    assert run("bulk", "assign", FIRST, "u-1").exit_code == 4
