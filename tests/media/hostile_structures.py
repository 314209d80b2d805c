"""Files whose own structure is a trap: sizes that lie, boxes without end, codecs nobody knows."""

import struct
from functools import partial
from pathlib import Path

from mediadesk.domain.faults import MediaFault
from tests.media.clips import H264, Studio
from tests.media.hostile import (
    EBML,
    FTYP,
    UNKNOWN_SIZE,
    Hostile,
    after,
    box,
    element,
    patched,
)
from tests.media.hostile_cuts import whole
from tests.media.witness import Lure


def _fixed(content: bytes) -> partial[bytes]:
    return partial(lambda fixed, _studio, _lure: fixed, content)


def _nested(kind: bytes, depth: int) -> bytes:
    """Boxes within boxes, each of the right size."""
    content = b""
    for _ in range(depth):
        content = struct.pack(">I", len(content) + 8) + kind + content
    return content


def _nested_elements(depth: int) -> bytes:
    """Tags within tags within tags."""
    content = element("67c8", element("45a3", b"a"))
    for _ in range(depth):
        content = element("67c8", content)
    return EBML + element("18538067", element("1254c367", element("7373", content)))


def _with_size(kind: bytes, size: bytes, studio: Studio, _: Lure) -> bytes:
    """A good file in which one box has another size."""
    content = whole(studio, "front.mp4")
    at = content.index(kind) - 4
    return content[:at] + size + content[at + 4 :]


def _long_size(studio: Studio, _: Lure) -> bytes:
    """Samples of nearly 2^64 bytes."""
    content = whole(studio, "end.mp4")
    at = content.index(b"mdat") - 4
    head = struct.pack(">I", 1) + b"mdat" + b"\xff" * 8
    return content[:at] + head + content[at + 16 :]


def _counting(kind: bytes, count: int, studio: Studio, _: Lure) -> bytes:
    """A table that claims more entries than there are."""
    return after(whole(studio, "front.mp4"), kind, 4, struct.pack(">I", count))


def _elsewhere(studio: Studio, _: Lure) -> bytes:
    """Every chunk lies behind the end of the file."""
    content = whole(studio, "front.mp4")
    at = content.index(b"stco") + 12
    count = int.from_bytes(content[at - 4 : at], "big")
    return content[:at] + b"\x7f\xff\xff\xff" * count + content[at + 4 * count :]


def _edits(studio: Studio, _: Lure) -> bytes:
    """An edit list that claims to play the film a hundred million times."""
    return after(whole(studio, "front.mp4"), b"elst", 4, struct.pack(">I", 100_000_000))


def _unknown_codec(name: str, known: bytes, strange: bytes, studio: Studio, _: Lure) -> bytes:
    return patched(whole(studio, name), known, strange)


def _encrypted(studio: Studio, _: Lure) -> Path:
    scheme = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "76a6c65c5ea762046bd749a2")
    keys = (*scheme[:-1], scheme[-1] + "e632ccbb", "-encryption_kid", "a7e61c37" * 4)
    return studio.copy(studio.clip("clear.mp4", *H264), "encrypted.mp4", *keys)


def _polyglot(studio: Studio, _: Lure) -> bytes:
    """A GIF whose comment is a page, and behind which an archive's end stands."""
    content = whole(studio, "a.gif")
    page = b"<html><script>alert(document.domain)</script></html>"
    comment = b"\x21\xfe" + bytes([len(page)]) + page + b"\0"
    start = 13 + (3 << ((content[10] & 7) + 1) if content[10] & 0x80 else 0)
    return content[:start] + comment + content[start:] + b"PK\x05\x06" + bytes(18)


def _looping(studio: Studio, _: Lure) -> Path:
    """A GIF that asks to be played for ever."""
    return studio.clip("looping.gif", "-r", "10", "-loop", "0")


def _deep_script_data() -> bytes:
    """FLV metadata: objects within objects."""
    deep = b"\x02\0\x0aonMetaData" + b"\x03\0\x01a" * 20_000
    tag = b"\x12" + len(deep).to_bytes(3, "big") + bytes(7) + deep
    return b"FLV\x01\x05\0\0\0\x09" + bytes(4) + tag + len(tag).to_bytes(4, "big")


