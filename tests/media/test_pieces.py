"""A video made in pieces is the video made as a whole: no frame more or less, each at its time."""

from itertools import pairwise
from pathlib import Path

import pytest

from mediadesk.domain.fan_out import PieceKind
from mediadesk.domain.media import Preset
from tests.media.clips import AS_PQ, H264, Studio
from tests.media.piecework import Piecework, beeps, flashes, heard, likeness, shown_at
from tests.real_clips import real_clips

pytestmark = pytest.mark.slow

LONGEST_SHIFT_S = 0.0015
FOUR = "testsrc2=s=160x120:r=25:d=4"
UNEVEN = "settb=1/90000,setpts='(N*0.04+0.016*sin(N*7))/TB'"
EVERY_SECOND = ("-g", "25", "-keyint_min", "25")
B_FRAMES = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", *EVERY_SECOND)
OPEN_H264 = (*B_FRAMES, "-x264-params", "open-gop=1")
OPEN_HEVC = (
    *("-c:v", "libx265", "-preset", "ultrafast"),
    *("-x265-params", "log-level=none:keyint=25:min-keyint=25:bframes=3:open-gop=1"),
)
OPEN_MPEG2 = ("-c:v", "mpeg2video", "-bf", "2", "-g", "12")


@pytest.fixture
def work(studio: Studio, tmp_path: Path) -> Piecework:
    return Piecework(studio, tmp_path)


@pytest.fixture(scope="session")
def film(studio: Studio) -> Path:
    """The longest real clip; a generated one where there is none."""
    if clips := real_clips():
        return max(clips, key=lambda path: path.stat().st_size)
    target = studio.folder / "film.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=s=480x270:r=24:d=24")
    sound = ("-f", "lavfi", "-i", "sine=frequency=440:d=24")
    studio.ffmpeg(*picture, *sound, *H264, "-g", "48", "-c:a", "aac", str(target))
    return target


def test_a_film_in_pieces_is_as_good_as_the_whole(
    film: Path, studio: Studio, work: Piecework
) -> None:
    length = work.probe(film).video_seconds
    joined, whole = work.in_pieces(film, length / 6), work.as_whole(film)
    assert_same_times(shown_at(studio, joined), shown_at(studio, whole))
    assert heard(studio, joined) == pytest.approx(heard(studio, whole), abs=0.02)
    assert joined.stat().st_size < 1.1 * whole.stat().st_size
    quality = likeness(studio, whole, film)
    assert likeness(studio, joined, film) == pytest.approx(quality, abs=0.01)
    for shares in work.ticks:
        assert shares == sorted(shares)
        assert 0 <= shares[-1] < 1


@pytest.mark.parametrize(
    ("name", "making"),
    [
        ("b-frames.mp4", B_FRAMES),
        ("open-h264.mp4", OPEN_H264),
        ("open-hevc.mkv", OPEN_HEVC),
        ("open-mpeg2.ts", OPEN_MPEG2),
        ("uneven.mp4", (*H264, *EVERY_SECOND, "-vf", UNEVEN, "-enc_time_base", "1:90000")),
    ],
)
def test_every_frame_comes_at_its_time(
    studio: Studio, work: Piecework, name: str, making: tuple[str, ...]
) -> None:
    source = studio.clip(name, *making, "-fps_mode", "passthrough", video=FOUR)
    joined = work.in_pieces(source, 1.0)
    assert len(list((work.folder / "pieces").iterdir())) >= 3
    assert_same_times(shown_at(studio, joined), shown_at(studio, source))
    assert work.probe(joined).audio_codec is None


@pytest.mark.parametrize("is_sound", [True, False], ids=["sound", "picture"])
def test_what_starts_late_still_does(studio: Studio, work: Piecework, is_sound: bool) -> None:
    picture, sound = ("-f", "lavfi", "-i", FOUR), ("-f", "lavfi", "-i", "sine=d=5")
    first, late = (picture, sound) if is_sound else (sound, picture)
    source = studio.folder / f"late-{is_sound}.mkv"
    coding = (*H264, *EVERY_SECOND, "-c:a", "aac")
    studio.ffmpeg(*first, "-itsoffset", "0.7", *late, *coding, str(source))
    joined = work.in_pieces(source, 1.0)
    assert_same_times(shown_at(studio, joined), shown_at(studio, source))
    assert heard(studio, joined) == pytest.approx(heard(studio, source), abs=0.02)
    assert max(shown_at(studio, joined)[0], heard(studio, joined)[0]) > 0.6


