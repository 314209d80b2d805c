"""`mediactl assets`: lists and single assets."""

import json

import pytest

from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import Asset, NewAsset
from mediadesk.domain import errors
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem
from tests.cli.stories import BAD, asset_id

FIRST = asset_id(1)


def add(desk: Desk, title: str) -> Asset:
    new = NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5_000_000, title=title)
    return desk.announce(new)


def live_through(desk: Desk, asset: Asset) -> None:
    desk.stories[asset.asset_id].extend(desk.story)
    while desk.move_on(asset.asset_id):
        continue


def test_the_list_names_each_asset_with_its_state(run: Run, desk: Desk) -> None:
    live_through(desk, add(desk, "Opening"))
    add(desk, "Closing")
    heads, closing, opening = run("assets").out.splitlines()
    assert heads.split() == ["ASSET", "STATUS", "SIZE", "CREATED", "TITLE"]
    assert closing.split()[:3] == [asset_id(2), "pending", "upload"]
    assert opening.startswith(f"{FIRST}  completed")
    assert opening.rstrip().endswith("Opening")


def test_titles_are_never_cut_where_there_is_no_terminal(run: Run, desk: Desk) -> None:
    add(desk, "T" * 200)
    assert "T" * 200 in run("assets").out


def test_an_empty_list_says_so(run: Run) -> None:
    outcome = run("assets")
    assert outcome.out == ""
    assert "no such assets" in outcome.err


def test_the_filters_reach_the_service(run: Run, desk: Desk) -> None:
    live_through(desk, add(desk, "Opening"))
    add(desk, "Closing")
    found = run("assets", "--status", "completed", "--query", "open", "--json").document
    assert [asset["title"] for asset in found["items"]] == ["Opening"]


def test_what_a_user_holds_is_asked_by_held_by(run: Run, desk: Desk) -> None:
    run("assets", "--held-by", "u-1", "--json")
    assert desk.calls("GET", "/api/admin/assets")[0].query["user_id"] == "u-1"


def test_what_was_deleted_is_listed_apart_and_can_be_restored(run: Run, desk: Desk) -> None:
    add(desk, "Opening")
    gone = run("assets", "delete", FIRST)
    assert gone.out == f"Opening was deleted: {FIRST}\n"
    assert f"mediactl assets restore {FIRST}" in gone.err
    assert run("assets").out == ""
    assert FIRST in run("assets", "--deleted").out
    assert run("assets", "restore", FIRST, "--json").document["deleted_at"] is None
    assert FIRST in run("assets").out


def test_an_asset_that_somebody_holds_is_not_deleted(run: Run, desk: Desk) -> None:
    add(desk, "Opening")
    desk.directory.put("u-1", UserFields(display_name="Zoë", email="z@example.org"))
    desk.directory.assign(FIRST, "u-1", None)
    outcome = run("assets", "delete", FIRST)
    assert outcome.exit_code == 1
    assert "asset_assigned" in outcome.err
    assert "mediactl unassign" in outcome.err


def test_a_list_that_was_cut_tells_how_to_see_more(run: Run, desk: Desk) -> None:
    for number in range(3):
        add(desk, f"Take {number}")
    cut = run("assets", "--limit", "2")
    assert len(cut.out.splitlines()) == 3
    assert "There are more: --limit 8, or --all." in cut.err


@pytest.mark.parametrize(
    ("words", "count"), [(("--limit", "130"), 130), (("--all",), 140), ((), 25)], ids=str
)
def test_a_list_goes_through_as_many_pages_as_asked(
    run: Run, desk: Desk, words: tuple[str, ...], count: int
) -> None:
    for number in range(140):
        add(desk, f"Take {number}")
    assert len(run("assets", *words, "--json").document["items"]) == count


def test_a_limit_below_one_is_a_usage_error(run: Run) -> None:
    assert run("assets", "--limit", "0").exit_code == 2


