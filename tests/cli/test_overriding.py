"""A user whom another admin's bulk still holds: what is told, and `--override`."""

from datetime import timedelta

import pytest

from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import NewAsset
from mediadesk.domain import errors
from tests.cli.conftest import Run
from tests.cli.desk import Desk, told
from tests.cli.directory import Window, assignment_id, entry_id
from tests.cli.stories import AT, asset_id

FIRST, SECOND = asset_id(1), asset_id(2)
THEIRS = f"blk_{9:026}"
CHANGES = (
    ("assign", SECOND, "u-1"),
    ("undo", assignment_id("u-1", 2)),
    ("unassign", "u-1"),
    ("revert", "u-1", entry_id("u-1", 1)),
    ("users", "deactivate", "u-1"),
)


@pytest.fixture(autouse=True)
def _a_user_in_the_window_of_another_admin(desk: Desk) -> None:
    desk.directory.put("u-1", UserFields(display_name="Zoë", email="z@example.org"))
    for _ in range(3):
        desk.announce(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5))
    desk.directory.assign(FIRST, "u-1", None)
    desk.directory.assign(asset_id(3), "u-1", None)
    desk.directory.windows["u-1"] = Window(THEIRS, AT + timedelta(seconds=30))


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_a_change_in_the_way_of_an_undo_is_refused_and_taken_by_override(
    run: Run, words: tuple[str, ...]
) -> None:
    refused = run(*words)
    assert refused.exit_code == 1
    assert f"eve-sub may still undo {THEIRS}, which u-1 is in." in refused.err
    until = f"{(AT + timedelta(seconds=30)).astimezone():%H:%M:%S}"
    assert f"Wait until {until} is over, or type the same command with --override" in refused.err
    taken = run(*words, "--override")
    assert taken.exit_code == 0
    assert f"{THEIRS} can't be undone any more because of this." in taken.err


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_for_machines_the_bulks_that_lost_their_undo_are_listed(
    run: Run, words: tuple[str, ...]
) -> None:
    assert run(*words, "--override", "--json").document["sealed_bulk_ids"] == [THEIRS]


def test_a_window_whose_end_is_not_told_has_a_remedy_all_the_same(run: Run, desk: Desk) -> None:
    refusal = errors.UndoWindowOpen("Somebody may still undo.")
    desk.answers_next(f"POST /api/admin/assets/{SECOND}/assign", told(refusal))
    assert "--override" in run("assign", SECOND, "u-1").err