@pytest.mark.parametrize("codec", ["aac", "libopus", "libmp3lame"])
def test_a_beep_is_heard_when_the_flash_is_seen(
    studio: Studio, work: Piecework, codec: str
) -> None:
    flash = "drawbox=color=white:t=fill:enable='lt(mod(t+0.4,1),0.08)'"
    beep = "aevalsrc='0.8*sin(6283*t)*lt(mod(t+0.4,1),0.1)':d=4"
    source = studio.folder / f"flashes-{codec}.mp4"
    studio.ffmpeg(
        *(
            "-f",
            "lavfi",
            "-i",
            f"color=black:s=160x120:r=25:d=4,{flash}",
            "-f",
            "lavfi",
            "-i",
            beep,
        ),
        *(*B_FRAMES, "-c:a", codec, str(source)),
    )
    joined = work.in_pieces(source, 1.0)
    assert len(flashes(studio, joined)) == 4
    assert flashes(studio, joined) == pytest.approx(flashes(studio, source), abs=0.002)
    assert beeps(studio, joined) == pytest.approx(beeps(studio, source), abs=0.02)
    assert beeps(studio, joined) == pytest.approx(flashes(studio, joined), abs=0.02)


def test_a_turned_clip_with_oblong_pixels_is_upright_in_square_ones(
    studio: Studio, work: Piecework
) -> None:
    video = f"{FOUR},drawbox=color=red:t=fill:h=60,setsar=4/3"
    lying = studio.clip("oblong.mp4", *B_FRAMES, video=video)
    turned = studio.copy(lying, "oblong-turned.mp4", reading=("-display_rotation", "180"))
    joined, whole = work.in_pieces(turned, 1.0), work.as_whole(turned)
    assert work.probe(joined).width == work.probe(whole).width == 212
    pixels, wanted = studio.pixels(joined), studio.pixels(whole)
    assert sum(abs(a - b) for a, b in zip(pixels, wanted, strict=True)) / len(wanted) < 2


def test_brightness_for_hdr_screens_is_mapped_in_pieces_too(
    studio: Studio, work: Piecework
) -> None:
    source = studio.clip(
        *("pieces-hdr.mp4", "-vf", f"format=yuv420p10le,{AS_PQ}", *OPEN_HEVC), video=FOUR
    )
    joined, whole = work.in_pieces(source, 1.0), work.as_whole(source)
    assert not work.probe(joined).is_hdr
    pixels, wanted = studio.pixels(joined), studio.pixels(whole)
    assert sum(abs(a - b) for a, b in zip(pixels, wanted, strict=True)) / len(wanted) < 2


def test_the_efficient_preset_joins_av1(studio: Studio, work: Piecework) -> None:
    work.preset = Preset.EFFICIENT
    source = studio.clip("for-av1.mp4", *B_FRAMES, video=FOUR)
    joined = work.in_pieces(source, 2.0)
    assert work.probe(joined).video_codec == "av1"
    assert_same_times(shown_at(studio, joined), shown_at(studio, source))


def test_pieces_follow_each_other_and_the_sound_is_the_last(
    studio: Studio, work: Piecework
) -> None:
    source = studio.clip("with-sound.mp4", *B_FRAMES, "-c:a", "aac", video=FOUR, with_sound=True)
    *pictures, sound = work.split(source, 0.9)
    assert [cut.number for cut in (*pictures, sound)] == list(range(len(pictures) + 1))
    assert {cut.kind for cut in pictures} == {PieceKind.PICTURES}
    assert sound.kind is PieceKind.SOUND
    for cut, following in pairwise(pictures):
        assert cut.starts_at + cut.seconds == pytest.approx(following.starts_at)
        assert cut.seconds >= 0.9
    assert sum(cut.frames for cut in pictures) == len(shown_at(studio, source))
    names = {path.name for path in (work.folder / "pieces").iterdir()}
    assert names == {str(cut.number) for cut in (*pictures, sound)}


def assert_same_times(made: list[float], wanted: list[float]) -> None:
    assert len(made) == len(wanted)
    worst = max(abs(a - b) for a, b in zip(made, wanted, strict=True))
    assert worst <= LONGEST_SHIFT_S
