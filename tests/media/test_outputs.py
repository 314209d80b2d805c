"""What comes out of good files, however odd they are."""

from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.media import (
    GIF_SECONDS,
    GIF_WIDTH,
    THUMBNAIL_LONG_SIDE,
    MadeOutput,
    MediaInfo,
    OutputKind,
    Preset,
)
from tests.media.clips import H264, SMALL, Make, Studio

pytestmark = pytest.mark.slow

MAGIC = {
    OutputKind.THUMBNAIL: b"RIFF",
    OutputKind.GIF: b"GIF89a",
    OutputKind.WEBP: b"RIFF",
    OutputKind.WEBM: b"\x1aE\xdf\xa3",
}


def size(media: MediaInfo | MadeOutput) -> tuple[int, int]:
    return media.width, media.height


def test_real_clips_become_a_thumbnail_and_previews(
    clips: tuple[Path, ...], make: Make, transcoder: FfmpegTranscoder, studio: Studio
) -> None:
    for source in clips:
        media = transcoder.probe(source)
        thumbnail, picture = make(OutputKind.THUMBNAIL, source)
        assert picture.read_bytes().startswith(MAGIC[OutputKind.THUMBNAIL])
        assert max(size(thumbnail)) == THUMBNAIL_LONG_SIDE
        length = min(GIF_SECONDS, media.video_seconds)
        for kind in (OutputKind.GIF, OutputKind.WEBP):
            preview, moving = make(kind, source)
            assert preview.size_bytes == moving.stat().st_size > 1000
            assert moving.read_bytes().startswith(MAGIC[kind])
            film = studio.decoded(moving).video
            assert (film.width, film.packets) == (GIF_WIDTH, round(length * 10))
            assert film.seconds == pytest.approx(length, abs=0.06)


def test_a_real_clip_becomes_a_webm_of_the_same_size_length_and_pace(
    clips: tuple[Path, ...], make: Make, transcoder: FfmpegTranscoder
) -> None:
    source = min(clips, key=lambda path: path.stat().st_size)
    media = transcoder.probe(source)
    output, path = make(OutputKind.WEBM, source)
    assert path.read_bytes().startswith(MAGIC[OutputKind.WEBM])
    webm = transcoder.probe(path)
    assert (webm.container, webm.video_codec, webm.audio_codec) == ("webm", "vp9", "opus")
    assert size(webm) == size(media) == size(output)
    assert webm.duration_seconds == pytest.approx(media.duration_seconds, abs=0.1)
    assert webm.frame_rate == pytest.approx(media.frame_rate, rel=0.01)


def test_the_efficient_preset_writes_av1(
    plain: Path, make: Make, transcoder: FfmpegTranscoder
) -> None:
    _, path = make(OutputKind.WEBM, plain, Preset.EFFICIENT)
    assert transcoder.probe(path).video_codec == "av1"


def test_the_probe_names_container_codecs_size_length_and_frame_rate(
    plain: Path, transcoder: FfmpegTranscoder
) -> None:
    assert transcoder.probe(plain) == MediaInfo("mp4", 1.0, 160, 120, 25.0, "h264", "aac")


