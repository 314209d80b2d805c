"""Which processes of a stack are at work."""

from pathlib import Path


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