def test_show_tells_everything_of_an_asset(run: Run, desk: Desk) -> None:
    asset = add(desk, "Opening")
    live_through(desk, asset)
    shown = run("assets", "show", FIRST).out
    assert "1:05, 1280x720, 25 frames/s, h264, aac" in shown
    for output in desk.assets[FIRST].outputs:
        assert output.url in shown


def test_show_tells_why_a_conversion_failed(run: Run, desk: Desk) -> None:
    desk.story = BAD
    live_through(desk, add(desk, "Opening"))
    assert "(media_damaged)" in run("assets", "show", FIRST).out


def test_show_for_machines_is_the_document_of_the_service(run: Run, desk: Desk) -> None:
    newer = json.loads(add(desk, "Opening").model_dump_json()) | {"colour": "of a newer service"}
    answer = Answer(200, json.dumps(newer).encode())
    desk.answers_next(f"GET /api/admin/assets/{FIRST}", answer, answer)
    assert run("assets", "show", FIRST, "--json").document == newer
    assert "Opening" in run("assets", "show", FIRST).out


def test_an_asset_that_does_not_exist_is_not_found(run: Run) -> None:
    outcome = run("assets", "show", FIRST, "--json")
    assert outcome.exit_code == 4
    assert outcome.document["error"]["code"] == "asset_not_found"
    assert outcome.document["error"]["request_id"] == "req-7"
    assert "mediactl assets" in outcome.err


def test_options_before_a_subcommand_are_refused_and_not_ignored(run: Run) -> None:
    assert run("assets", "--json", "show", FIRST).exit_code == 2


def test_a_title_can_not_command_the_terminal(run: Run, desk: Desk) -> None:
    asset = add(desk, "Opening")
    desk.assets[FIRST] = asset.model_copy(update={"title": "a\x1b[2Jb\u202ec"})
    assert "a�[2Jb�c" in run("assets").out


@pytest.mark.parametrize(
    ("answer", "exit_code", "code"),
    [
        (problem(errors.InvalidCursor, 400, "Not of this list."), 1, "invalid_cursor"),
        (Answer(500, b'{"message":"Internal Server Error"}'), 5, "http_500"),
        (Answer(200, b"<html>a login page</html>"), 5, "unexpected_answer"),
        (Answer(302, b"", {"Location": "https://login.example"}), 5, "http_302"),
        (Answer(404, b"<Error><Code>NoSuchBucket</Code></Error>"), 5, "http_404"),
        (Answer(413, b'{"message":"Request Too Long"}'), 1, "payload_too_large"),
    ],
)
def test_each_refusal_has_its_exit_code(
    run: Run, desk: Desk, answer: Answer, exit_code: int, code: str
) -> None:
    desk.answers_next("GET /api/admin/assets", answer)
    outcome = run("assets")
    assert outcome.exit_code == exit_code
    assert f"code {code}" in outcome.err


def test_findings_about_fields_are_listed(run: Run, desk: Desk) -> None:
    body = json.loads(problem(errors.InvalidInput, 422, "The request is not valid.").body)
    body["errors"] = [{"loc": "query.query", "code": "too_long", "message": "Too long"}]
    body["error_count"] = 3
    desk.answers_next("GET /api/admin/assets", Answer(422, json.dumps(body).encode()))
    outcome = run("assets")
    assert "- query.query: Too long (too_long)" in outcome.err
    assert "- and 2 more" in outcome.err


def test_a_service_that_is_not_there_is_unavailable(run: Run) -> None:
    outcome = run("assets", "--api-url", "http://127.0.0.1:9", "--token", "any")
    assert outcome.exit_code == 5
    assert "network_unreachable" in outcome.err
    assert outcome.waits == [0.5, 1.0, 2.0]


def test_a_service_that_stays_busy_is_unavailable(run: Run, desk: Desk) -> None:
    desk.answers_next("GET /api/admin/assets", *[Answer(429)] * 4)
    outcome = run("assets")
    assert outcome.exit_code == 5
    assert "rate_limited" in outcome.err
