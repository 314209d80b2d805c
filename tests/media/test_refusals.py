"""Where the limits are, and that an index which lies about them does not help."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits
from tests.media.clips import H264, SMALL, Studio

pytestmark = pytest.mark.slow

FITTING = MediaLimits(duration_s=1, frame_pixels=160 * 120, streams=2, frame_rate=25)
"""One second, 25 pictures of 160 x 120, with sound: not a bit more."""


def fault_of(transcoder: FfmpegTranscoder, source: Path) -> MediaFault:
    with pytest.raises(MediaRejected) as caught:
        transcoder.probe(source)
    return caught.value.fault


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        (replace(FITTING, duration_s=0), MediaFault.TOO_LONG),
        (replace(FITTING, frame_pixels=160 * 120 - 1), MediaFault.TOO_MANY_PIXELS),
        (replace(FITTING, streams=1), MediaFault.TOO_MANY_STREAMS),
        (replace(FITTING, frame_rate=24), MediaFault.TOO_MANY_FRAMES),
    ],
    ids=["duration", "pixels", "streams", "frame rate"],
)
def test_each_limit_is_the_deployment_s_own(
    binary: Path, plain: Path, limits: MediaLimits, fault: MediaFault
) -> None:
    assert FfmpegTranscoder(binary, lambda: 60.0, FITTING).probe(plain).video_codec == "h264"
    assert fault_of(FfmpegTranscoder(binary, lambda: 60.0, limits), plain) is fault


def test_the_shortest_clips_may_have_their_frames_close_together(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    source = studio.clip("blink.mp4", *H264, video="testsrc2=s=32x32:r=5000:d=0.01")
    assert transcoder.probe(source).frame_rate > MediaLimits().frame_rate


def test_too_many_pixels_are_refused_before_they_are_decoded(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    source = studio.clip("huge.mp4", *H264, video="color=s=8192x8192:r=2:d=0.5")
    assert fault_of(transcoder, source) is MediaFault.TOO_MANY_PIXELS


def test_an_index_that_understates_the_pixels_does_not_help(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    source = studio.clip("liar.mp4", "-c:v", "mjpeg", video="color=s=8192x8192:r=2:d=0.5")
    frames, moov, index = source.read_bytes().rpartition(b"moov")
    lie = index.replace(struct.pack(">HH", 8192, 8192), struct.pack(">HH", 64, 64))
    assert lie != index
    liar = studio.write("liar.mp4", frames + moov + lie)
    assert fault_of(transcoder, liar) is MediaFault.TOO_MANY_PIXELS


def test_one_stream_too_many_is_refused(studio: Studio, transcoder: FfmpegTranscoder) -> None:
    outlets = [f"[v{number}]" for number in range(65)]
    maps = [argument for outlet in outlets for argument in ("-map", outlet)]
    graph = f"testsrc2=s=32x32:r=2:d=1,split={len(outlets)}{''.join(outlets)}"
    for name in ("many.mp4", "many.mkv"):
        source = studio.folder / name
        studio.ffmpeg(
            "-filter_complex", graph, *maps, "-c:v", "mpeg4", "-threads", "1", str(source)
        )
        assert fault_of(transcoder, source) is MediaFault.TOO_MANY_STREAMS


def test_a_file_damaged_in_the_middle_gives_no_webm(
    studio: Studio, transcoder: FfmpegTranscoder, tmp_path: Path
) -> None:
    whole = studio.clip("mid.mp4", "-c:v", "libx264", "-movflags", "+faststart", video=SMALL)
    content = bytearray(whole.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = b"\xff" * 400
    source = studio.write("mid.mp4", bytes(content))
    media = transcoder.probe(source)
    target = tmp_path / "out.webm"
    with pytest.raises(MediaRejected) as caught:
        transcoder.make(OutputKind.WEBM, source, media, Preset.COMPATIBLE, target, lambda _: None)
    assert caught.value.fault is MediaFault.DAMAGED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "fault"),
    [("kill -XCPU $$", MediaFault.TIMED_OUT), ("exit 228", MediaFault.NO_SPACE)],
    ids=["processor", "disk"],
)
def test_a_machine_that_has_no_more_to_give_is_no_fault_of_the_file(
    tmp_path: Path, plain: Path, ending: str, fault: MediaFault
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{ending}\n")
    program.chmod(0o755)
    assert fault_of(FfmpegTranscoder(program, lambda: 60.0), plain) is fault
    assert fault.is_retryable
