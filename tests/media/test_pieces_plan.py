"""Where a video is cut, shown on lists of packets as FFmpeg writes them."""

from collections.abc import Iterable

import pytest

from functions.convert.keyframes import CutPlan
from functions.convert.probe import NO_TIME
from mediadesk.domain.fan_out import Cut, PieceKind

HEAD = (b"#tb 0: 1/10", b"#codec_id 0: h264", b"#tb 1: 1/100", b"#codec_id 1: aac")
KEY, DISCARDED = b"", b", F=0x5"
BETWEEN = b", F=0x0"


def picture(shown: int, flags: bytes = BETWEEN) -> bytes:
    """A packet of a tenth of a second."""
    return b"0, %d, %d, 1, 100, 0x12345678%b" % (shown, shown, flags)


def group(*shown: int) -> list[bytes]:
    """A keyframe, and others behind it."""
    return [picture(shown[0], KEY), *(picture(at) for at in shown[1:])]


def plan(packets: Iterable[bytes], seconds: float = 0.3) -> CutPlan:
    read = CutPlan(seconds)
    for line in (*HEAD, *packets):
        read.read(line)
    return read


def cut(number: int, starts_at: float, seconds: float, frames: int) -> Cut:
    return Cut(number, PieceKind.PICTURES, starts_at, seconds, frames)


def test_it_is_cut_at_the_first_keyframe_after_the_time() -> None:
    read = plan([*group(0, 1), *group(2, 3), *group(4, 5), *group(6, 7, 8)])
    assert read.can_be_cut
    assert read.pictures() == [cut(0, 0, 0.4, 4), cut(1, 0.4, 0.5, 5)]
    assert read.packets_before == [4]
    assert read.is_closed


def test_pictures_behind_a_keyframe_belong_to_the_piece_in_which_they_are_shown() -> None:
    read = plan([*group(0, 2, 1), *group(5, 3, 4, 6), *group(9, 7, 8, 10)])
    assert not read.is_closed
    assert read.pictures() == [cut(0, 0, 0.5, 5), cut(1, 0.5, 0.4, 4), cut(2, 0.9, 0.2, 2)]
    assert read.packets_before == [3, 7]


def test_it_is_not_cut_where_a_later_packet_is_shown_before() -> None:
    read = plan([*group(0, 1, 2), *group(4, 5, 3), *group(8, 9)])
    assert read.pictures() == [cut(0, 0, 0.8, 6), cut(1, 0.8, 0.2, 2)]


def test_a_gap_in_time_belongs_to_the_piece_before_it() -> None:
    read = plan([*group(0, 1), *group(50, 51)])
    assert read.pictures() == [cut(0, 0, 5.0, 2), cut(1, 5.0, 0.2, 2)]


def test_sound_is_one_more_piece() -> None:
    sound = [b"1, -2, -2, 30, 9, 0x1, F=0x5", b"1, 28, 28, 30, 9, 0x1"]
    read = plan([*group(0, 1), *group(4), *sound])
    assert read.sound() == [Cut(2, PieceKind.SOUND, 0.0, 0.58, 2)]
    assert plan([*group(0, 1), *group(4)]).sound() == []


@pytest.mark.parametrize(
    "packets",
    [
        [],
        group(0, 1, 2, 3, 4, 5, 6),
        [picture(0), *group(1, 2), *group(8, 9)],
        [*group(0, 1), picture(NO_TIME), *group(5, 6)],
        [*group(-2, -1), *group(5, 6)],
        [picture(0, DISCARDED), *group(1, 2), *group(8, 9)],
        [*group(3, 2, 4), *group(8, 9)],
        [*group(0, 2, 2), *group(5, 6)],
    ],
    ids=[
        "nothing",
        "one keyframe",
        "no keyframe first",
        "no time",
        "before zero",
        "not to be shown",
        "before the first keyframe",
        "two at once",
    ],
)
def test_what_cannot_be_cut_stays_whole(packets: list[bytes]) -> None:
    read = plan(packets)
    assert not read.can_be_cut
    assert read.whole().number == 0
    assert read.whole().frames == len(packets)
