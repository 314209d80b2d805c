"""`python -m local` as a person starts it, and what it says."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from local.instance import ROOT

PATIENCE_S: Final = 120.0
POLL_S: Final = 0.05


class Run:
    """A runner in a process of its own."""

    def __init__(self, *options: str) -> None:
        self._said: queue.Queue[str] = queue.Queue()
        self.lines: list[str] = []
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "local", "--no-open", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "COLUMNS": "200"},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, words: str) -> str:
        """The first line from now on that holds these words; TimeoutError when none comes."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            line = self._said.get(timeout=PATIENCE_S)
            if not line:
                break
            self.lines.append(line)
            if words in line:
                return line
        raise TimeoutError(f"{words!r} was not said in: {self.lines}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code after that signal."""
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        self._reader.join()
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._said.put(line)
        self._said.put("")


@contextmanager
def started(data: Path, port: int, *options: str) -> Iterator[Run]:
    """A run that is ready; it is ended with the block, if it has not been before."""
    run = Run("--data", str(data), "--port", str(port), *options)
    try:
        run.until("ready")
        yield run
    finally:
        if run.process.poll() is None:
            run.stop(signal.SIGKILL)


def processes_of(data: Path) -> list[int]:
    """Every process that has an open path or an argument below that folder."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and _concerns(process, str(data)):
            found.append(int(process.name))
    return found


def await_silence(data: Path) -> None:
    """Until no process works on that folder any more."""
    deadline = time.monotonic() + PATIENCE_S
    while processes_of(data):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{processes_of(data)} still work on {data}")
        time.sleep(POLL_S)


def _concerns(process: Path, folder: str) -> bool:
    try:
        environment = (process / "environ").read_bytes()
        return f"STATE_DIR={folder}/".encode() in environment
    except OSError:
        return False
