"""Which processes still work in a folder, and waiting for one to end."""

import os
import select
from pathlib import Path


def working_in(folder: Path) -> list[int]:
    """Ids of the processes whose working directory lies in `folder`."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(entry, folder)]


def _works_in(entry: Path, folder: Path) -> bool:
    try:
        return (entry / "cwd").readlink().is_relative_to(folder)
    except OSError:  # It ended meanwhile, or is somebody else's.
        return False


def ends_within(pid: int, timeout_s: float) -> bool:
    """Whether a process, which need not be our child, ends in time."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], timeout_s)[0])
    finally:
        os.close(handle)
