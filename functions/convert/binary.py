"""Where the FFmpeg binary is: in the layer, wherever the platform unpacked it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

IN_LAYER: Final = Path("bin") / "ffmpeg"
LAYER_ROOT: Final = Path("/opt")
LAYER_FOLDERS: Final = "_LAMBDA_LAYERS_DIRS"
"""Set by an emulator that unpacks each layer into a folder of its own, instead of /opt."""


@cache
def located() -> Path:
    """The binary of this process's layers, ready to run; raises FileNotFoundError without one."""
    return locate(os.environ)


def locate(environment: Mapping[str, str], root: Path = LAYER_ROOT) -> Path:
    """The first `bin/ffmpeg` among the layers; raises FileNotFoundError when there is none."""
    for folder in _layers(environment, root):
        if (folder / IN_LAYER).is_file():
            return _executable(folder / IN_LAYER)
    raise FileNotFoundError(
        f"no {IN_LAYER} in {root} or ${LAYER_FOLDERS}: the function lacks the ffmpeg layer"
    )


def _layers(environment: Mapping[str, str], root: Path) -> Iterator[Path]:
    named = environment.get(LAYER_FOLDERS, "")
    yield from (Path(folder) for folder in named.split(os.pathsep) if folder)
    yield root


def _executable(binary: Path) -> Path:
    """The binary itself, or a copy where unpacking lost its mode and it may not be given back."""
    if os.access(binary, os.X_OK):
        return binary
    try:
        binary.chmod(0o755)
    except OSError:
        copy = Path(tempfile.mkdtemp(prefix="ffmpeg-")) / "ffmpeg"
        shutil.copyfile(binary, copy)
        copy.chmod(0o755)
        return copy
    return binary
