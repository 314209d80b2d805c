"""`make bench`: measures conversions of a generated clip, or of the clips named in ARGS."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import imageio_ffmpeg

from benchmarks import conversion

CLIP: Final = (
    *("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=8"),
    *("-f", "lavfi", "-i", "sine=frequency=440:duration=8"),
    *("-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-y"),
)


def main(clips: list[str]) -> None:
    """Print one table for each clip."""
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
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
