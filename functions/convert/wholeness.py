"""Whether a file ends where its container says that it ends, found without FFmpeg.

FFmpeg reads most cut-off files up to the cut and finds nothing wrong. Each container announces its
parts' sizes; a part that does not fit into the file was cut off.
"""

import mmap
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from mediadesk.domain.faults import MediaFault

MOST_PARTS: Final = 4_000_000
"""A walk gives up after seconds, not hours; a real file of the largest size has fewer."""

_EBML: Final = b"\x1a\x45\xdf\xa3"
_SEGMENT: Final = b"\x18\x53\x80\x67"
_NEEDED_BOXES: Final = frozenset({b"ftyp", b"moov", b"moof", b"mdat"})
_RIFF_UNKNOWN: Final = 0xFFFFFFF0
_ASF_PROPERTIES: Final = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")

_GIF_BLOCKS: Final = frozenset({0x21, 0x2C})
_GIF_TRAILER: Final = 0x3B
_FLV_TAGS: Final = frozenset({8, 9, 18})

Content = mmap.mmap
Walk = Iterator[None]


class _Overrun(Exception):
    """A part lies outside of the file."""


class _Rubbish(Exception):
    """There is no part where one must start."""


def flaw(source: Path, container: str | None) -> MediaFault | None:
    """TRUNCATED or DAMAGED, as the container's outermost parts show it; None if they fit."""
    if source.stat().st_size == 0:
        return MediaFault.TRUNCATED
    walk = _WALKS.get(container or "")
    if walk is None:
        return None
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            deque(islice(walk(content), MOST_PARTS), maxlen=0)
        except _Overrun:
            return MediaFault.TRUNCATED
        except _Rubbish:
            return MediaFault.DAMAGED
    return None


def _boxes(content: Content) -> Walk:
    """MP4 and MOV: an index is needed, and samples must be there; what else follows is not."""
    at, seen = 0, set()
    while at + 8 <= len(content):
        size, kind = _number(content, at, 4), content[at + 4 : at + 8]
        if size == 1:
            size = _number(content, at + 8, 8)
        end = at + size if size else len(content)
        if end < at + 8:
            break
        if end > len(content) and kind in _NEEDED_BOXES:
            raise _Overrun
        seen.add(kind)
        at = end
        yield
    if b"moov" not in seen:
        raise _Overrun if b"mdat" in seen else _Rubbish


def _segment(content: Content) -> Walk:
    """Matroska and WEBM: the one Segment, unless its size was unknown to who wrote it."""
    size, start = _ebml_size(content, len(_EBML))
    segment = start + (size or 0)
    if content[segment : segment + len(_SEGMENT)] != _SEGMENT:
        return
    size, start = _ebml_size(content, segment + len(_SEGMENT))
    _require(content, start + (size or 0))
    yield


def _ebml_size(content: Content, at: int) -> tuple[int | None, int]:
    """A size, and where what it measures starts; its own length is in its leading zero bits."""
    first = _number(content, at, 1)
    length = 9 - first.bit_length()
    bits = 7 * length
    size = int.from_bytes(content[at : at + length], "big") & ((1 << bits) - 1)
    return (None if size == (1 << bits) - 1 else size), at + length


def _riffs(content: Content) -> Walk:
    """AVI: one RIFF after the other; recorders that were interrupted leave a size of nothing."""
    at = 0
    while content[at : at + 4] == b"RIFF":
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        if size == 0 or size >= _RIFF_UNKNOWN:
            return
        at += 8 + size + size % 2
        # The last byte is padding, which some writers leave out.
        _require(content, at - 1)
        yield


def _pages(content: Content) -> Walk:
    """OGG: page after page; bytes behind the last one are somebody's label."""
    at = 0
    while content[at : at + 4] == b"OggS":
        segments = _number(content, at + 26, 1)
        _require(content, at + 27 + segments)
        at += 27 + segments + sum(content[at + 27 : at + 27 + segments])
        _require(content, at)
        yield
    if content.find(b"OggS\x00", at) >= 0:
        raise _Rubbish


def _blocks(content: Content) -> Walk:
    """GIF: up to the trailer, or to the end where a writer left that out."""
    at = 13 + _color_table(content, 10)
    while at < len(content) and content[at] != _GIF_TRAILER:
        if content[at] not in _GIF_BLOCKS:
            if any(content[at : at + 4096]):
                raise _Rubbish
            return
        at += 2 if content[at] == 0x21 else 11 + _color_table(content, at + 9)
        while size := _number(content, at, 1):
            at += 1 + size
            yield
        at += 1
        yield


def _color_table(content: Content, flags_at: int) -> int:
    flags = _number(content, flags_at, 1)
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _objects(content: Content) -> Walk:
    """ASF and WMV: the size that the header states, unless the file is a recorded broadcast."""
    at = content.find(_ASF_PROPERTIES, 0, 65536)
    if at >= 0 and not _number(content, at + 88, 1) & 1:
        _require(content, int.from_bytes(content[at + 40 : at + 48], "little"))
    yield


def _tags(content: Content) -> Walk:
    """FLV: tag after tag; what else stands behind them isn't read."""
    at = 9 + 4
    while at + 11 <= len(content) and content[at] & 0x1F in _FLV_TAGS:
        at += 11 + _number(content, at + 1, 3)
        _require(content, at)
        at += 4
        yield


def _number(content: Content, at: int, length: int) -> int:
    _require(content, at + length)
    return int.from_bytes(content[at : at + length], "big")


def _require(content: Content, end: int) -> None:
    if end > len(content):
        raise _Overrun


_WALKS: Final[Mapping[str, Callable[[Content], Walk]]] = {
    "mp4": _boxes,
    "mov": _boxes,
    "matroska": _segment,
    "webm": _segment,
    "avi": _riffs,
    "ogg": _pages,
    "gif": _blocks,
    "asf": _objects,
    "flv": _tags,
}
