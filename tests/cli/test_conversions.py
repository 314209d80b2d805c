"""`mediactl assets conversion` and `retry`, and what a failed upload says of them."""

from pathlib import Path

import pytest

from mediadesk.domain import errors
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem
from tests.cli.stories import BAD, GOOD, UNLUCKY, asset_id
from tests.cli.test_assets import add, live_through

FIRST = asset_id(1)
RETRY = f"POST /api/admin/assets/{FIRST}/retry-conversion"


@pytest.fixture
def unlucky(desk: Desk) -> None:
    """An asset whose conversion may succeed another time, as it does from now on."""
    desk.story = UNLUCKY
    live_through(desk, add(desk, "Opening"))
    desk.story = GOOD


@pytest.fixture
def bad(desk: Desk) -> None:
    desk.story = BAD
    live_through(desk, add(desk, "Opening"))


@pytest.mark.usefixtures("unlucky")
def test_a_retry_is_followed_to_its_end(run: Run, desk: Desk) -> None:
    outcome = run("assets", "retry", FIRST)
    assert outcome.exit_code == 0
    assert f"Opening  completed  {FIRST}" in outcome.out
    assert "Opening: converting #2" in outcome.err
    for output in desk.assets[FIRST].outputs:
        assert output.url in outcome.out


@pytest.mark.usefixtures("unlucky")
def test_a_retry_need_not_be_waited_for(run: Run, desk: Desk) -> None:
    outcome = run("assets", "retry", FIRST, "--no-wait", "--json")
    assert outcome.document["conversion_status"] == "queued"
    [asked] = desk.calls(*RETRY.split())
    assert asked.body == b""
    assert asked.headers["idempotency-key"]


@pytest.mark.usefixtures("unlucky")
def test_a_retry_that_fails_says_that_another_one_may_help(run: Run, desk: Desk) -> None:
    desk.story = UNLUCKY
    outcome = run("assets", "retry", FIRST, "--json")
    assert outcome.exit_code == 1
    assert outcome.document["error"]["code"] == "conversion_abandoned"
    assert outcome.document["error"]["remedy"].endswith(f"mediactl assets retry {FIRST}")


@pytest.mark.usefixtures("bad")
def test_a_retry_that_can_not_help_is_refused(run: Run) -> None:
    outcome = run("assets", "retry", FIRST)
    assert outcome.exit_code == 1
    assert "conversion_not_retryable" in outcome.err
    assert "mediactl assets show" in outcome.err


def test_what_has_not_failed_is_not_retried(run: Run, desk: Desk) -> None:
    live_through(desk, add(desk, "Opening"))
    outcome = run("assets", "retry", FIRST)
    assert outcome.exit_code == 1
    assert "conversion_not_failed" in outcome.err


@pytest.mark.usefixtures("unlucky")
def test_a_busy_service_is_asked_for_one_retry_alone(run: Run, desk: Desk) -> None:
    desk.answers_next(RETRY, problem(errors.ServiceUnavailable, 503, "busy"), Answer(502))
    assert run("assets", "retry", FIRST, "--no-wait").exit_code == 0
    assert len({asked.headers["idempotency-key"] for asked in desk.calls(*RETRY.split())}) == 1


@pytest.mark.usefixtures("unlucky")
def test_every_attempt_is_told_with_its_error(run: Run) -> None:
    run("assets", "retry", FIRST)
    outcome = run("assets", "conversion", FIRST)
    _, heads, second, first = outcome.out.splitlines()
    assert heads.split() == ["ATTEMPT", "STATUS", "QUEUED", "TOOK", "ERROR"]
    assert second.split()[:2] == ["2", "completed"]
    assert first.split()[:2] == ["1", "failed"]
    assert "conversion_abandoned: The conversion was interrupted" in first
    assert "assets retry" not in outcome.err


@pytest.mark.usefixtures("unlucky")
@pytest.mark.parametrize("command", ["show", "conversion"])
def test_where_another_attempt_may_help_it_is_named(run: Run, command: str) -> None:
    outcome = run("assets", command, FIRST)
    assert "conversion_abandoned: " in outcome.out
    assert f"mediactl assets retry {FIRST}" in outcome.err


@pytest.mark.usefixtures("bad")
@pytest.mark.parametrize("command", ["show", "conversion"])
def test_where_none_can_help_it_is_said(run: Run, command: str) -> None:
    outcome = run("assets", command, FIRST)
    assert "media_damaged: " in outcome.out
    assert "would fail in the same way" in outcome.err


def test_what_went_well_at_once_is_shown_without_its_attempts(run: Run, desk: Desk) -> None:
    live_through(desk, add(desk, "Opening"))
    assert "ATTEMPT" not in run("assets", "show", FIRST).out


def test_nothing_was_tried_of_what_has_not_arrived(run: Run, desk: Desk) -> None:
    add(desk, "Opening")
    assert "Nothing was tried yet." in run("assets", "conversion", FIRST).err
    assert run("assets", "conversion", FIRST, "--json").document["attempts"] == []


def test_an_upload_that_fails_by_bad_luck_says_how_to_retry(
    run: Run, desk: Desk, clip: Path
) -> None:
    desk.story = UNLUCKY
    [item] = run("upload", clip, "--json").document["items"]
    assert item["error"]["code"] == "conversion_abandoned"
    assert item["error"]["remedy"].endswith(f"mediactl assets retry {FIRST}")
