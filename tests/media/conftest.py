"""The binary under test, a place for clips, and the real clips if there are any."""

import platform
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from layers.ffmpeg import build
from mediadesk.domain.media import MadeOutput, OutputKind, Preset
from mediadesk.ports import Transcoder
from tests.media.clips import Make, Studio
from tests.real_clips import real_clips

CALL_S = 60.0


@pytest.fixture(scope="session")
def host() -> build.Architecture:
    """This machine's architecture, by Lambda's name."""
    return "arm64" if platform.machine() == "aarch64" else "x86_64"


@pytest.fixture(scope="session")
def binary(host: build.Architecture, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pinned FFmpeg for this machine."""
    at_hand = build.installed(host)
    return at_hand or build.build(host, tmp_path_factory.mktemp("layers")) / "bin/ffmpeg"


@pytest.fixture(scope="session")
def studio(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(binary, tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="session")
def plain(studio: Studio) -> Path:
    return studio.plain()


@pytest.fixture(scope="session")
def heavy(studio: Studio) -> Path:
    return studio.heavy()


@pytest.fixture(scope="session")
def clips(studio: Studio) -> tuple[Path, ...]:
    """The real clips; a generated one where there are none."""
    generated = studio.clip(
        "generated.mp4",
        *("-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-shortest"),
        video="testsrc2=s=854x480:r=24:d=5",
        with_sound=True,
    )
    return tuple(real_clips()) or (generated,)


@pytest.fixture
def transcoder(binary: Path) -> FfmpegTranscoder:
    return FfmpegTranscoder(binary, lambda: CALL_S)


@pytest.fixture
def within(binary: Path) -> Callable[[float], FfmpegTranscoder]:
    """A transcoder whose time is up after so many seconds."""

    def started(seconds: float) -> FfmpegTranscoder:
        until = time.monotonic() + seconds
        return FfmpegTranscoder(binary, lambda: until - time.monotonic())

    return started


@pytest.fixture
def make(transcoder: FfmpegTranscoder, tmp_path: Path) -> Make:
    """One output of a file, and where it is."""
    port: Transcoder = transcoder

    def make_one(
        kind: OutputKind, source: Path, preset: Preset = Preset.COMPATIBLE
    ) -> tuple[MadeOutput, Path]:
        target = tmp_path / f"{kind}.{kind.extension}"
        media = port.probe(source, lambda _: None)
        return port.make(kind, source, media, preset, target, lambda _: None), target

    return make_one
