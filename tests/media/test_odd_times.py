"""Cut, uneven, without a length, with sound of every kind: time passes as it did in the source."""

from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.media import OutputKind, Preset
from tests.media.clips import H264, SMALL, Make, Studio

pytestmark = pytest.mark.slow

AAC = ("-c:a", "aac")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")


def assert_same_times(studio: Studio, source: Path, made: Path, within: float = 0.06) -> None:
    """As many pictures, and picture and sound as long as in the source and as far apart."""
    before, after = studio.decoded(source), studio.decoded(made)
    assert after.video.packets == before.video.packets
    assert after.video.seconds == pytest.approx(before.video.seconds, abs=within)
    assert (after.audio is None) == (before.audio is None)
    if before.audio and after.audio:
        assert after.audio.seconds == pytest.approx(before.audio.seconds, abs=within)
        lag = before.audio.start_seconds - before.video.start_seconds
        assert after.audio.start_seconds - after.video.start_seconds == pytest.approx(lag, abs=0.04)


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("channels", ["mono", "5.1", "7.1"])
def test_sound_of_any_number_of_channels_becomes_stereo(
    studio: Studio, make: Make, channels: str, preset: Preset
) -> None:
    sound = ("-af", f"aformat=channel_layouts={channels}", "-c:a", "flac", "-strict", "-2")
    source = studio.clip("loud.mkv", *H264, *sound, with_sound=True)
    _, path = make(OutputKind.WEBM, source, preset)
    assert "opus, 48000 Hz, stereo" in studio.described(path)
    assert_same_times(studio, source, path)


@pytest.mark.parametrize("rate", [8000, 44100, 96000])
def test_sound_of_any_rate_stays_as_long(studio: Studio, make: Make, rate: int) -> None:
    sound = ("-ar", str(rate), "-c:a", "pcm_s16le")
    source = studio.clip("rated.mkv", *H264, *sound, with_sound=True)
    assert_same_times(studio, source, make(OutputKind.WEBM, source)[1])


@pytest.mark.parametrize(("picture_s", "sound_s"), [(0.4, 1.0), (1.6, 1.0)])
@pytest.mark.parametrize("preset", Preset)
def test_picture_and_sound_keep_their_own_lengths(
    studio: Studio, make: Make, picture_s: float, sound_s: float, preset: Preset
) -> None:
    video = f"testsrc2=s=160x120:r=25:d={picture_s}"
    source = studio.clip("unequal.mp4", *H264, *AAC, video=video, with_sound=True)
    _, path = make(OutputKind.WEBM, source, preset)
    assert_same_times(studio, source, path)
    after = studio.decoded(path)
    assert after.video.seconds == pytest.approx(picture_s, abs=0.05)
    assert after.audio is not None
    assert after.audio.seconds == pytest.approx(sound_s, abs=0.05)


@pytest.mark.parametrize("rate", [90, 120, 240])
def test_a_faster_video_gets_sixty_frames_a_second_and_stays_as_long(
    studio: Studio, make: Make, rate: int
) -> None:
    source = studio.clip("fast.mp4", *H264, video=f"testsrc2=s=160x120:r={rate}:d=2")
    after = studio.decoded(make(OutputKind.WEBM, source)[1]).video
    assert after.packets == 120
    assert after.seconds == pytest.approx(2.0, abs=0.001)


def test_sound_that_starts_late_still_does(studio: Studio, make: Make) -> None:
    source = studio.folder / "late.mkv"
    late = ("-itsoffset", "0.4", "-f", "lavfi", "-i", "sine=d=0.6")
    studio.ffmpeg("-f", "lavfi", "-i", SMALL, *late, *H264, "-c:a", "flac", str(source))
    assert_same_times(studio, source, make(OutputKind.WEBM, source)[1])


