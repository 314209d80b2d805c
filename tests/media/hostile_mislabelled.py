"""Files that are no videos at all, whatever their names say."""

import io
import random
import tarfile
import zipfile
import zlib
from functools import cache

from mediadesk.domain.faults import MediaFault
from tests.media.clips import Studio
from tests.media.hostile import Hostile, Write
from tests.media.witness import Lure


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.mp4", "no video")
    return target.getvalue()


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.mp4"))
    return target.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + kind + content + check


@cache
def picture_bomb() -> bytes:
    """A PNG of 16000 x 16000 pixels in less than a megabyte."""
    row = bytes(1 + 3 * 16000)
    packer = zlib.compressobj()
    rows = b"".join(packer.compress(row) for _ in range(16000)) + packer.flush()
    head = (16000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"IDAT", rows),
            _chunk(b"IEND", b""),
        )
    )


def _made(name: str, *making: str, sound: bool = False) -> Write:
    """A real file of a kind that is not accepted."""

    def write(studio: Studio, _: Lure) -> bytes:
        return studio.clip(name, *making, with_sound=sound).read_bytes()

    return write


def _fixed(content: bytes) -> Write:
    return lambda _studio, _lure: content


CONTENTS = {
    "text": b"just some text\n",
    "one byte": b"\0",
    "byte order mark": b"\xef\xbb\xbf1\n00:00:00,000 --> 00:00:01,000\n",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0\x3e\0\x01\0\0\0" + bytes(400),
    "exe": b"MZ\x90\0\x03" + bytes(55) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0\x64\x86" + bytes(200),
    "wasm": b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0",
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "php": b"<?php system($_GET['c']); ?>\n",
    "gzip": b"\x1f\x8b\x08" + bytes(64),
    "nothing but zeros": bytes(1_000_000),
    "nothing but ones": b"\xff" * 1_000_000,
    "noise": random.Random(5).randbytes(300_000),  # noqa: S311 - noise, no secret
    "wave": b"RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88\x58\x01\0\x02\0\x10\0",
}

FILES = (
    *(
        Hostile(name, MediaFault.UNSUPPORTED_CONTAINER, _fixed(content))
        for name, content in CONTENTS.items()
    ),
    Hostile("zip", MediaFault.UNSUPPORTED_CONTAINER, lambda _s, _l: _zip()),
    Hostile("tar", MediaFault.UNSUPPORTED_CONTAINER, lambda _s, _l: _tar()),
    Hostile("png bomb", MediaFault.UNSUPPORTED_CONTAINER, lambda _s, _l: picture_bomb()),
    Hostile("jpeg", MediaFault.UNSUPPORTED_CONTAINER, _made("a.jpg", "-frames:v", "1")),
    Hostile("webp", MediaFault.UNSUPPORTED_CONTAINER, _made("a.webp", "-frames:v", "1")),
    Hostile("mp3", MediaFault.UNSUPPORTED_CONTAINER, _made("a.mp3", "-vn", sound=True)),
    Hostile("raw h264", MediaFault.UNSUPPORTED_CONTAINER, _made("a.h264", "-c:v", "libx264")),
    Hostile("y4m", MediaFault.UNSUPPORTED_CONTAINER, _made("a.y4m", "-frames:v", "2")),
)
