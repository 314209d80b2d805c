"""Where on this machine is a Python of Lambda's version, to compile with."""

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LAMBDA: Final = "3.13"
"""The version that Lambda runs our functions on."""

HOST: Final = "{}.{}".format(*sys.version_info)
"""This one, on which the local stage runs them too."""

UV: Final = Path(sys.executable).parent / "uv"


@functools.cache
def find(version: str) -> str | None:
    """Path of a Python `version`, such as `3.13`, that starts; None when there is none."""
    return next((path for path in _candidates(version) if _is_version(path, version)), None)


def _candidates(version: str) -> Iterator[str]:
    yield sys.executable
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    # Version managers keep one folder for each version, side by side.
    siblings = Path(sys.base_prefix).parent.glob(f"*{version}*/bin/python{version}")
    yield from map(str, sorted(siblings))
    yield from _answer(str(UV), "python", "find", "--no-python-downloads", "--no-project", version)


def _is_version(path: str, version: str) -> bool:
    return [version] == _answer(path, "-c", "import sys; print('{}.{}'.format(*sys.version_info))")


def _answer(*command: str) -> list[str]:
    # A version manager's shim is on PATH for versions that it does not start: that is no answer.
    finished = subprocess.run(  # noqa: S603 - interpreters and uv, asked for their version
        command, capture_output=True, text=True, check=False
    )
    return finished.stdout.split() if finished.returncode == 0 else []
