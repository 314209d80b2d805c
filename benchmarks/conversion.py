"""What a conversion costs beside FFmpeg's own defaults, on the same clip in the same run."""

import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import quality
from functions.convert.ffmpeg import FfmpegTranscoder
from functions.convert.presets import PREVIEW_FRAME_RATE, recipes
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits

TIME_LIMIT_S: Final = 1800.0


@dataclass(slots=True)
class Made:
    """One file: processor seconds of all that took part, seconds that passed, bytes, likeness."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    size_bytes: int = 0
    vmaf: float | None = None
    ssim: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of one clip: what mediadesk makes, what `ffmpeg -i clip out` makes, the default dither."""

    media: MediaInfo
    probe: Made
    ours: dict[str, Made]
    plain: dict[str, Made]
    dithered: Made

    @property
    def compatible(self) -> list[Made]:
        """Everything that is done for one conversion with the preset that plays everywhere."""
        outputs = [made for name, made in self.ours.items() if name != _webm(Preset.EFFICIENT)]
        return [self.probe, *outputs]


def compare(binary: Path, clip: Path, folder: Path) -> Comparison:
    """Make everything once, and measure it; raises when anything fails."""
    transcoder = FfmpegTranscoder(binary, lambda: TIME_LIMIT_S)
    with _measured() as probe:
        media = transcoder.probe(clip)
    ours = {
        _name(kind, preset): _ours(transcoder, clip, media, folder, kind, preset)
        for kind in OutputKind
        for preset in (Preset if kind is OutputKind.WEBM else (Preset.COMPATIBLE,))
    }
    plain = {end: _run(binary, clip, folder / f"plain.{end}") for end in ("webm", "gif")}
    comparison = Comparison(media, probe, ours, plain, _dithered(binary, clip, media, folder))
    _judge(binary, clip, folder, comparison)
    return comparison


def _ours(
    transcoder: FfmpegTranscoder,
    clip: Path,
    media: MediaInfo,
    folder: Path,
    kind: OutputKind,
    preset: Preset,
) -> Made:
    target = folder / _name(kind, preset)
    with _measured() as made:
        output = transcoder.make(kind, clip, media, preset, target, lambda _: None)
    made.size_bytes = output.size_bytes
    return made


def _dithered(binary: Path, clip: Path, media: MediaInfo, folder: Path) -> Made:
    """The GIF's frames by FFmpeg's defaults for one that looks well."""
    palette = "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse"
    graph = f"{_shaped(media)},{palette}"
    return _run(binary, clip, folder / "dithered.gif", "-filter:v", graph, "-an")


def _run(binary: Path, clip: Path, target: Path, *making: str) -> Made:
    command = [str(binary), "-v", "error", "-nostdin", "-y", "-i", str(clip), *making, str(target)]
    with _measured() as made:
        subprocess.run(command, check=True, timeout=TIME_LIMIT_S)  # noqa: S603 - fixed arguments
    made.size_bytes = target.stat().st_size
    return made


def _judge(binary: Path, clip: Path, folder: Path, found: Comparison) -> None:
    found.plain["webm"].vmaf = quality.vmaf(binary, folder / "plain.webm", clip)
    for preset in Preset:
        name = _webm(preset)
        found.ours[name].vmaf = quality.vmaf(binary, folder / name, clip)
    for kind in (OutputKind.GIF, OutputKind.WEBP):
        made, path = found.ours[kind.value], folder / kind.value
        made.ssim = quality.ssim(binary, path, clip, _shaped(found.media))
    found.dithered.ssim = quality.ssim(binary, folder / "dithered.gif", clip, _shaped(found.media))


def _shaped(media: MediaInfo) -> str:
    """The preview's frames, nothing else done to them."""
    (gif,) = recipes(OutputKind.GIF, media, Preset.COMPATIBLE, MediaLimits())
    pace = f"tpad=stop_mode=clone:stop_duration={1 / PREVIEW_FRAME_RATE},fps={PREVIEW_FRAME_RATE}"
    size = f"scale={gif.width}:{gif.height}:flags=bicubic,setsar=1"
    return f"{pace},trim=end_frame={gif.frames},{size}"


def _name(kind: OutputKind, preset: Preset) -> str:
    return _webm(preset) if kind is OutputKind.WEBM else kind.value


def _webm(preset: Preset) -> str:
    return f"webm-{preset}"


@contextmanager
def _measured() -> Iterator[Made]:
    cpu_before, began = _children_cpu_s(), time.monotonic()
    made = Made()
    yield made
    made.cpu_s, made.wall_s = _children_cpu_s() - cpu_before, time.monotonic() - began


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