def _empty_pages() -> bytes:
    """OGG pages that hold nothing, a great many of them."""
    page = b"OggS\0\0" + bytes(8) + b"\1\0\0\0" + bytes(4) + bytes(4) + b"\0"
    return page * 100_000


def _own_index(studio: Studio, _: Lure) -> bytes:
    """An AVI whose index says that every chunk is the whole film."""
    content = whole(studio, "a.avi")
    at = content.index(b"idx1") + 8
    entries = (len(content) - at) // 16
    entry = b"00dc" + struct.pack("<III", 0x10, 4, 0xFFFFFFF0)
    return content[:at] + entry * entries + content[at + 16 * entries :]


LACING = element("a3", b"\x81\0\0\x86\xff" + b"\xff" * 255)

FILES = (
    Hostile("ftyp alone", MediaFault.DAMAGED, _fixed(FTYP)),
    Hostile("box of no size", MediaFault.TRUNCATED, _fixed(FTYP + box(b"mdat", size=0))),
    Hostile("box smaller than itself", MediaFault.DAMAGED, _fixed(FTYP + box(b"moov", size=3))),
    Hostile("moov in moov", MediaFault.DAMAGED, _fixed(FTYP + _nested(b"moov", 10_000))),
    Hostile(
        "trak in trak", MediaFault.NO_VIDEO, _fixed(FTYP + box(b"moov", _nested(b"trak", 5000)))
    ),
    Hostile(
        "index larger than the file",
        MediaFault.TRUNCATED,
        partial(_with_size, b"moov", b"\x7f" * 4),
    ),
    Hostile("track of no size", None, partial(_with_size, b"trak", bytes(4))),
    Hostile("table of no size", None, partial(_with_size, b"stbl", bytes(4))),
    Hostile("samples of 2^64 bytes", MediaFault.TRUNCATED, _long_size),
    *(
        Hostile(
            f"{kind.decode()} of 2^32 entries",
            MediaFault.DAMAGED,
            partial(_counting, kind, 2**32 - 1),
        )
        for kind in (b"stts", b"stsc", b"stsd")
    ),
    Hostile("stco of 2^32 entries", None, partial(_counting, b"stco", 2**32 - 1)),
    Hostile("chunks behind the end", MediaFault.TRUNCATED, _elsewhere),
    Hostile("endless edits", None, _edits),
    Hostile("avi index of itself", None, _own_index),
    Hostile("deep elements", MediaFault.DAMAGED, _fixed(_nested_elements(5000))),
    Hostile(
        "element of 2^56 bytes",
        MediaFault.TRUNCATED,
        _fixed(EBML + element("18538067", b"a", size=b"\x01" + b"\xff" * 6 + b"\xfe")),
    ),
    Hostile(
        "unknown sizes",
        MediaFault.DAMAGED,
        _fixed(
            EBML + element("18538067", element("1654ae6b", size=UNKNOWN_SIZE), size=UNKNOWN_SIZE)
        ),
    ),
    Hostile(
        "lacing of 256 frames",
        MediaFault.NO_VIDEO,
        _fixed(EBML + element("18538067", element("1f43b675", LACING))),
    ),
    Hostile("ebml alone", MediaFault.DAMAGED, _fixed(EBML)),
    Hostile("deep script data", MediaFault.DAMAGED, _fixed(_deep_script_data())),
    Hostile("empty pages", MediaFault.DAMAGED, _fixed(_empty_pages())),
    Hostile(
        "strange fourcc",
        MediaFault.UNSUPPORTED_CODEC,
        partial(_unknown_codec, "front.mp4", b"avc1", b"ZZ99"),
    ),
    Hostile(
        "strange avi",
        MediaFault.UNSUPPORTED_CODEC,
        partial(_unknown_codec, "a.avi", b"FMP4", b"ZZ99"),
    ),
    Hostile(
        "strange matroska",
        MediaFault.UNSUPPORTED_CODEC,
        partial(_unknown_codec, "a.mkv", b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/ZZZ"),
    ),
    Hostile("encrypted", MediaFault.UNSUPPORTED_CODEC, _encrypted),
    Hostile("gif and page", None, _polyglot),
    Hostile("looping gif", None, _looping),
)
