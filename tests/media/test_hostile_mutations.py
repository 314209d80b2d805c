"""Whatever chance makes of a file, it is converted or refused, and nothing is left behind."""

import time
from pathlib import Path
from random import Random

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.faults import MediaRejected
from mediadesk.domain.media import OutputKind, Preset
from tests.media.clips import Studio
from tests.media.hostile_cuts import MAKING, whole
from tests.media.mutations import mutated
from tests.media.processes import working_in

IN_THE_TEST_RUN = 300
SEED = 20_260
MOST_S = 60.0


def convert(binary: Path, source: Path, target: Path) -> str:
    """The code by which it was refused, or nothing after a thumbnail was made and verified."""
    until = time.monotonic() + MOST_S
    transcoder = FfmpegTranscoder(binary, lambda: until - time.monotonic())
    try:
        media = transcoder.probe(source)
        transcoder.make(
            OutputKind.THUMBNAIL, source, media, Preset.COMPATIBLE, target, lambda _: None
        )
    except MediaRejected as rejected:
        assert not target.exists()
        return rejected.fault.value
    assert target.read_bytes()[8:12] == b"WEBP"
    target.unlink()
    return ""


def try_them(binary: Path, studio: Studio, work: Path, seed: int, count: int) -> None:
    names = list(MAKING)
    source, target = work / "source", work / "target"
    for number in range(count):
        # A failure is replayed by these two numbers.
        print(f"seed {seed}, number {number}")
        random = Random(f"{seed} {number}")  # noqa: S311 - to be repeated
        source.write_bytes(mutated(whole(studio, random.choice(names)), random))
        code = convert(binary, source, target)
        assert code != "conversion_timed_out"
        assert working_in(work) == []
        assert [path.name for path in work.iterdir()] == ["source"]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(3))
def test_a_spoiled_file_is_converted_or_refused(
    binary: Path, studio: Studio, work: Path, part: int
) -> None:
    try_them(binary, studio, work, SEED + part, IN_THE_TEST_RUN // 3)


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(20))
def test_ten_thousand_spoiled_files_are_converted_or_refused(
    binary: Path, studio: Studio, work: Path, part: int
) -> None:
    try_them(binary, studio, work, part, 500)
