"""How one output is made by a recipe, followed while it grows, and checked before it counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from functions.convert import inspection, sandbox, transparency
from functions.convert.presets import Recipe
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media_limits import MediaLimits

OUTPUT: Final = "output"
INVALID_DATA: Final = 183
"""FFmpeg's exit code when the input can't be decoded."""
ALMOST_DONE: Final = 0.99
"""The most that is reported before an output was verified."""

Tick = Callable[[float], None]


class Progress:
    """How far the encoder is, from its `-progress` reports; the share never goes back."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self.share = 0.0
        self.frames = 0

    def read(self, line: bytes) -> None:
        """Take in one `key=value` line; a value that is `N/A` changes nothing."""
        key, _, value = line.partition(b"=")
        if not value.strip().isdigit():
            return
        if key == b"frame":
            self.frames = int(value)
        elif key == b"out_time_us" and self._seconds:
            share = int(value) / 1_000_000 / self._seconds
            self.share = min(ALMOST_DONE, max(self.share, share))


def encode(
    binary: Path,
    folder: Path,
    recipe: Recipe,
    limits: MediaLimits,
    seconds_left: Callable[[], float],
    tick: Tick,
) -> Path:
    """Make `folder/output` from `folder/input`; raises MediaRejected unless it came out whole."""
    progress = Progress(recipe.seconds)

    def pulse() -> None:
        tick(progress.share)

    watch = sandbox.Watch(seconds_left, on_output=progress.read, on_pulse=pulse)
    decoder = transparency.decoder(folder / inspection.INPUT)
    command = [str(binary), *_arguments(recipe, limits, decoder)]
    ended = sandbox.run(command, folder, recipe.most_bytes, watch)
    if ended.exit_code:
        raise MediaRejected(fault_of(ended), ended.last_words)
    pulse()
    checking = sandbox.Watch(seconds_left, on_pulse=pulse)
    _verify(binary, folder, recipe, progress.frames, checking)
    return folder / OUTPUT


def _arguments(recipe: Recipe, limits: MediaLimits, decoder: tuple[str, ...]) -> tuple[str, ...]:
    return (
        # Without `-y` it would leave what an earlier recipe wrote, and exit with 0.
        *(*inspection.QUIET, "error", "-y", "-xerror"),
        *("-progress", "pipe:1", "-stats_period", "0.5"),
        *(*inspection.guards(limits), *recipe.reading, *decoder, "-i", f"file:{inspection.INPUT}"),
        *(*inspection.STREAMS, "-map_metadata", "-1", "-map_chapters", "-1"),
        *(*recipe.making, "-f", recipe.muxer, f"file:{OUTPUT}"),
    )


def fault_of(ended: sandbox.Ended) -> MediaFault:
    if ended.ran_out:
        return ended.ran_out
    is_damaged = ended.exit_code == INVALID_DATA
    return MediaFault.DAMAGED if is_damaged else MediaFault.ENCODER_FAILED


def _verify(binary: Path, folder: Path, recipe: Recipe, frames: int, watch: sandbox.Watch) -> None:
    """Read the output back: an exit code of 0 alone was seen with half a file, on a full disk."""
    reading = ("-xerror", "-protocol_whitelist", "file", "-f", recipe.demuxer)
    source = (*reading, "-i", f"file:{OUTPUT}")
    found = inspection.look(binary, folder, (*source, *inspection.STREAMS, "-c", "copy"), watch)
    if found.ended.ran_out:
        raise MediaRejected(found.ended.ran_out, found.ended.last_words)
    faults = [what for what, is_so in _flaws(found, recipe, frames).items() if is_so]
    if faults:
        raise MediaRejected(MediaFault.ENCODER_FAILED, f"the output has {', '.join(faults)}")


def _flaws(found: inspection.Found, recipe: Recipe, frames: int) -> dict[str, bool]:
    video, audio = found.packets.video, found.packets.audio
    tolerance_s = max(0.5, 0.05 * (recipe.seconds or 0.0))
    is_moving = recipe.seconds is not None
    return {
        "an unreadable end": found.ended.exit_code != 0,
        "another codec": video.codec != recipe.codec,
        "another size": (video.width, video.height) != (recipe.width, recipe.height),
        "too few frames": video.packets < recipe.frames,
        "lost frames": is_moving and video.packets != frames,
        "another length": abs(video.seconds - (recipe.seconds or video.seconds)) > tolerance_s,
        "no sound": (audio.codec if audio and audio.packets else None) != recipe.audio_codec,
    }
