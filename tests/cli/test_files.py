"""Which files are sent, as what, and how they are read."""

import hashlib
from pathlib import Path

import pytest

from cli.failures import Failure
from cli.files import CONTENT_TYPES, PIECE_BYTES, LocalFile, examine, guess
from mediadesk.domain import media
from tests.cli.conftest import Run
from tests.cli.desk import Desk


def test_every_accepted_type_has_an_ending() -> None:
    assert set(CONTENT_TYPES.values()) == media.CONTENT_TYPES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.MP4", "video/mp4"),
        ("b.mkv", "video/x-matroska"),
        ("c.txt", "text/plain"),
        ("d", "application/octet-stream"),
    ],
)
def test_the_type_is_known_by_the_ending(name: str, expected: str) -> None:
    assert guess(Path(name)) == expected


def test_a_type_that_was_given_is_used(run: Run, desk: Desk, home: Path) -> None:
    (home / "take1").write_bytes(b"frames")
    run("upload", "take1", "--content-type", "video/webm", "--no-wait")
    assert [asset.content_type for asset in desk.assets.values()] == ["video/webm"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("folder", "file_is_directory"),
        ("missing.mp4", "file_not_found"),
        ("empty.mp4", "file_empty"),
    ],
)
def test_what_can_not_be_sent_is_refused_before_anything_is_sent(
    run: Run, desk: Desk, home: Path, clip: Path, name: str, code: str
) -> None:
    (home / "folder").mkdir()
    (home / "empty.mp4").touch()
    outcome = run("upload", clip, name)
    assert outcome.exit_code == 2
    assert code in outcome.err
    assert desk.asked == []


def test_a_file_that_can_not_be_read_is_refused(home: Path) -> None:
    endless = home / "endless.mp4"
    endless.symlink_to(endless)
    with pytest.raises(Failure, match="endless") as caught:
        examine(endless, None)
    assert caught.value.exit_code == 2


def test_a_file_that_vanished_meanwhile_is_a_failure_and_no_crash(home: Path) -> None:
    with pytest.raises(Failure, match="No such file"):
        LocalFile(home / "gone.mp4", "video/mp4", 5).sha256(lambda _: None)


def test_a_file_is_never_read_in_one_piece(home: Path) -> None:
    path = home / "large.mp4"
    path.write_bytes(bytes(3 * PIECE_BYTES + 1))
    reached: list[int] = []
    digest = examine(path, None).sha256(reached.append)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert reached[:4] == [PIECE_BYTES, 2 * PIECE_BYTES, 3 * PIECE_BYTES, 3 * PIECE_BYTES + 1]


def test_a_name_that_is_no_utf8_can_be_sent(home: Path) -> None:
    assert LocalFile(Path("clip-\udcff.mp4"), "video/mp4", 5).name == "clip-�.mp4"


def test_a_title_is_for_a_single_file(run: Run, clip: Path) -> None:
    outcome = run("upload", clip, clip, "--title", "Both")
    assert outcome.exit_code == 2
