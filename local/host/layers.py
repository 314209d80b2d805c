"""How workers get their layers: unpacked once and shared, instead of once for each worker."""

import hashlib
import threading
import zipfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime

_unpacking = threading.Lock()


def share(folder: Path) -> None:
    """Let each worker's layer be a link to its one unpacked copy in `folder`.

    A worker unpacks its layers at every cold start; with FFmpeg's that is a second of work and
    hundreds of megabytes each time.
    """
    lambda_runtime.zipfile = SimpleNamespace(
        ZipFile=partial(SharedZip, folder),
        BadZipFile=zipfile.BadZipFile,
        LargeFileError=zipfile.LargeZipFile,
    )


class SharedZip(zipfile.ZipFile):
    """The zip of a function, or of a layer: that one is unpacked to where all can have it."""

    def __init__(self, folder: Path, file: str) -> None:
        super().__init__(file)
        self._folder = folder
        self._file = Path(file)

    def namelist(self) -> list[str]:
        # A layer's names are asked for only to be checked, which unpacking does again.
        return [] if self._is_layer else super().namelist()

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:  # noqa: ANN401 - as in zipfile
        if not self._is_layer:
            super().extractall(path, members, pwd)
            return
        shared = self._folder / self._identity()
        with _unpacking:
            if not shared.exists():
                unfinished = shared.with_suffix(".new")
                super().extractall(unfinished, super().namelist())
                unfinished.rename(shared)
        Path(path).rmdir()
        Path(path).symlink_to(shared)
        self._file.unlink()

    @property
    def _is_layer(self) -> bool:
        return self._file.name.startswith("layer_")

    def _identity(self) -> str:
        entries = [(entry.filename, entry.CRC) for entry in self.infolist()]
        return hashlib.sha256(repr(entries).encode()).hexdigest()[:16]
