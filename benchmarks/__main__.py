"""`make bench`: bulk operations beside single ones, and conversions beside plain FFmpeg's.

ARGS="bulk" measures the bulk operations alone; ARGS with clips, their conversions alone.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import imageio_ffmpeg

from benchmarks import bulk, conversion

CLIP: Final = (
    *("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=8"),
    *("-f", "lavfi", "-i", "sine=frequency=440:duration=8"),
    *("-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-y"),
)


BULK: Final = "bulk"


def main(wanted: list[str]) -> None:
    """Print a table of bulk operations, and one for each clip."""
    if not wanted or BULK in wanted:
        bulk.report(_show)
    if wanted != [BULK]:
        _convert([name for name in wanted if name != BULK])


def _convert(clips: list[str]) -> None:
    binary = Path(imageio_ffmpeg.get_ffmpeg_exe())
    with tempfile.TemporaryDirectory(prefix="mediadesk-bench-") as folder:
        for clip in [Path(name) for name in clips] or [_generated(binary, Path(folder))]:
            conversion.report(clip, conversion.compare(binary, clip), _show)


def _generated(binary: Path, folder: Path) -> Path:
    clip = folder / "generated.mp4"
    command = [str(binary), "-v", "error", *CLIP, str(clip)]
    subprocess.run(command, check=True)  # noqa: S603 - fixed arguments
    return clip


def _show(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
