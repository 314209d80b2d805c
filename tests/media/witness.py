"""What an FFmpeg in its sandbox opened, whom it called, and how much memory it took.

A stand-in for the binary starts the real one, under strace where this machine has it. Everywhere, a
local file and a local port that hostile files name are watched by the kernel's own means.
"""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.media.opened import Opened

# The program takes nothing from the environment and imports nothing of the project.
_STAND_IN: Final = """#!/bin/sh
exec "{python}" -I -S "{program}" "{notes}" "{strace}" "{binary}" "$@"
"""
_CALL: Final = re.compile(r'^\d+ +(\w+)\((?:AT_FDCWD, )?(?:"([^"]*)")?(.*)', re.MULTILINE)
_HARMLESS: Final = re.compile(
    r"^(input|/etc/ld\.so\.cache|/etc/localtime|/dev/(null|urandom)|/(proc|sys)/.*"
    r"|(/usr)?/lib[\w/.+-]*\.so[\w.]*)$"
)
_WRITES: Final = ("O_WRONLY", "O_RDWR", "O_CREAT")


def _working_strace() -> str | None:
    """Where strace is, if it may trace here; some containers forbid it."""
    strace = shutil.which("strace")
    command = (strace or "", "-f", "--seccomp-bpf", "-o", "/dev/null", "/bin/true")
    if strace is None or subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603 - a test
        return None
    return strace


STRACE: Final = _working_strace()


@dataclass(frozen=True, slots=True)
class Lure:
    """What a hostile file tries to reach: a local file, and a port on which somebody listens."""

    file: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/a.ts"


class Witness:
    """Watches a lure, and every run of `binary`, from entry to exit."""

    def __init__(self, binary: Path, lure: Path, folder: Path) -> None:
        self._notes = folder / "notes"
        self._notes.mkdir()
        self._opened = Opened(lure)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self.lure = Lure(lure, self._server.getsockname()[1])
        self._real = str(binary)
        self.binary = folder / "ffmpeg"
        self.binary.write_text(
            _STAND_IN.format(
                python=sys.executable,
                program=Path(__file__).with_name("measured.py"),
                notes=self._notes,
                strace=STRACE or "",
                binary=binary,
            )
        )
        self.binary.chmod(0o755)

    def __enter__(self) -> Self:
        self._opened.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.__exit__(kind, error, trace)
        self._server.close()

    def foreign(self) -> list[str]:
        """What was reached that is neither the input, the output nor the system's libraries."""
        traces = [trace.read_text("utf-8", "replace") for trace in self._notes.glob("*.trace")]
        calls = [call for trace in traces for call in _foreign_calls(trace, self._real)]
        if self._opened.was_opened():
            calls.append(f"opened {self.lure.file}")
        if self._was_called():
            calls.append(f"connected to port {self.lure.port}")
        return calls

    def cost(self) -> tuple[int, float]:
        """The most memory in bytes and the processor time in seconds that one run took."""
        notes = [note.read_text().split() for note in self._notes.glob("*.cost")]
        assert notes, "FFmpeg was run"
        return 1024 * max(int(peak) for peak, _ in notes), max(float(time) for _, time in notes)

    def forget(self) -> None:
        """Begin anew, for another file."""
        for note in self._notes.iterdir():
            note.unlink()

    def _was_called(self) -> bool:
        try:
            self._server.accept()[0].close()
        except BlockingIOError:
            return False
        return True


def _foreign_calls(trace: str, binary: str) -> Iterator[str]:
    for name, path, rest in _CALL.findall(trace):
        is_written = any(flag in rest for flag in _WRITES)
        is_ours = (name == "execve" and path == binary) or (
            name in ("open", "openat")
            and (path == "output" or (_HARMLESS.match(path) and not is_written))
        )
        if not is_ours:
            yield f"{name}({path!r}{rest}"


@contextmanager
def watching(binary: Path, lure: Path, folder: Path) -> Iterator[Witness]:
    """A witness that was seen to work: it notices when the lure is opened and called."""
    with Witness(binary, lure, folder) as witness:
        lure.read_bytes()
        with socket.create_connection(("127.0.0.1", witness.lure.port)):
            assert len(witness.foreign()) == 2
        yield witness
