"""How encoded pieces become one WEBM, by copy, and how it is known that nothing was lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Final

from functions.convert.encoding import OUTPUT, Progress
from functions.convert.inspection import LIST_BYTES
from functions.convert.presets import CODEC
from functions.convert.probe import PacketList, Track
from functions.convert.runner import LISTED, NAMELESS, OWN_LIST, Runner
from mediadesk.domain.fan_out import Cut, PieceKind
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MIB, Preset

SOUND_TOLERANCE_S: Final = 0.5
"""Some decoders leave out more of the beginning than the file says."""
PICTURE_TOLERANCE_S: Final = 0.002
"""Matroska's times are whole milliseconds, and a piece's are rounded once more than the video's."""
_LIST: Final = "list"
_SOUND: Final = "sound"

Encoded = Sequence[tuple[Cut, Path]]


def join(runner: Runner, encoded: Encoded, preset: Preset, progress: Progress) -> tuple[int, int]:
    """Write the verified WEBM, with sound if one of the pieces is sound; its size in pixels."""
    pictures = [(cut, path) for cut, path in encoded if cut.kind is PieceKind.PICTURES]
    sounds = [(cut, path) for cut, path in encoded if cut.kind is PieceKind.SOUND]
    shapes = [_shape(runner, cut, path, preset) for cut, path in pictures]
    if len(set(shapes)) != 1:
        raise _refused(f"the pieces have {len(set(shapes))} sizes")
    for _, path in sounds:
        (runner.folder / _SOUND).symlink_to(path.resolve())
    (runner.folder / _LIST).write_text(_listed([cut for cut, _ in pictures]), "ascii")
    _put_together(runner, encoded, progress)
    _verify(runner, [cut for cut, _ in pictures], [cut for cut, _ in sounds], preset)
    return shapes[0]


def _shape(runner: Runner, cut: Cut, path: Path, preset: Preset) -> tuple[int, int]:
    """A piece's size; refuses one that is not all that was to be encoded."""
    name = _name(cut)
    (runner.folder / name).symlink_to(path.resolve())
    found = runner.look("-xerror", *runner.own(name), "-c", "copy")
    video = found.packets.video
    if (
        found.ended.exit_code
        or found.report.skips_rubbish
        or (video.codec, video.packets) != (CODEC[preset], cut.frames)
    ):
        raise _refused(f"piece {cut.number} has {video.packets} of {cut.frames} frames")
    return video.width, video.height


def _name(cut: Cut) -> str:
    return f"piece-{cut.number}"


def _listed(pictures: Sequence[Cut]) -> str:
    # Without its length a piece would count as long as its last frame is shown, which an encoder
    # can only guess.
    lines = (f"file {_name(cut)}\nduration {cut.seconds:.6f}\n" for cut in pictures)
    return "ffconcat version 1.0\n" + "".join(lines)


def _put_together(runner: Runner, encoded: Encoded, progress: Progress) -> None:
    starts_at = min(cut.starts_at for cut, _ in encoded if cut.kind is PieceKind.PICTURES)
    has_sound = any(cut.kind is PieceKind.SOUND for cut, _ in encoded)
    sound = (*runner.own(_SOUND), "-map", "1:a:0") if has_sound else ()
    runner.must_run(
        *("-progress", "pipe:1", "-stats_period", "0.5", "-copyts"),
        *("-itsoffset", f"{starts_at:.6f}", *OWN_LIST, "-i", f"file:{_LIST}"),
        *(*sound, "-map", "0:v:0", "-c", "copy", *NAMELESS, "-f", "webm", f"file:{OUTPUT}"),
        on_output=progress.read,
        file_bytes=sum(path.stat().st_size for _, path in encoded) * 2 + 16 * MIB,
    )


def _verify(runner: Runner, pictures: Sequence[Cut], sounds: Sequence[Cut], preset: Preset) -> None:
    """Every piece's first picture must be at its place, and nothing may be missing."""
    joined = _Joined(tuple(accumulate((cut.frames for cut in pictures), initial=0)))
    streams = ("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy")
    reading = ("-copyts", *runner.own(OUTPUT), *streams)
    runner.must_run(*reading, *LISTED, on_output=joined.read, file_bytes=LIST_BYTES)
    video, audio = joined.packets.video, joined.packets.audio
    faults = {
        "another codec": video.codec != CODEC[preset],
        "lost frames": video.packets != joined.bounds[-1],
        "pieces at other times": not joined.is_at([cut.starts_at for cut in pictures]),
        "sound that nobody encoded": not sounds and audio is not None,
        "other sound": not all(is_sound(audio, cut) for cut in sounds),
    }
    if found := [what for what, is_so in faults.items() if is_so]:
        raise _refused(f"the joined video has {', '.join(found)}")


def is_sound(audio: Track | None, cut: Cut) -> bool:
    """Whether this is what was to be encoded: at its time, and as long."""
    if audio is None:
        return False
    tolerance_s = max(0.5, 0.05 * cut.seconds)
    is_in_place = abs(audio.start_seconds - cut.starts_at) <= SOUND_TOLERANCE_S
    return audio.codec == "opus" and is_in_place and abs(audio.seconds - cut.seconds) <= tolerance_s


@dataclass(slots=True)
class _Joined:
    """Reads a list of packets, and notes when the first of every piece is shown."""

    bounds: tuple[int, ...]
    """How many frames lie before each piece, and at last how many there are."""
    packets: PacketList = field(default_factory=PacketList)
    _shown: list[int] = field(default_factory=list)

    def read(self, line: bytes) -> None:
        self.packets.read(line)
        fields = line.split(b",")
        before = self.bounds[len(self._shown)]
        if fields[0] == b"0" and self.packets.video.packets == before + 1:
            self._shown.append(int(fields[2]))

    def is_at(self, times: Sequence[float]) -> bool:
        unit = float(self.packets.video.time_base)
        pairs = zip(self._shown, times, strict=False)
        return len(self._shown) == len(times) and all(
            abs(shown * unit - time) <= PICTURE_TOLERANCE_S for shown, time in pairs
        )


def _refused(diagnosis: str) -> MediaRejected:
    return MediaRejected(MediaFault.ENCODER_FAILED, diagnosis)
