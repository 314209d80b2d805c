"""Which processes of a stack are at work."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def parents(children: Iterable[int]) -> set[int]:
    """Who started them, of those that are still there."""
    found = set()
    for child in children:
        with suppress(OSError):
            told = Path(f"/proc/{child}/status").read_text("utf-8")
            found.add(int(told.partition("PPid:")[2].split()[0]))
    return found


def processes(folder: Path, *parts: str) -> list[int]:
    """Ids of the processes whose command line names the folder and every part."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes().decode(errors="replace")
        except OSError:
            continue  # It ended while we looked.
        if all(part in command for part in (str(folder), *parts)):
            found.append(int(file.parent.name))
    return found
