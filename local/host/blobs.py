"""Where large binary content is kept: in files beside the engine's state, written once."""

import hashlib
from pathlib import Path
from typing import Any, Final

from ministack.core import persistence

LARGE: Final = 1_000_000
MARK: Final = "__blob__"


def keep_apart(folder: Path) -> None:
    """Let the engine's state name each large content by its hash instead of holding it.

    Layers are nearly all of the state's bytes and never change; without this each save would
    write them again, as text.
    """
    as_json, from_json = persistence._json_default, persistence._json_object_hook

    def default(value: object) -> Any:  # noqa: ANN401 - the engine's signature
        if isinstance(value, bytes) and len(value) >= LARGE:
            return {MARK: _write(folder, value)}
        return as_json(value)

    def object_hook(value: dict[str, Any]) -> Any:  # noqa: ANN401 - the engine's signature
        if MARK in value:
            return (folder / value[MARK]).read_bytes()
        return from_json(value)

    persistence._json_default, persistence._json_object_hook = default, object_hook


def _write(folder: Path, content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return name
