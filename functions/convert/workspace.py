"""Where a converter keeps its files, and what becomes of those whose converter was killed."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from mediadesk.domain.faults import require_free

PREFIX: Final = "mediadesk-job-"


def own_prefix() -> str:
    """What the names of this process's folders begin with."""
    return f"{PREFIX}{os.getpid()}-"


def forget_killed() -> None:
    """Remove what calls left that were killed: scratch space outlives them.

    A process has one call at a time, so what bears this one's number is of an earlier one.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if folder.name.startswith(own_prefix()) or not _is_alive(folder):
            shutil.rmtree(folder, ignore_errors=True)


def require_room(folder: Path, bytes_needed: int) -> None:
    """Raises MediaRejected, a reason to try again, when the folder's disk has less room."""
    require_free(shutil.disk_usage(folder).free, bytes_needed)


def _is_alive(folder: Path) -> bool:
    """Whether the process that made it is still there."""
    number = folder.name.removeprefix(PREFIX).partition("-")[0]
    return number.isdecimal() and Path("/proc", number).exists()
