"""A long video made in pieces: cut apart, encoded one by one, and put together again."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from functions.convert import inspection, joining, sandbox, splitting
from functions.convert.encoding import OUTPUT, Progress, Tick, encode
from functions.convert.ffmpeg import private_folder
from functions.convert.presets import SOUND, recipes
from functions.convert.runner import NAMELESS, Runner
from functions.convert.workspace import require_room
from mediadesk.domain.fan_out import Cut, PieceKind
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MIB, WEBM_FRAME_RATE, MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits

_MOST_SOUND_BYTES: Final = 1024 * MIB


class FfmpegPieceMaker:
    """The PieceMaker port. `seconds_left` says at any moment how long a call may still take."""

    def __init__(
        self,
        binary: Path,
        seconds_left: Callable[[], float],
        limits: MediaLimits = MediaLimits(),  # noqa: B008 - frozen
    ) -> None:
        self._binary = binary
        self._seconds_left = seconds_left
        self._limits = limits

    def split(
        self, source: Path, media: MediaInfo, seconds: float, folder: Path, tick: Tick
    ) -> tuple[Cut, ...]:
        """Write `folder/<number>` for every piece of about so many seconds.

        One piece of pictures, and no file, when the video can't be cut. Raises MediaRejected, or
        what `tick` raises.
        """
        require_room(folder, source.stat().st_size)
        with private_folder(source, folder) as inside:
            cuts = splitting.split(self._runner(inside, lambda: tick(0.0)), media, seconds)
            for cut in cuts if len(cuts) > 1 else ():
                (inside / str(cut.number)).replace(folder / str(cut.number))
        return cuts

    def make_piece(self, cut: Cut, source: Path, preset: Preset, target: Path, tick: Tick) -> None:
        """Write one verified piece to `target`, at once and whole or not at all."""
        with private_folder(source, target.parent) as folder:
            if cut.kind is PieceKind.SOUND:
                self._make_sound(cut, folder, tick)
            else:
                self._make_pictures(cut, preset, folder, tick)
            (folder / OUTPUT).replace(target)

    def join(
        self,
        encoded: Sequence[tuple[Cut, Path]],
        preset: Preset,
        target: Path,
        tick: Tick,
    ) -> MadeOutput:
        """Write the verified WEBM to `target`, at once and whole or not at all."""
        progress = Progress(
            sum(cut.seconds for cut, _ in encoded if cut.kind is PieceKind.PICTURES)
        )
        with tempfile.TemporaryDirectory(prefix="ffmpeg-", dir=target.parent) as name:
            runner = self._runner(Path(name), lambda: tick(progress.share))
            width, height = joining.join(runner, encoded, preset, progress)
            (Path(name) / OUTPUT).replace(target)
        return MadeOutput(OutputKind.WEBM, target.stat().st_size, width, height)

    def _make_pictures(self, cut: Cut, preset: Preset, folder: Path, tick: Tick) -> None:
        watch = sandbox.Watch(self._seconds_left, on_pulse=lambda: tick(0.0))
        media = inspection.describe(self._binary, folder, self._limits, watch)
        # The video as a whole is no faster than that; a piece of it may be.
        media = replace(media, frame_rate=min(media.frame_rate, WEBM_FRAME_RATE))
        recipe = recipes(OutputKind.WEBM, media, preset, self._limits)[0]
        # A file may go on with pictures of the next piece, where others were built on them.
        chosen = ("-fps_mode", "passthrough", "-frames:v", str(cut.frames))
        recipe = replace(
            recipe, making=(*recipe.making, *chosen), frames=cut.frames, seconds=cut.seconds
        )
        encode(self._binary, folder, recipe, self._limits, self._seconds_left, tick)

    def _make_sound(self, cut: Cut, folder: Path, tick: Tick) -> None:
        progress = Progress(cut.seconds)
        runner = self._runner(folder, lambda: tick(progress.share))
        lead = splitting.SOUND_LEAD_S
        # By the times in the file: some decoders leave out what lies before zero, others don't.
        from_zero = f"atrim=start={lead},asetpts=PTS-{lead}/TB"
        runner.must_run(
            *("-progress", "pipe:1", "-stats_period", "0.5", "-copyts"),
            *(*runner.own(inspection.INPUT), "-map", "0:a:0", *NAMELESS),
            *("-filter:a", from_zero, *SOUND, "-f", "webm", f"file:{OUTPUT}"),
            on_output=progress.read,
            file_bytes=_MOST_SOUND_BYTES,
        )
        found = runner.look("-xerror", "-copyts", *runner.own(OUTPUT), "-c", "copy")
        if found.ended.exit_code or not joining.is_sound(found.packets.tracks.get(0), cut):
            raise MediaRejected(MediaFault.ENCODER_FAILED, "the sound was not encoded whole")

    def _runner(self, folder: Path, pulse: Callable[[], None]) -> Runner:
        return Runner(self._binary, folder, self._limits, self._seconds_left, pulse)
