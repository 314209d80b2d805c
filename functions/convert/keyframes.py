"""Where a video can be cut: at keyframes about so far apart, with every picture on its own side."""

from collections import deque
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from functions.convert.probe import NO_TIME, PacketList
from mediadesk.domain.fan_out import Cut, PieceKind

MOST_REORDERED: Final = 32
"""No more packets lie between those of two pictures that are shown one after the other."""
KEY: Final = 0x1
DISCARDED: Final = 0x4


@dataclass(slots=True)
class Stretch:
    """The packets from one cut to the next in the file's order; times in units of the track."""

    first: int
    """When its keyframe is shown."""
    packets: int = 0
    leading: int = 0
    """Packets right behind the keyframe that are shown before it, built on the stretch before."""
    trailing: int = 0
    """The leading packets of the stretch that follows."""

    @property
    def frames(self) -> int:
        """How many pictures are shown from its keyframe until the next one."""
        return self.packets - self.leading + self.trailing


class CutPlan:
    """Reads FFmpeg's `framecrc` list of all packets, line by line; keeps what the cuts need."""

    def __init__(self, seconds: float) -> None:
        self.packets = PacketList()
        self.stretches: list[Stretch] = []
        self._seconds = seconds
        self._latest = NO_TIME
        self._recent: deque[int] = deque(maxlen=MOST_REORDERED)
        self._is_orderly = True

    def read(self, line: bytes) -> None:
        """Take in one line of the list; the first stream is the video."""
        self.packets.read(line)
        fields = line.split(b",")
        if fields[0] == b"0" and len(fields) > 5:
            self._place(int(fields[2]), _flags(fields))

    @property
    def can_be_cut(self) -> bool:
        return self._is_orderly and len(self.stretches) > 1

    @property
    def packets_before(self) -> list[int]:
        """How many packets of the file lie before each cut."""
        return list(accumulate(stretch.packets for stretch in self.stretches[:-1]))

    @property
    def is_closed(self) -> bool:
        """Whether every picture is built on nothing but its own stretch."""
        return not any(stretch.leading for stretch in self.stretches)

    def whole(self) -> Cut:
        """The one piece that a video is when it isn't cut."""
        video = self.packets.video
        return Cut(0, PieceKind.PICTURES, video.start_seconds, video.seconds, video.packets)

    def pictures(self) -> list[Cut]:
        """A piece for every stretch."""
        unit = self.packets.video.time_base
        bounds = [*(stretch.first for stretch in self.stretches), self.packets.video.end]
        return [
            Cut(
                number,
                PieceKind.PICTURES,
                starts_at=float(stretch.first * unit),
                seconds=float((bounds[number + 1] - stretch.first) * unit),
                frames=stretch.frames,
            )
            for number, stretch in enumerate(self.stretches)
        ]

    def sound(self) -> list[Cut]:
        """One piece, or none."""
        audio = self.packets.audio
        if audio is None or not audio.packets:
            return []
        number = len(self.stretches)
        return [Cut(number, PieceKind.SOUND, audio.start_seconds, audio.seconds, audio.packets)]

    def _place(self, shown: int, flags: int) -> None:
        # A time that is unknown or before the start, or a packet not meant to be seen: which
        # pictures such a file shows is known only to who decodes all of it.
        self._is_orderly &= shown >= 0 and not flags & DISCARDED and self._is_apart(shown)
        if flags & KEY and shown > self._latest and self._is_far_on(shown):
            self.stretches.append(Stretch(shown))
        self._is_orderly &= bool(self.stretches) and shown >= self.stretches[0].first
        if self._is_orderly:
            self._count(shown)
        self._latest = max(self._latest, shown)

    def _is_apart(self, shown: int) -> bool:
        """Whether no other picture falls on the same millisecond, however times are rounded."""
        unit = self.packets.video.time_base
        at_ms = shown * 1000 * unit.numerator // unit.denominator
        is_apart = not any(near in self._recent for near in (at_ms - 1, at_ms, at_ms + 1))
        self._recent.append(at_ms)
        return is_apart

    def _is_far_on(self, shown: int) -> bool:
        if not self.stretches:
            return True
        return (shown - self.stretches[-1].first) * self.packets.video.time_base >= self._seconds

    def _count(self, shown: int) -> None:
        while shown < self.stretches[-1].first and not self._leads(shown):
            self._undo_cut()
        last = self.stretches[-1]
        last.packets += 1
        if shown < last.first:
            last.leading += 1
            self.stretches[-2].trailing += 1

    def _leads(self, shown: int) -> bool:
        last, before = self.stretches[-1], self.stretches[-2]
        return last.packets == 1 + last.leading and shown > before.first

    def _undo_cut(self) -> None:
        last = self.stretches.pop()
        self.stretches[-1].packets += last.packets
        self.stretches[-1].trailing = 0


def _flags(fields: list[bytes]) -> int:
    """They are listed only where they are not those of an ordinary keyframe."""
    listed = (field.strip() for field in fields[6:])
    return next((int(field[4:], 16) for field in listed if field.startswith(b"F=0x")), KEY)
