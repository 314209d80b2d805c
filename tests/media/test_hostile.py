"""Each hostile file is refused by its code, soon and cheaply, and reaches nothing but itself."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import OutputKind, Preset
from tests.media import (
    hostile_bombs,
    hostile_cuts,
    hostile_mislabelled,
    hostile_references,
    hostile_structures,
)
from tests.media.clips import Studio
from tests.media.hostile import Hostile
from tests.media.hostile_references import SCHEMES, SCRIPTS, script
from tests.media.processes import working_in
from tests.media.witness import STRACE, Witness, watching

pytestmark = pytest.mark.slow

ALL = (
    *hostile_bombs.FILES,
    *hostile_cuts.FILES,
    *hostile_mislabelled.FILES,
    *hostile_references.FILES,
    *hostile_structures.FILES,
)
MOST_BYTES = 256 * 1024**2
MOST_CPU_S = 10.0
MOST_S = 60.0
"""Far more than any needs, on a machine that does much else."""


@pytest.fixture(scope="module")
def witness(
    binary: Path, studio: Studio, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Witness]:
    lure = studio.plain("lure.mp4")
    with watching(binary, lure, tmp_path_factory.mktemp("witness")) as watcher:
        yield watcher


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which the converter may keep anything."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def outcome(binary: Path, source: Path, work: Path) -> MediaFault | None:
    """Why the file is refused, or None after thumbnail and WEBM were made of it."""
    until = time.monotonic() + MOST_S
    transcoder = FfmpegTranscoder(binary, lambda: until - time.monotonic())
    try:
        media = transcoder.probe(source)
        for kind in (OutputKind.THUMBNAIL, OutputKind.WEBM):
            target = work / kind.value
            transcoder.make(kind, source, media, Preset.COMPATIBLE, target, lambda _: None)
            target.unlink()
    except MediaRejected as rejected:
        return rejected.fault
    return None


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    assert len({hostile.name for hostile in ALL}) == len(ALL) >= 100
    assert sum(hostile.fault is not None for hostile in ALL) >= 90


@pytest.mark.parametrize("hostile", ALL, ids=lambda hostile: hostile.name)
def test_a_hostile_file_does_no_harm(
    hostile: Hostile, studio: Studio, witness: Witness, work: Path
) -> None:
    made = hostile.write(studio, witness.lure)
    source = made if isinstance(made, Path) else studio.write("hostile.mp4", made)
    beside = set(studio.folder.iterdir())
    witness.foreign()
    witness.forget()

    assert outcome(witness.binary, source, work) is hostile.fault

    assert witness.foreign() == []
    peak_bytes, cpu_s = witness.cost()
    assert peak_bytes < MOST_BYTES
    assert cpu_s < MOST_CPU_S
    assert working_in(work) == []
    assert not list(work.iterdir())
    assert set(studio.folder.iterdir()) == beside


@pytest.mark.parametrize("name", ["hls", "hls key", "concat", "dash", "m3u", "filter graph"])
def test_no_scheme_of_addresses_leads_anywhere(
    name: str, studio: Studio, witness: Witness, work: Path
) -> None:
    witness.forget()
    for scheme in SCHEMES:
        source = studio.write("list.mp4", script(SCRIPTS[name], scheme, witness.lure))
        assert outcome(witness.binary, source, work) is MediaFault.UNSUPPORTED_CONTAINER, scheme
    assert witness.foreign() == []


def test_an_unguarded_encoder_falls_for_them_and_is_seen(
    studio: Studio, witness: Witness, tmp_path: Path
) -> None:
    concat = studio.write("a.concat", script(SCRIPTS["concat"], "{path}", witness.lure))
    for naive in (("-f", "concat", "-safe", "0", "-i", str(concat)), ("-i", witness.lure.url)):
        witness.forget()
        command = (str(witness.binary), "-nostdin", "-rw_timeout", "200000", *naive, "-f", "null")
        subprocess.run((*command, "-"), cwd=tmp_path, capture_output=True, check=False)  # noqa: S603 - a test
        seen = witness.foreign()
        assert any("lure" in call or "port" in call for call in seen)
        if STRACE:
            assert any(call.startswith(("openat", "socket")) for call in seen)


def test_what_never_ends_is_ended_when_time_is_up(binary: Path, studio: Studio, work: Path) -> None:
    source = studio.write("endless.ts", hostile_cuts.whole(studio, "a.ts"))
    with source.open("ab") as file:
        file.truncate(4 << 30)
    until = time.monotonic() + 1
    with pytest.raises(MediaRejected) as caught:
        FfmpegTranscoder(binary, lambda: until - time.monotonic()).probe(source)
    assert caught.value.fault is MediaFault.TIMED_OUT
    assert time.monotonic() < until + 5
    assert working_in(work) == []


NAMES = (
    "-i concat:a|b%d.mp4",
    "-y",
    "--help",
    "%03d.mp4",
    "file:a.mp4",
    "http:a.mp4",
    "|true",
    "$(touch owned).mp4",
    "a\nb\r.mp4",
    "\u202e4pm.exe",
    "\udcff\udcfe.mp4",
    "ä" * 100,
)


def test_a_name_is_only_a_name(studio: Studio, witness: Witness, work: Path) -> None:
    witness.forget()
    for name in NAMES:
        source = studio.write(name, hostile_cuts.whole(studio, "front.mp4"))
        FfmpegTranscoder(witness.binary, lambda: MOST_S).probe(source)
        source.unlink()
    assert not list(work.iterdir())
    assert [call for call in witness.foreign() if "owned" in call] == []
