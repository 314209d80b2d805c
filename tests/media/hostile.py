"""What a hostile file is to the tests, and the bricks of which such files are built."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mediadesk.domain.faults import MediaFault
from tests.media.clips import Studio
from tests.media.witness import Lure

Write = Callable[[Studio, Lure], bytes | Path]


@dataclass(frozen=True)
class Hostile:
    """A file that is refused for `fault`; without one it only looks hostile, and is converted."""

    name: str
    fault: MediaFault | None
    write: Write


def box(kind: bytes, *content: bytes, size: int | None = None) -> bytes:
    """A box of MP4, AVI's big-endian cousin; `size` is what it claims, if not the truth."""
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8 if size is None else size) + kind + body


def full_box(kind: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")


def element(identity: str, *content: bytes, size: bytes | None = None) -> bytes:
    """An element of Matroska, by its id in hexadecimal; its size is eight bytes long."""
    body = b"".join(content)
    announced = struct.pack(">Q", len(body) | 1 << 56) if size is None else size
    return bytes.fromhex(identity) + announced + body


UNKNOWN_SIZE = b"\x01" + b"\xff" * 7
EBML = element("1a45dfa3", element("4282", b"matroska"))


def patched(content: bytes, old: bytes, new: bytes, count: int = -1) -> bytes:
    """The content with something else in place of what must be in there."""
    assert old in content
    return content.replace(old, new, count)


def after(content: bytes, mark: bytes, offset: int, new: bytes) -> bytes:
    """The content with other bytes so far behind the end of the first mark."""
    at = content.index(mark) + len(mark) + offset
    return content[:at] + new + content[at + len(new) :]