@pytest.mark.parametrize(
    ("form", "making"),
    [
        ("matroska", (*H264, *AAC)),
        ("webm", (*VP9, "-c:a", "libopus")),
        ("flv", ("-c:v", "flv1", *AAC)),
        ("mp4", (*H264, *AAC, "-movflags", "frag_keyframe+empty_moov")),
        ("mpegts", (*H264, *AAC)),
    ],
)
def test_a_recording_that_nobody_finished_has_its_real_length(
    studio: Studio, make: Make, transcoder: FfmpegTranscoder, form: str, making: tuple[str, ...]
) -> None:
    generated = ("-f", "lavfi", "-i", SMALL, "-f", "lavfi", "-i", "sine=d=1")
    written = studio.ffmpeg(*generated, *making, "-f", form, "pipe:1")
    source = studio.write(f"live.{form}", written)
    assert transcoder.probe(source).duration_seconds == pytest.approx(1.0, abs=0.15)
    _, path = make(OutputKind.WEBM, source)
    assert_same_times(studio, source, path, within=0.1)
    for kind in (OutputKind.GIF, OutputKind.WEBP):
        assert studio.decoded(make(kind, source)[1]).video.packets == pytest.approx(10, abs=1)


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize(
    "uneven",
    [
        "select='lt(n,8)+not(mod(n,5))'",
        "setpts='(N/25+0.03*random(1))/TB'",
        "setpts='(floor(N/3)*3/25+mod(N,3)*0.002)/TB'",
    ],
    ids=["thinned out", "late now and then", "in bursts"],
)
def test_frames_that_come_at_uneven_times_keep_them(
    studio: Studio, make: Make, uneven: str, preset: Preset
) -> None:
    exactly = ("-fps_mode", "passthrough", "-enc_time_base", "1:90000", "-bf", "0")
    graph = f"settb=1/90000,{uneven}"
    source = studio.clip("uneven.mp4", "-vf", graph, *exactly, *H264)
    _, path = make(OutputKind.WEBM, source, preset)
    assert times(studio, path) == pytest.approx(times(studio, source), abs=0.0015)


def times(studio: Studio, film: Path) -> list[float]:
    """When each picture is shown, in seconds."""
    shown = studio.ffmpeg(
        *("-i", str(film), "-map", "0:V:0", "-fps_mode", "passthrough"),
        *("-vf", "settb=1/1000", "-enc_time_base", "1/1000", "-f", "framecrc", "pipe:1"),
    )
    frames = [line.split(b",") for line in shown.splitlines() if not line.startswith(b"#")]
    return [int(pts) / 1000 for _, _, pts, *_ in frames]


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("shape", ["2x2", "16x16", "161x121"])
def test_one_frame_of_any_size_comes_out(
    studio: Studio, make: Make, shape: str, preset: Preset
) -> None:
    source = studio.clip(
        *(f"{shape}.mkv", "-frames:v", "1", "-c:v", "ffv1", "-pix_fmt", "yuv444p"),
        video=f"testsrc2=s={shape}",
    )
    for kind in OutputKind:
        _, path = make(kind, source, preset)
        assert studio.decoded(path).video.packets == 1, kind


def test_a_clip_that_was_cut_without_encoding_starts_where_it_was_cut(
    studio: Studio, make: Make
) -> None:
    keyed = (*H264, "-g", "10", *AAC)
    whole = studio.clip("whole.mp4", *keyed, video="testsrc2=s=160x120:r=25:d=2", with_sound=True)
    cut = studio.copy(whole, "cut.mp4", reading=("-ss", "0.6"))
    assert_same_times(studio, cut, make(OutputKind.WEBM, cut)[1], within=0.1)


def test_a_still_picture_for_a_while_is_a_preview_of_as_long(studio: Studio, make: Make) -> None:
    still = studio.clip("still.mp4", *H264, video="color=red:s=160x120:d=2")
    for kind in (OutputKind.GIF, OutputKind.WEBP):
        film = studio.decoded(make(kind, still)[1]).video
        assert film.packets == 20
        assert film.seconds == pytest.approx(2.0, abs=0.05)
