"""Cancelled, killed, out of time, out of space, lying: nothing half done stays, nobody is left."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from functions.convert import encoding, inspection
from functions.convert.ffmpeg import FfmpegTranscoder
from functions.convert.presets import Recipe, recipes
from mediadesk.domain.errors import EncoderInterrupted
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits
from tests.media.clips import Studio
from tests.media.processes import ends_within, working_in

pytestmark = pytest.mark.slow

HEAVY = MediaInfo("mp4", 60.0, 1280, 720, 25.0, "h264", None, video_seconds=60.0)
PLAIN = MediaInfo("mp4", 1.0, 160, 120, 25.0, "h264", "aac", video_seconds=1.0)


class Cancelled(Exception):
    """What a lost lease looks like to the transcoder."""


def test_cancelling_ends_the_encoder_and_leaves_nothing(
    transcoder: FfmpegTranscoder, heavy: Path, tmp_path: Path
) -> None:
    seen: list[int] = []

    def cancel_at_work(share: float) -> None:
        seen.extend(working_in(tmp_path))
        if share > 0:
            raise Cancelled

    target = tmp_path / "out.webm"
    with pytest.raises(Cancelled):
        transcoder.make(OutputKind.WEBM, heavy, HEAVY, Preset.COMPATIBLE, target, cancel_at_work)
    assert seen, "the encoder was at work"
    assert working_in(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [OutputKind.WEBM, OutputKind.THUMBNAIL])
def test_the_encoder_is_ended_when_time_is_up(
    within: Callable[[float], FfmpegTranscoder], heavy: Path, tmp_path: Path, kind: OutputKind
) -> None:
    seconds = 0.5 if kind is OutputKind.WEBM else 0.0
    with pytest.raises(MediaRejected) as caught:
        within(seconds).make(
            kind, heavy, HEAVY, Preset.COMPATIBLE, tmp_path / "out", lambda _: None
        )
    assert caught.value.fault is MediaFault.TIMED_OUT
    assert working_in(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_the_probe_is_ended_when_time_is_up(
    within: Callable[[float], FfmpegTranscoder], heavy: Path
) -> None:
    with pytest.raises(MediaRejected) as caught:
        within(0.0).probe(heavy)
    assert caught.value.fault is MediaFault.TIMED_OUT


def test_a_probe_shows_that_it_goes_on_and_can_be_cancelled(
    binary: Path, plain: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "ffmpeg"
    slow.write_text(f'#!/bin/sh\nsleep 0.7\nexec "{binary}" "$@"\n')
    slow.chmod(0o755)
    ticks: list[float] = []
    FfmpegTranscoder(slow, lambda: 60.0).probe(plain, ticks.append)
    assert len(ticks) >= 2
    assert set(ticks) == {0.0}

    def cancel(_: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        FfmpegTranscoder(slow, lambda: 60.0).probe(plain, cancel)


WORKER = """
import sys
from pathlib import Path
from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.media import (MediaInfo, OutputKind, Preset)
binary, source, target = map(Path, sys.argv[1:])
media = MediaInfo("mp4", 60.0, 1280, 720, 25.0, "h264", None, video_seconds=60.0)
say = lambda share: print(share, flush=True) if share else None
FfmpegTranscoder(binary, lambda: 60.0).make(
    OutputKind.WEBM, source, media, Preset.COMPATIBLE, target, say
)
"""


def test_a_worker_killed_at_work_leaves_no_encoder_and_no_output(
    binary: Path, heavy: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.webm"
    command = [sys.executable, "-c", WORKER, str(binary), str(heavy), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:  # noqa: S603 - a test
        assert worker.stdout is not None
        assert float(worker.stdout.readline()) > 0
        (encoder,) = working_in(tmp_path)
        worker.send_signal(signal.SIGKILL)
        assert ends_within(encoder, timeout_s=5)
    assert not target.exists()


LIMITS = MediaLimits()
MAKINGS = (*((kind, Preset.COMPATIBLE) for kind in OutputKind), (OutputKind.WEBM, Preset.EFFICIENT))


def recipe_of(kind: OutputKind, preset: Preset) -> Recipe:
    return recipes(kind, PLAIN, preset, LIMITS)[0]


def encode(binary: Path, folder: Path, recipe: Recipe) -> Path:
    return encoding.encode(binary, folder, recipe, LIMITS, lambda: 60.0, lambda _: None)


@pytest.mark.parametrize(("kind", "preset"), MAKINGS)
def test_an_output_that_may_not_grow_to_its_end_is_not_kept(
    binary: Path, plain: Path, tmp_path: Path, kind: OutputKind, preset: Preset
) -> None:
    (tmp_path / inspection.INPUT).symlink_to(plain)
    recipe = recipe_of(kind, preset)
    whole = encode(binary, tmp_path, recipe).stat().st_size
    for percent in (1, 25, 50, 75, 99):
        with pytest.raises(MediaRejected) as caught:
            encode(binary, tmp_path, replace(recipe, most_bytes=whole * percent // 100))
        assert caught.value.fault is MediaFault.ENCODER_FAILED, percent


@pytest.mark.parametrize(("kind", "preset"), MAKINGS)
def test_an_output_for_which_the_disk_has_no_space_says_so(
    binary: Path, plain: Path, tmp_path: Path, kind: OutputKind, preset: Preset
) -> None:
    (tmp_path / inspection.INPUT).symlink_to(plain)
    (tmp_path / encoding.OUTPUT).symlink_to("/dev/full")
    with pytest.raises(MediaRejected) as caught:
        encode(binary, tmp_path, recipe_of(kind, preset))
    assert caught.value.fault is MediaFault.NO_SPACE


LYING_ENCODER = """#!/bin/sh
case "$*" in
*-progress*) echo frame=25; echo progress=end; {deed} ;;
*) exec "{binary}" "$@" ;;
esac
"""
DEEDS = {
    "writes half a file and says that all went well": "cat {half} > output",
    "writes nothing and says that all went well": "exit 0",
    "writes an empty file and says that all went well": ": > output",
    "writes another picture and says that all went well": "cat {other} > output",
    "crashes after writing a good file": "cat {good} > output; kill -SEGV $$",
    "writes a good file and says that it failed": "cat {good} > output; exit 1",
}


@pytest.fixture(scope="session")
def stand_ins(studio: Studio, binary: Path) -> dict[str, Path]:
    """What the lying encoders write."""
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus")
    good = studio.clip("good.webm", *vp9, with_sound=True)
    other = studio.clip("other.webm", *vp9, video="testsrc2=s=80x60:r=25:d=1", with_sound=True)
    half = studio.write("half.webm", good.read_bytes()[: good.stat().st_size // 2])
    return {"good": good, "other": other, "half": half, "binary": binary}


def lying(tmp_path: Path, stand_ins: dict[str, Path], deed: str) -> FfmpegTranscoder:
    program = tmp_path / "ffmpeg"
    program.write_text(LYING_ENCODER.replace("{deed}", deed).format(**stand_ins))
    program.chmod(0o755)
    return FfmpegTranscoder(program, lambda: 60.0)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
def test_an_encoder_is_not_believed_when_it(
    tmp_path: Path, stand_ins: dict[str, Path], plain: Path, deed: str
) -> None:
    target = tmp_path / "out.webm"
    transcoder = lying(tmp_path, stand_ins, deed)
    with pytest.raises(MediaRejected) as caught:
        transcoder.make(OutputKind.WEBM, plain, PLAIN, Preset.COMPATIBLE, target, lambda _: None)
    assert caught.value.fault is MediaFault.ENCODER_FAILED
    assert not target.exists()


def test_an_encoder_that_was_killed_says_nothing_of_the_file(
    tmp_path: Path, stand_ins: dict[str, Path], plain: Path
) -> None:
    target = tmp_path / "out.webm"
    transcoder = lying(tmp_path, stand_ins, "cat {good} > output; kill -KILL $$")
    with pytest.raises(EncoderInterrupted):
        transcoder.make(OutputKind.WEBM, plain, PLAIN, Preset.COMPATIBLE, target, lambda _: None)
    assert not target.exists()


def test_a_file_without_usable_keyframes_gets_its_first_frame_as_thumbnail(
    tmp_path: Path, binary: Path, plain: Path
) -> None:
    program = tmp_path / "ffmpeg"
    script = '#!/bin/sh\ncase "$*" in *-skip_frame*) echo half > output; exit 183;; esac\n'
    program.write_text(f'{script}exec "{binary}" "$@"\n')
    program.chmod(0o755)
    target = tmp_path / "out.webp"
    made = FfmpegTranscoder(program, lambda: 60.0).make(
        OutputKind.THUMBNAIL, plain, PLAIN, Preset.COMPATIBLE, target, lambda _: None
    )
    assert (made.width, made.height, made.size_bytes) == (160, 120, target.stat().st_size)


def test_an_encoder_is_believed_when_its_file_is_good(
    tmp_path: Path, stand_ins: dict[str, Path], plain: Path
) -> None:
    target = tmp_path / "out.webm"
    transcoder = lying(tmp_path, stand_ins, "cat {good} > output")
    transcoder.make(OutputKind.WEBM, plain, PLAIN, Preset.COMPATIBLE, target, lambda _: None)
    assert target.read_bytes() == stand_ins["good"].read_bytes()
