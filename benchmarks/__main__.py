"""`make bench`: bulk operations beside single ones, conversions beside plain FFmpeg's, live status.

ARGS="bulk", "media" or "live" measures one of them alone; clips may follow "media". The exit code
is 1 when something doesn't keep what is promised of it.
"""

import sys
from pathlib import Path
from typing import Final

from benchmarks import bulk, live, media

BULK: Final = "bulk"
MEDIA: Final = "media"
LIVE: Final = "live"


def main(wanted: list[str]) -> int:
    """Print a table of bulk operations, one for each clip, and one of live status."""
    if wanted in ([], [BULK]):
        bulk.report(_show)
    holds = wanted not in ([], [LIVE]) or live.report(_show)
    if wanted not in ([BULK], [LIVE]):
        clips = [Path(name) for name in wanted if name != MEDIA]
        holds = media.report(clips, _show) and holds
    return 0 if holds else 1


def _show(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
