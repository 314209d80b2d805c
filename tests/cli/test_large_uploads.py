"""`mediactl upload` of files that come in parts, and of uploads that are taken up again."""

import json
from pathlib import Path

import pytest

from cli import storage
from cli.files import FileChanged, LocalFile
from mediadesk.contracts.uploads import PartUrl
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk
from tests.cli.stories import AT, asset_id, expired

FIRST = asset_id(1)
STATE = f"/api/admin/assets/{FIRST}/upload"
COMPLETE = f"/api/admin/assets/{FIRST}/upload/complete"
PART_BYTES = 100_000
COUNT = 7
OUTDATED = Answer(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message>")


@pytest.fixture(autouse=True)
def small_parts(desk: Desk) -> None:
    desk.form_bytes, desk.part_bytes = 1000, PART_BYTES


@pytest.fixture
def clip(home: Path) -> Path:
    path = home / "long.mp4"
    path.write_bytes(bytes(number % 251 for number in range((COUNT - 1) * PART_BYTES + 7)))
    return path


def put(number: int) -> str:
    return f"PUT /storage/{FIRST}/{number}"


def sent(desk: Desk) -> list[int]:
    """The numbers of the parts in the order of their arrival."""
    return [int(asked.path.rpartition("/")[2]) for asked in desk.asked if asked.method == "PUT"]


def broken_off(run: Run, desk: Desk, clip: Path, at: int) -> None:
    """An upload of which the parts before `at` arrived."""
    desk.answers_next(put(at), *[Answer(503)] * 4)
    assert run("upload", clip, "--no-wait").exit_code == 5
    desk.asked.clear()


def test_a_large_file_goes_in_parts_and_is_followed_like_any_other(
    run: Run, desk: Desk, clip: Path
) -> None:
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert desk.stored[FIRST] == clip.read_bytes()
    assert sent(desk) == [1, 2, 3, 4, 5, 6, 7]
    assert "long.mp4  completed" in outcome.out
    assert desk.calls("GET", STATE) == []


def test_each_part_has_its_exact_length(run: Run, desk: Desk, clip: Path) -> None:
    run("upload", clip, "--no-wait")
    lengths = [asked.headers["content-length"] for asked in desk.asked if asked.method == "PUT"]
    assert lengths == ["100000"] * 6 + ["7"]


def test_the_service_is_told_what_was_sent(run: Run, desk: Desk, clip: Path) -> None:
    run("upload", clip, "--no-wait")
    [completed] = desk.calls("POST", COMPLETE)
    marks = json.loads(completed.body)["parts"]
    assert [mark["part_number"] for mark in marks] == [1, 2, 3, 4, 5, 6, 7]


def test_progress_is_told_in_bytes_and_never_goes_back(
    run: Run, desk: Desk, home: Path, clip: Path
) -> None:
    clip.write_bytes(bytes(12_000_000))
    desk.part_bytes = 5_000_000
    desk.answers_next(put(2), Answer(503))
    told = run("upload", clip, "--no-wait").err
    places = [told.index(f"uploading {percent}%") for percent in (25, 50, 75)]
    assert places == sorted(places)
    assert told.count("uploading 25%") == 1


def test_a_part_that_fails_is_sent_again_alone_after_a_pause(
    run: Run, desk: Desk, clip: Path
) -> None:
    desk.answers_next(put(3), Answer(503), Answer(500))
    outcome = run("upload", clip, "--no-wait")
    assert outcome.exit_code == 0
    assert sent(desk) == [1, 2, 3, 3, 3, 4, 5, 6, 7]
    assert outcome.waits == [0.5, 1.0]
    assert desk.stored[FIRST] == clip.read_bytes()


def test_an_address_that_has_expired_is_replaced(run: Run, desk: Desk, clip: Path) -> None:
    desk.answers_next(put(5), OUTDATED)
    assert run("upload", clip, "--no-wait").exit_code == 0
    assert len(desk.calls("GET", STATE)) == 1
    assert sent(desk) == [1, 2, 3, 4, 5, 5, 6, 7]


def test_addresses_that_are_about_to_be_refused_are_not_tried(
    run: Run, desk: Desk, clip: Path
) -> None:
    desk.addresses_until = AT
    assert run("upload", clip, "--no-wait").exit_code == 0
    assert len(desk.calls("GET", STATE)) == COUNT - 1
    assert sent(desk) == [1, 2, 3, 4, 5, 6, 7]


def test_a_part_whose_answer_got_lost_is_not_sent_twice(run: Run, desk: Desk, clip: Path) -> None:
    desk.loses_answers_of.add(put(3))
    assert run("upload", clip, "--no-wait").exit_code == 0
    assert sent(desk) == [1, 2, 3, 4, 5, 6, 7]
    assert desk.stored[FIRST] == clip.read_bytes()


def test_what_breaks_off_says_how_to_go_on(run: Run, desk: Desk, clip: Path) -> None:
    desk.answers_next(put(4), *[Answer(503)] * 4)
    outcome = run("upload", "long.mp4", "--json")
    assert outcome.exit_code == 5
    assert sent(desk) == [1, 2, 3, 4, 4, 4, 4]
    [item] = outcome.document["items"]
    assert item["error"]["code"] == "storage_unavailable"
    assert item["error"]["remedy"].endswith(f"mediactl upload --resume {FIRST} long.mp4")


def test_ctrl_c_says_how_to_go_on(run: Run, desk: Desk, clip: Path) -> None:
    desk.answers_next(put(4), Answer(503))
    outcome = run("upload", "long.mp4", stop_after=0)
    assert outcome.exit_code == 130
    assert f"mediactl upload --resume {FIRST} long.mp4" in outcome.err


def test_other_files_are_not_told_to_resume_what_never_began(
    run: Run, desk: Desk, clip: Path, home: Path
) -> None:
    (home / "next.mp4").write_bytes(bytes(PART_BYTES * 2))
    desk.answers_next(put(1), *[Answer(503)] * 4)
    broken, unsent = run("upload", clip, "next.mp4", "--json").document["items"]
    assert "--resume" in broken["error"]["remedy"]
    assert unsent["asset"] is None
    assert "--resume" not in unsent["error"]["remedy"]


def test_an_upload_that_broke_off_goes_on_with_what_is_missing(
    run: Run, desk: Desk, clip: Path
) -> None:
    broken_off(run, desk, clip, at=4)
    outcome = run("upload", "--resume", FIRST, clip)
    assert outcome.exit_code == 0
    assert sent(desk) == [4, 5, 6, 7]
    assert desk.stored[FIRST] == clip.read_bytes()
    assert "long.mp4  completed" in outcome.out
    assert len(desk.assets) == 1


def test_an_upload_of_which_only_the_end_is_missing_is_completed(
    run: Run, desk: Desk, clip: Path
) -> None:
    desk.answers_next(f"POST {COMPLETE}", *[Answer(503)] * 4)
    first = run("upload", clip)
    assert first.exit_code == 5
    assert "--resume" in first.err
    desk.asked.clear()
    assert run("upload", "--resume", FIRST, clip).exit_code == 0
    assert sent(desk) == []
    assert desk.stored[FIRST] == clip.read_bytes()


@pytest.mark.parametrize("content", [b"another size", bytes((COUNT - 1) * PART_BYTES + 7)])
def test_another_file_is_not_sent_into_an_upload(
    run: Run, desk: Desk, clip: Path, content: bytes
) -> None:
    broken_off(run, desk, clip, at=4)
    clip.write_bytes(content)
    outcome = run("upload", "--resume", FIRST, clip)
    assert outcome.exit_code == 2
    assert "file_differs" in outcome.err
    assert sent(desk) == []


def test_what_has_arrived_already_is_only_followed(run: Run, desk: Desk, clip: Path) -> None:
    run("upload", clip)
    desk.asked.clear()
    outcome = run("upload", "--resume", FIRST, clip)
    assert outcome.exit_code == 0
    assert "long.mp4  completed" in outcome.out
    assert sent(desk) == []
    assert desk.calls("POST", COMPLETE) == []


def test_an_upload_whose_time_is_over_is_not_sent(run: Run, desk: Desk, clip: Path) -> None:
    broken_off(run, desk, clip, at=4)
    desk.assets[FIRST] = expired(desk.assets[FIRST])
    outcome = run("upload", "--resume", FIRST, clip)
    assert outcome.exit_code == 1
    assert "upload_expired" in outcome.err
    assert "--resume" not in outcome.err


def test_a_form_that_is_still_awaited_is_sent_anew(run: Run, desk: Desk, clip: Path) -> None:
    desk.form_bytes = 10_000_000
    desk.answers_next("POST /storage", *[Answer(503)] * 4)
    first = run("upload", "long.mp4")
    assert f"mediactl upload --resume {FIRST} long.mp4" in first.err
    assert run("upload", "--resume", FIRST, "long.mp4").exit_code == 0
    assert desk.stored[FIRST] == clip.read_bytes()
    assert json.loads(desk.calls("POST", COMPLETE)[0].body) == {}


def test_a_file_that_shrinks_while_it_is_sent_is_a_failure(desk: Desk, clip: Path) -> None:
    file = LocalFile(clip, "video/mp4", 2 * PART_BYTES)
    clip.write_bytes(bytes(PART_BYTES))
    part = PartUrl(part_number=1, size_bytes=2 * PART_BYTES, url=f"{desk.http_url}/storage/x/1")
    with pytest.raises(FileChanged) as caught:
        storage.put(file, part, 0, lambda _: None)
    assert caught.value.code == "file_changed"


@pytest.mark.parametrize(
    "words", [("again.mp4",), ("--title", "T"), ("--preset", "efficient")], ids=" ".join
)
def test_a_resumed_upload_takes_nothing_that_was_announced(
    run: Run, clip: Path, words: tuple[str, ...]
) -> None:
    assert run("upload", "--resume", FIRST, clip, *words).exit_code == 2


def test_what_is_no_asset_id_is_a_usage_error(run: Run, desk: Desk, clip: Path) -> None:
    assert run("upload", "--resume", "clip.mp4", clip).exit_code == 2
    assert desk.asked == []
