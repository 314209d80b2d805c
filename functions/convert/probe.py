"""What a media file is, as FFmpeg reads it: streams, sizes, and every packet's time."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

NO_TIME: Final = -(2**63)
HDR_TRANSFERS: Final = (b"smpte2084", b"arib-std-b67")

_OPENED: Final = re.compile(rb"Input #0, (\w+)")
_DURATION: Final = re.compile(rb"  Duration: (\d+):(\d\d):(\d\d\.\d+)")
_STREAM: Final = re.compile(
    rb"  Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment|Unknown): (.*)"
)
_TOO_MANY_PIXELS: Final = re.compile(
    rb"exceeds specified max pixel count|Picture size [1-9]\d*x[1-9]\d* is invalid"
)
_TOO_MANY_STREAMS: Final = re.compile(rb"[Nn]umber of (streams|tracks) exceeds max_streams")
_NO_DECODER: Final = b"Decoding requested, but no decoder found for"
_SKIPPED: Final = re.compile(
    rb"^\[in#0.*(CRC mismatch!|as first byte of an EBML number|inside parent with finite size"
    rb"|packet_obj_size -?\d+ invalid)"
)
_ENCRYPTED: Final = b"Encryption info"


@dataclass(slots=True)
class Report:
    """What FFmpeg says about its input while it opens it; fed line by line.

    FFmpeg tells some refusals in words only. The binary is pinned, and tests hold its words.
    """

    container: str = ""
    """The demuxer's first name; empty while the input isn't open."""
    duration_seconds: float = 0.0
    stream_count: int = 0
    has_video: bool = False
    is_hdr: bool = False
    exceeds_pixels: bool = False
    exceeds_streams: bool = False
    lacks_decoder: bool = False
    skips_rubbish: bool = False
    """Whether it went on behind bytes that mean nothing, as it does without an error."""
    _is_past_input: bool = False

    def read(self, line: bytes) -> None:
        """Take in one line of what FFmpeg writes at `-v info`."""
        self.exceeds_pixels |= bool(_TOO_MANY_PIXELS.search(line))
        self.exceeds_streams |= bool(_TOO_MANY_STREAMS.search(line))
        self.lacks_decoder |= _NO_DECODER in line
        self.skips_rubbish |= bool(_SKIPPED.match(line))
        self._is_past_input |= line.startswith((b"Stream mapping:", b"Output #"))
        if not self._is_past_input:
            self._read_input(line)

    def _read_input(self, line: bytes) -> None:
        if match := _OPENED.match(line):
            self.container = match[1].decode()
        elif match := _DURATION.match(line):
            hours, minutes, seconds = match.groups()
            self.duration_seconds = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        elif match := _STREAM.match(line):
            self._read_stream(*match.groups())

    def _read_stream(self, media_type: bytes, description: bytes) -> None:
        self.stream_count += 1
        if media_type == b"Video" and b"(attached pic)" not in description and not self.has_video:
            self.has_video = True
            self.is_hdr = any(transfer in description for transfer in HDR_TRANSFERS)


@dataclass(slots=True)
class Track:
    """One stream's packets, counted and timed; times in units of `time_base` seconds."""

    time_base: Fraction = Fraction(1)
    codec: str = ""
    width: int = 0
    height: int = 0
    pixel_shape: Fraction = Fraction(1)
    packets: int = 0
    first: int | None = None
    end: int = 0

    @property
    def start_seconds(self) -> float:
        """When the first picture or sound is due; what lies before zero is never shown."""
        return float(max(0, self.first or 0) * self.time_base)

    @property
    def end_seconds(self) -> float:
        return float(self.end * self.time_base)

    @property
    def seconds(self) -> float:
        return max(0.0, self.end_seconds - self.start_seconds)

    @property
    def displayed_width(self) -> int:
        """Width in square pixels, at least one."""
        return max(1, round(self.width * self.pixel_shape))

    def describe(self, key: str, value: str) -> None:
        """Take in one line of the list's head."""
        if key == "tb":
            self.time_base = Fraction(value)
        elif key == "codec_id":
            self.codec = value
        elif key == "dimensions":
            self.width, self.height = (int(side) for side in value.split("x"))
        elif key == "sar":
            self.pixel_shape = _positive(value)

    def count(self, dts: int, pts: int, duration: int) -> None:
        """Take in one packet."""
        at = dts if pts == NO_TIME else pts
        self.packets += 1
        if at != NO_TIME:
            self.first = at if self.first is None else min(self.first, at)
            self.end = max(self.end, at + duration)


def _positive(ratio: str) -> Fraction:
    above, below = (int(number) for number in ratio.split("/"))
    return Fraction(above, below) if above > 0 and below > 0 else Fraction(1)


@dataclass(slots=True)
class PacketList:
    """FFmpeg's `framecrc` list, read line by line so that its length doesn't matter.

    The first stream is the video, the second, if any, the sound: in this order they are mapped.
    """

    tracks: dict[int, Track] = field(default_factory=dict)
    is_encrypted: bool = False

    @property
    def video(self) -> Track:
        """The first stream; an empty one when nothing was read."""
        return self.tracks.get(0, Track())

    @property
    def audio(self) -> Track | None:
        return self.tracks.get(1)

    @property
    def seconds(self) -> float:
        """From the first picture or sound to the end of the last."""
        tracks = [track for track in self.tracks.values() if track.packets]
        if not tracks:
            return 0.0
        start = min(track.start_seconds for track in tracks)
        return max(0.0, max(track.end_seconds for track in tracks) - start)

    def read(self, line: bytes) -> None:
        """Take in one line; `#key stream: value` in the head, numbers after it."""
        if not line.startswith(b"#"):
            self._count(line.split(b",", 4))
            return
        name, _, value = line[1:].decode("ascii", "replace").partition(": ")
        key, _, number_text = name.partition(" ")
        if number_text.isdecimal():
            self.tracks.setdefault(int(number_text), Track()).describe(key, value.strip())

    def _count(self, fields: list[bytes]) -> None:
        # A program that was ended in the middle of a line leaves fewer.
        if len(fields) == 5:
            number, dts, pts, duration = (int(text) for text in fields[:4])
            self.tracks[number].count(dts, pts, duration)
            self.is_encrypted |= _ENCRYPTED in fields[4]
