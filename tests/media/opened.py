"""Whether anybody opened a file, as the kernel tells it (inotify)."""

import ctypes
import os
from pathlib import Path
from types import TracebackType
from typing import Self

IN_OPEN = 0x20


class Opened:
    """Watches one file from entry to exit."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        libc = ctypes.CDLL(None, use_errno=True)
        self._watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if libc.inotify_add_watch(self._watch, bytes(self._path), IN_OPEN) < 0:
            raise OSError(ctypes.get_errno(), "the file can't be watched")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._watch)

    def was_opened(self) -> bool:
        """Whether the file was opened since the last question."""
        try:
            return bool(os.read(self._watch, 4096))
        except BlockingIOError:
            return False
