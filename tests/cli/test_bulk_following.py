"""A bulk that is not decided at once is followed until it is."""

import pytest

from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import NewAsset
from mediadesk.domain import errors
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, told
from tests.cli.stories import asset_id

FIRST = asset_id(1)
BULK = f"blk_{1:026}"
LOOK = f"GET /api/admin/bulk-operations/{BULK}"


@pytest.fixture(autouse=True)
def _a_bulk_that_takes_three_looks(desk: Desk) -> None:
    desk.directory.put("u-1", UserFields(display_name="Zoë", email="z@example.org"))
    desk.announce(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5))
    desk.bulks.rounds = 3


def test_it_is_asked_for_until_it_is_decided(run: Run) -> None:
    outcome = run("bulk", "assign", FIRST, "u-1")
    assert outcome.exit_code == 0
    assert outcome.err == f"{BULK}: preparing\n{BULK}: committed\n"
    assert outcome.out.startswith(f"u-1 holds {FIRST} now.\n")
    assert outcome.waits == [2.0] * 3


def test_for_machines_there_is_one_document_in_the_end(run: Run) -> None:
    assert run("bulk", "assign", FIRST, "u-1", "--json").document["status"] == "committed"


def test_a_refusal_after_a_while_is_the_same_as_one_at_once(run: Run, desk: Desk) -> None:
    outcome = run("bulk", "assign", FIRST, "u-1", "nobody")
    assert outcome.exit_code == 1
    assert "nobody  user_not_found" in outcome.err
    assert "bulk_refused · request req-7" in outcome.err
    assert desk.directory.heads["u-1"].asset_id is None


def test_ctrl_c_says_how_to_look_again(run: Run) -> None:
    outcome = run("bulk", "assign", FIRST, "u-1", stop_after=1)
    assert outcome.exit_code == 130
    assert f"To look again: mediactl bulk show {BULK}" in outcome.err
    assert "  preparing\n" in run("bulk", "show", BULK).out


def test_the_service_may_be_busy_for_a_while(run: Run, desk: Desk) -> None:
    busy = errors.RateLimited("Too much.", retry_after_s=40, limit=10, window_s=60)
    desk.answers_next(LOOK, *[Answer(503)] * 4, told(busy))
    outcome = run("bulk", "assign", FIRST, "u-1")
    assert outcome.exit_code == 0
    assert 40 in outcome.waits


def test_a_service_that_stays_away_ends_the_waiting_and_not_the_bulk(run: Run, desk: Desk) -> None:
    desk.answers_next(LOOK, *[Answer(503)] * 40)
    outcome = run("bulk", "assign", FIRST, "u-1")
    assert outcome.exit_code == 5
    assert f"To look again: mediactl bulk show {BULK}" in outcome.err


def test_a_bulk_that_somebody_undid_meanwhile_is_told_as_aborted(run: Run, desk: Desk) -> None:
    run("bulk", "assign", FIRST, "u-1", "--key", "k", stop_after=0)
    run("bulk", "undo", BULK)
    outcome = run("bulk", "assign", FIRST, "u-1", "--key", "k")
    assert outcome.exit_code == 1
    assert "bulk_aborted" in outcome.err
