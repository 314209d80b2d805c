"""`make bench`: bulk operations beside single ones, and conversions beside plain FFmpeg's.

ARGS="bulk" or "media" measures one of them alone; clips may follow "media". The exit code is 1
when a conversion doesn't keep what is promised of it.
"""

import sys
from pathlib import Path
from typing import Final

from benchmarks import bulk, media

BULK: Final = "bulk"
MEDIA: Final = "media"


def main(wanted: list[str]) -> int:
    """Print a table of bulk operations, and one for each clip."""
    if wanted in ([], [BULK]):
        bulk.report(_show)
    if wanted == [BULK]:
        return 0
    clips = [Path(name) for name in wanted if name != MEDIA]
    return 0 if media.report(clips, _show) else 1


def _show(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