@pytest.mark.parametrize(
    ("name", "making"),
    [
        ("a.mov", H264),
        ("a.mkv", H264),
        ("a.webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
        ("a.avi", ("-c:v", "mpeg4")),
        ("a.flv", ("-c:v", "flv1")),
        ("a.ts", H264),
        ("a.mpg", ("-c:v", "mpeg2video")),
        ("a.wmv", ("-c:v", "wmv2")),
        ("a.ogv", ("-c:v", "libtheora")),
        ("a.3gp", H264),
        ("a.gif", ()),
    ],
)
def test_every_accepted_container_becomes_a_webm(
    studio: Studio, make: Make, name: str, making: tuple[str, ...]
) -> None:
    output, _ = make(OutputKind.WEBM, studio.clip(name, *making))
    assert size(output) == (160, 120)


def test_odd_sizes_are_kept_and_made_even_only_for_the_webm(studio: Studio, make: Make) -> None:
    odd = studio.clip("odd.mkv", "-vf", "scale=161:121,format=yuv444p", "-c:v", "ffv1")
    assert size(make(OutputKind.THUMBNAIL, odd)[0]) == (161, 121)
    assert size(make(OutputKind.GIF, odd)[0]) == (161, 121)
    assert size(make(OutputKind.WEBM, odd)[0]) == (160, 120)


@pytest.mark.parametrize("shape", ["2x2", "8x1000", "1000x8"])
def test_the_smallest_and_the_narrowest_pictures_come_out(
    studio: Studio, make: Make, shape: str
) -> None:
    source = studio.clip(
        f"{shape}.mkv", "-c:v", "ffv1", "-pix_fmt", "yuv444p", video=f"testsrc2=s={shape}:d=0.2"
    )
    for kind in OutputKind:
        assert min(size(make(kind, source)[0])) >= 1


def test_pixels_that_are_not_square_become_square(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    video = "testsrc2=s=180x144:d=0.2,setsar=16/15"
    wide = studio.clip("wide.mpg", "-c:v", "mpeg2video", video=video)
    assert size(transcoder.probe(wide)) == (192, 144)


def test_a_clip_without_sound_becomes_a_webm_without_sound(
    studio: Studio, make: Make, transcoder: FfmpegTranscoder
) -> None:
    _, path = make(OutputKind.WEBM, studio.clip("silent.mp4", *H264))
    assert transcoder.probe(path).audio_codec is None


@pytest.mark.parametrize(
    ("rate", "frames"), [(25, 1), (1000, 3)], ids=["one frame", "three milliseconds"]
)
def test_the_shortest_clips_come_out_whole(
    studio: Studio, make: Make, rate: int, frames: int
) -> None:
    video = f"testsrc2=s=160x120:r={rate}"
    short = studio.clip(f"{rate}.mkv", "-frames:v", str(frames), *H264, video=video)
    for kind in OutputKind:
        output, path = make(kind, short)
        assert len(studio.pixels(path)) == 160 * 120 * 3
        assert size(output) == (160, 120)


def test_frames_that_come_at_uneven_times_keep_them(
    studio: Studio, make: Make, transcoder: FfmpegTranscoder
) -> None:
    thinned = "select='lt(n,8)+not(mod(n,5))'"
    uneven = studio.clip("uneven.mp4", "-vf", thinned, "-fps_mode", "vfr", *H264)
    before = transcoder.probe(uneven)
    after = transcoder.probe(make(OutputKind.WEBM, uneven)[1])
    assert after.frame_rate == pytest.approx(before.frame_rate, rel=0.02)


def test_a_very_fast_clip_keeps_its_length_at_sixty_frames_a_second(
    studio: Studio, make: Make, transcoder: FfmpegTranscoder
) -> None:
    fast = studio.clip("fast.mp4", *H264, video="testsrc2=s=160x120:r=240:d=0.5")
    after = transcoder.probe(make(OutputKind.WEBM, fast)[1])
    assert after.frame_rate == pytest.approx(60, abs=3)
    assert after.duration_seconds == pytest.approx(0.5, abs=0.05)


def test_sound_longer_than_the_picture_is_kept(
    studio: Studio, make: Make, transcoder: FfmpegTranscoder
) -> None:
    video = "testsrc2=s=160x120:d=0.4"
    source = studio.clip("long.mp4", *H264, "-c:a", "aac", video=video, with_sound=True)
    for kind in OutputKind:
        _, path = make(kind, source)
    assert transcoder.probe(path).duration_seconds == pytest.approx(1.0, abs=0.1)


def test_where_a_clip_was_filmed_is_not_passed_on(studio: Studio, make: Make) -> None:
    source = studio.clip("placed.mp4", *H264, "-metadata", "title=+48.2082+016.3738/")
    assert b"+48.2082" in source.read_bytes()
    for kind in OutputKind:
        assert b"+48.2082" not in make(kind, source)[1].read_bytes()


def test_progress_only_rises_and_ends_below_one_until_verified(
    transcoder: FfmpegTranscoder, studio: Studio, tmp_path: Path
) -> None:
    source = studio.clip("half.mp4", *H264, video=SMALL.replace("d=1", "d=40"))
    shares: list[float] = []
    media = transcoder.probe(source)
    target = tmp_path / "out.webm"
    transcoder.make(OutputKind.WEBM, source, media, Preset.COMPATIBLE, target, shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1
