"""Whether an FFmpeg binary has the version and every part that the converter calls."""

import subprocess
from pathlib import Path
from typing import Final

VERSION: Final = "n9.0.2"

PARTS: Final = {
    "encoders": ("gif", "libopus", "libsvtav1", "libvpx-vp9", "libwebp"),
    "decoders": ("aac", "av1", "gif", "h264", "hevc", "mpeg2video", "opus", "vp9", "webp"),
    "demuxers": ("asf", "avi", "flv", "gif", "matroska", "mov", "mpeg", "mpegts", "ogg"),
    "muxers": ("framecrc", "gif", "webm", "webp"),
    "filters": (
        *("format", "fps", "hqdn3d", "palettegen", "paletteuse", "scale", "setsar", "split"),
        *("thumbnail", "tonemap", "tpad", "trim", "zscale"),
    ),
}
"""What must be there, by FFmpeg's own option for listing it."""


class SelfCheckFailed(Exception):
    """The binary does not start, is another version, or lacks a part."""


def check(binary: Path) -> None:
    """Raises SelfCheckFailed, naming what is wrong."""
    version = _answer(binary, "-version").split()[2:3]
    if not version or not version[0].startswith(VERSION):
        raise SelfCheckFailed(f"{binary} is version {version}, not {VERSION}")
    for listing, needed in PARTS.items():
        if missing := set(needed) - _names(_answer(binary, f"-{listing}")):
            raise SelfCheckFailed(f"{binary} lacks these {listing}: {', '.join(sorted(missing))}")


def _names(listing: str) -> set[str]:
    """The second column; a demuxer's holds several names with commas between them."""
    rows = (line.split() for line in listing.splitlines())
    return {name for row in rows if len(row) > 1 for name in row[1].split(",")}


def _answer(binary: Path, option: str) -> str:
    command = (str(binary), "-hide_banner", option)
    try:
        finished = subprocess.run(  # noqa: S603 - the binary under test
            command, capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SelfCheckFailed(f"{binary} {option} failed: {error}") from error
    return finished.stdout
