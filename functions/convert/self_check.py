"""Whether an FFmpeg binary has the version and every part that the converter calls.

The build of the layer runs this as a program, `python -m functions.convert.self_check BINARY`; a
function asks for the encoders alone, once per process, which takes some hundredths of a second.
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from functions.convert import sandbox
from functions.convert.binary import located
from mediadesk.domain.faults import MediaRejected

VERSION: Final = "n9.0.2"

PARTS: Final = {
    "encoders": ("gif", "libopus", "libsvtav1", "libvpx-vp9", "libwebp"),
    "decoders": (
        *("aac", "av1", "gif", "h264", "hevc", "libvpx", "libvpx-vp9", "mpeg2video", "opus"),
        *("vp8", "vp9", "webp"),
    ),
    "demuxers": (
        *("asf", "avi", "concat", "flv", "gif", "matroska", "mov", "mpeg", "mpegts", "ogg"),
        *("webp_anim", "webp_pipe"),
    ),
    "muxers": ("framecrc", "gif", "matroska", "segment", "webm", "webp"),
    "filters": (
        *("asetpts", "atrim", "bwdif", "format", "fps", "hqdn3d", "palettegen", "paletteuse"),
        *("scale", "setsar", "split", "thumbnail", "tonemap", "tpad", "trim", "zscale"),
    ),
    "bsfs": ("noise", "setts"),
}
"""What must be there, by FFmpeg's own option for listing it."""
AT_COLD_START: Final = ("encoders",)
ANSWER_S: Final = 30.0


class SelfCheckFailed(Exception):
    """The binary does not start, is another version, or lacks a part."""


@cache
def checked() -> Path:
    """The binary of this process's layers, once it was found fit.

    Raises SelfCheckFailed, or FileNotFoundError without one; then the next call looks again.
    """
    binary = located()
    check(binary, AT_COLD_START)
    return binary


def check(binary: Path, listings: Iterable[str] = PARTS, within_s: float = ANSWER_S) -> None:
    """Raises SelfCheckFailed, naming what is wrong."""
    until = time.monotonic() + within_s
    for listing in listings:
        words, rows = _answer(binary, f"-{listing}", until)
        if not words[:1] or not words[0].startswith(f"ffmpeg version {VERSION}"):
            raise SelfCheckFailed(f"{binary} says {words[:1]}, not version {VERSION}")
        if missing := set(PARTS[listing]) - _names(rows):
            raise SelfCheckFailed(f"{binary} lacks these {listing}: {', '.join(sorted(missing))}")


def _names(rows: Iterable[str]) -> set[str]:
    """The second of several columns; a demuxer's holds names with commas between them."""
    columns = [row.split() for row in rows if row.strip()]
    return {name for row in columns for name in row[min(1, len(row) - 1)].split(",")}


def _answer(binary: Path, option: str, until: float) -> tuple[list[str], list[str]]:
    """What it says of itself while it starts, and then its answer, each in lines."""
    words: list[bytes] = []
    rows: list[bytes] = []
    watch = sandbox.Watch(lambda: until - time.monotonic(), rows.append, words.append)
    try:
        with tempfile.TemporaryDirectory(prefix="ffmpeg-") as folder:
            ended = sandbox.run((str(binary), option), Path(folder), 0, watch)
    except MediaRejected as error:
        raise SelfCheckFailed(f"{binary} {option} failed: {error}") from error
    if ended.exit_code:
        raise SelfCheckFailed(f"{binary} {option} failed: {ended.last_words}")
    return _text(words), _text(rows)


def _text(lines: Iterable[bytes]) -> list[str]:
    return [line.decode("utf-8", "replace") for line in lines]


if __name__ == "__main__":
    try:
        check(Path(sys.argv[1]).resolve())
    except SelfCheckFailed as failed:
        sys.exit(str(failed))
