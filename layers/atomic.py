"""How a built directory appears: whole or not at all, also when two builds race."""

import tempfile
from collections.abc import Callable
from pathlib import Path


def build_once(directory: Path, fill: Callable[[Path], None]) -> Path:
    """Let `fill` fill `directory` unless it exists; its name must say everything that went in."""
    if directory.exists():
        return directory
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent) as scratch:
        staged = Path(scratch) / "staged"
        staged.mkdir()
        fill(staged)
        _publish(staged, directory)
    return directory


def _publish(staged: Path, directory: Path) -> None:
    try:
        staged.rename(directory)
    except OSError:
        # Another build was first. Same name, same content.
        if not directory.exists():
            raise
