"""What a conversion costs beside FFmpeg's own defaults, on the same clip in the same run."""

import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.media import OutputKind, Preset

TIME_LIMIT_S: Final = 600.0
PLAIN_NAMES: Final = {OutputKind.GIF: "plain.gif", OutputKind.WEBM: "plain.webm"}


@dataclass(slots=True)
class Cost:
    """Processor seconds of all processes that took part, and bytes that came out."""

    cpu_s: float = 0.0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One output: made by mediadesk, and as `ffmpeg -i clip out` makes it, where that exists."""

    kind: OutputKind
    ours: Cost
    plain: Cost | None


def compare(binary: Path, clip: Path) -> list[Comparison]:
    """One run of every output both ways; raises when either fails."""
    with tempfile.TemporaryDirectory(prefix="mediadesk-bench-") as folder:
        return [_compare(binary, clip, kind, Path(folder)) for kind in OutputKind]


def _compare(binary: Path, clip: Path, kind: OutputKind, folder: Path) -> Comparison:
    return Comparison(kind, _ours(binary, clip, kind, folder), _plain(binary, clip, kind, folder))


def _ours(binary: Path, clip: Path, kind: OutputKind, folder: Path) -> Cost:
    transcoder = FfmpegTranscoder(binary, lambda: TIME_LIMIT_S)
    target = folder / f"ours.{kind.extension}"
    with _measured() as cost:
        media = transcoder.probe(clip)
        made = transcoder.make(kind, clip, media, Preset.COMPATIBLE, target, lambda _: None)
    cost.size_bytes = made.size_bytes
    return cost


def _plain(binary: Path, clip: Path, kind: OutputKind, folder: Path) -> Cost | None:
    if kind not in PLAIN_NAMES:
        return None
    target = folder / PLAIN_NAMES[kind]
    command = [str(binary), "-v", "error", "-nostdin", "-y", "-i", str(clip), str(target)]
    with _measured() as cost:
        subprocess.run(command, check=True, timeout=TIME_LIMIT_S)  # noqa: S603 - fixed arguments
    cost.size_bytes = target.stat().st_size
    return cost


@contextmanager
def _measured() -> Iterator[Cost]:
    before = _children_cpu_s()
    cost = Cost()
    yield cost
    cost.cpu_s = _children_cpu_s() - before


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


Printer = Callable[[str], None]


def report(clip: Path, comparisons: list[Comparison], show: Printer) -> None:
    """A table of processor seconds and kilobytes, with the ratio of plain to ours."""
    show(f"{clip.name}: CPU seconds and KB, mediadesk beside `ffmpeg -i clip out`")
    show(f"{'output':<10} {'CPU s':>7} {'plain':>7} {'ratio':>6} {'KB':>7} {'plain':>7}")
    for row in comparisons:
        show(_row(row))


def _row(row: Comparison) -> str:
    ours = f"{row.kind:<10} {row.ours.cpu_s:>7.2f}"
    if row.plain is None:
        return f"{ours} {'-':>7} {'-':>6} {row.ours.size_bytes // 1000:>7} {'-':>7}"
    ratio = row.plain.cpu_s / row.ours.cpu_s
    sizes = f"{row.ours.size_bytes // 1000:>7} {row.plain.size_bytes // 1000:>7}"
    return f"{ours} {row.plain.cpu_s:>7.2f} {ratio:>5.1f}x {sizes}"
