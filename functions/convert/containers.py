"""Which container a file claims to be, by its first bytes, whatever its name says."""

from pathlib import Path
from typing import Final

HEAD_BYTES: Final = 4096

_AT_START: Final = (
    (b"FLV\x01", "flv"),
    (b"OggS", "ogg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\x00\x00\x01\xba", "mpeg"),
)
_MP4_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
_EBML: Final = b"\x1a\x45\xdf\xa3"
_TS_SYNC: Final = 0x47


def claimed(source: Path) -> str | None:
    """The container's short name, or None when the first bytes are those of no accepted one."""
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for magic, name in _AT_START:
        if head.startswith(magic):
            return name
    return _boxed(head) or _ebml(head) or _riff(head) or _transport(head)


def _boxed(head: bytes) -> str | None:
    if head[4:8] not in _MP4_BOXES:
        return None
    return "mov" if head[4:12] == b"ftypqt  " else "mp4"


def _ebml(head: bytes) -> str | None:
    if not head.startswith(_EBML):
        return None
    return "webm" if b"webm" in head[:64] else "matroska"


def _riff(head: bytes) -> str | None:
    return "avi" if head[:4] == b"RIFF" and head[8:12] == b"AVI " else None


def _transport(head: bytes) -> str | None:
    """Packets of 188 bytes, or of 192 with a time stamp before each."""
    for start, size in ((0, 188), (4, 192)):
        syncs = head[start::size]
        if len(syncs) > 1 and set(syncs) == {_TS_SYNC}:
            return "mpegts"
    return None
