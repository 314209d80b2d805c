"""Videos that are not cut, and pieces that are not taken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.domain.fan_out import Cut, PieceKind
from mediadesk.domain.faults import MediaFault, MediaRejected
from tests.media.clips import H264, Studio
from tests.media.piecework import Piecework

pytestmark = pytest.mark.slow

TWO = "testsrc2=s=160x120:r=25:d=2"
OFTEN = (*H264, "-g", "10", "-keyint_min", "10")


@pytest.fixture
def work(studio: Studio, tmp_path: Path) -> Piecework:
    return Piecework(studio, tmp_path)


@pytest.fixture
def often(studio: Studio) -> Path:
    """Two seconds of pictures with five keyframes."""
    return studio.clip("often.mp4", *OFTEN, video=TWO)


def refusal(act: Callable[[], object]) -> MediaFault:
    with pytest.raises(MediaRejected) as caught:
        act()
    return caught.value.fault


@pytest.mark.parametrize(
    ("name", "making"),
    [
        ("one-keyframe.mp4", (*H264, "-g", "1000")),
        ("fast.mp4", (*OFTEN, "-r", "100")),
        ("unheld.flv", ("-c:v", "flv1", "-g", "10", "-c:a", "nellymoser", "-ar", "44100")),
        ("through.webm", ("-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-g", "10")),
        ("unknown-times.avi", ("-c:v", "mpeg4", "-bf", "2", "-g", "10")),
    ],
)
def test_what_cannot_be_cut_exactly_is_one_piece_and_no_file(
    studio: Studio, work: Piecework, name: str, making: tuple[str, ...]
) -> None:
    source = studio.clip(name, *making, video=TWO, with_sound="-c:a" in making)
    (piece,) = work.split(source, 0.4)
    assert (piece.number, piece.kind) == (0, PieceKind.PICTURES)
    assert list((work.folder / "pieces").iterdir()) == []


def test_a_clip_that_was_trimmed_without_encoding_is_not_cut(
    studio: Studio, work: Piecework, often: Path
) -> None:
    trimmed = studio.copy(often, "trimmed.mp4", reading=("-ss", "0.5"))
    assert len(work.split(trimmed, 0.4)) == 1


def test_a_damaged_piece_is_refused_and_leaves_no_file(work: Piecework, often: Path) -> None:
    _, cut, *_ = work.split(often, 0.4)
    piece = work.folder / "pieces" / str(cut.number)
    content = bytearray(piece.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    piece.write_bytes(content)
    target = work.folder / "encoded"
    fault = refusal(lambda: work.encode_one(cut, target))
    assert fault in {MediaFault.DAMAGED, MediaFault.TRUNCATED, MediaFault.ENCODER_FAILED}
    assert not target.exists()


def test_a_piece_with_fewer_frames_than_were_cut_is_refused(work: Piecework, often: Path) -> None:
    first, *_ = work.split(often, 0.4)
    more = Cut(first.number, first.kind, first.starts_at, first.seconds, first.frames + 1)
    target = work.folder / "encoded"
    assert refusal(lambda: work.encode_one(more, target)) is MediaFault.ENCODER_FAILED
    assert not target.exists()


@pytest.mark.parametrize("kind", [PieceKind.PICTURES, PieceKind.SOUND])
def test_a_list_of_files_is_no_piece(
    studio: Studio, work: Piecework, often: Path, kind: PieceKind
) -> None:
    (work.folder / "pieces").mkdir()
    (work.folder / "pieces" / "0").write_text(f"ffconcat version 1.0\nfile {often}\n")
    cut = Cut(0, kind, 0.0, 2.0, 50)
    assert refusal(lambda: work.encode_one(cut, work.folder / "encoded"))


def test_encoded_pieces_are_joined_only_all_of_them_whole_and_in_order(
    work: Piecework, often: Path
) -> None:
    encoded = work.encode(work.split(often, 0.8))
    (first, made), *rest = encoded
    cut_off = work.folder / "cut-off"
    cut_off.write_bytes(made.read_bytes()[: made.stat().st_size // 2])
    foreign = work.folder / "foreign"
    foreign.write_text(f"ffconcat version 1.0\nfile {made.name}\n")
    for wrong in (
        [(first, cut_off), *rest],
        [(first, foreign), *rest],
        [*rest, (first, made)],
        [(first, rest[0][1]), (rest[0][0], made), *rest[1:]],
    ):
        assert refusal(lambda wrong=wrong: work.join(wrong))  # type: ignore[misc]  # bound now
        assert not (work.folder / "joined.webm").exists()
    assert work.join(encoded)[0].size_bytes > 0
