"""What FFmpeg makes of one file: its description and its outputs, each verified."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from functions.convert import inspection, sandbox
from functions.convert.encoding import Tick, encode
from functions.convert.presets import Recipe, recipes
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits


class FfmpegTranscoder:
    """The Transcoder port. `seconds_left` says at any moment how long a call may still take."""

    def __init__(
        self,
        binary: Path,
        seconds_left: Callable[[], float],
        limits: MediaLimits = MediaLimits(),  # noqa: B008 - frozen
    ) -> None:
        self._binary = binary
        self._seconds_left = seconds_left
        self._limits = limits

    def probe(self, source: Path, tick: Tick = lambda _: None) -> MediaInfo:
        """What the file is.

        Raises MediaRejected when it can't be converted, or what `tick` raises.
        """
        watch = sandbox.Watch(self._seconds_left, on_pulse=lambda: tick(0.0))
        with private_folder(source, None) as folder:
            return inspection.describe(self._binary, folder, self._limits, watch)

    def make(
        self,
        kind: OutputKind,
        source: Path,
        media: MediaInfo,
        preset: Preset,
        target: Path,
        tick: Tick,
    ) -> MadeOutput:
        """Write one verified output to `target`, at once and whole or not at all.

        Raises MediaRejected, or what `tick` raises.
        """
        with private_folder(source, target.parent) as folder:
            ways = recipes(kind, media, preset, self._limits)
            recipe = self._cook(ways, folder, target, tick)
        return MadeOutput(kind, target.stat().st_size, recipe.width, recipe.height)

    def _cook(self, ways: tuple[Recipe, ...], folder: Path, target: Path, tick: Tick) -> Recipe:
        """Try one way after the other; when all fail, the last one's reason is raised."""
        *first_ways, last_way = ways
        for recipe in first_ways:
            try:
                return self._try(recipe, folder, target, tick)
            except MediaRejected as rejected:
                if rejected.fault in {MediaFault.TIMED_OUT, MediaFault.NO_SPACE}:
                    raise
        return self._try(last_way, folder, target, tick)

    def _try(self, recipe: Recipe, folder: Path, target: Path, tick: Tick) -> Recipe:
        made = encode(self._binary, folder, recipe, self._limits, self._seconds_left, tick)
        made.replace(target)
        return recipe


@contextmanager
def private_folder(source: Path, beside: Path | None) -> Iterator[Path]:
    """A folder of its own for one run, in which the source has its fixed name; removed after it."""
    with tempfile.TemporaryDirectory(prefix="ffmpeg-", dir=beside) as folder:
        (Path(folder) / inspection.INPUT).symlink_to(source.resolve())
        yield Path(folder)
