"""Which decoder sees the transparent parts of a WEBM: FFmpeg's own ones take them for opaque."""

from pathlib import Path
from typing import Final

HEAD_BYTES: Final = 64 * 1024

_EBML: Final = b"\x1a\x45\xdf\xa3"
_ALPHA_MODE: Final = b"\x53\xc0\x81\x01"
_DECODERS: Final = ((b"V_VP9", "libvpx-vp9"), (b"V_VP8", "libvpx"))


def decoder(source: Path) -> tuple[str, ...]:
    """Arguments to read such a file by; none for any other, as its decoder sees them unasked."""
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.startswith(_EBML) or _ALPHA_MODE not in head:
        return ()
    return next((("-c:v", name) for codec, name in _DECODERS if codec in head), ())
