"""How FFmpeg is run on a stranger's file: confined, watched, and gone when the call returns."""

import errno
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.convert import workspace
from mediadesk.domain.errors import EncoderInterrupted
from mediadesk.domain.faults import MediaFault, MediaRejected

MEMORY_BYTES: Final = 3 * 1024**3
PULSE_S: Final = 0.5
LEAST_ROOM_BYTES: Final = 64 * 1024**2
"""Nothing is started with less space left in its folder."""
NO_SPACE_CODE: Final = 256 - errno.ENOSPC
"""FFmpeg's exit code when the disk is full."""
LAST_LINES: Final = 12
LONGEST_QUOTE: Final = 300
LONGEST_LINE: Final = 1024

_CONFINE: Final = Path(__file__).with_name("confine.py")

Sink = Callable[[bytes], None]


def ignore(_: bytes) -> None:
    """A sink for lines that nobody reads."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is done while the program runs; whatever one of these raises ends the program.

    `seconds_left` is asked again and again; `on_pulse` comes at least every second.
    """

    seconds_left: Callable[[], float]
    on_output: Sink = ignore
    on_complaint: Sink = ignore
    on_pulse: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code (negative: the signal), and its last words."""

    exit_code: int
    last_words: str

    @property
    def ran_out(self) -> MediaFault | None:
        """TIMED_OUT or NO_SPACE, where that and not the file was what ended it."""
        if self.exit_code == -signal.SIGXCPU:
            return MediaFault.TIMED_OUT
        return MediaFault.NO_SPACE if self.exit_code == NO_SPACE_CODE else None


def run(program: Sequence[str], folder: Path, file_bytes: int, watch: Watch) -> Ended:
    """Run in `folder` until the program ends; raises MediaRejected when time or space is up.

    EncoderInterrupted when somebody else killed it. No process of its group is left when this
    returns or raises.
    """
    workspace.require_room(folder, LEAST_ROOM_BYTES)
    last_words: deque[str] = deque(maxlen=LAST_LINES)

    def complain(line: bytes) -> None:
        last_words.append(line[:LONGEST_QUOTE].decode("utf-8", "replace"))
        watch.on_complaint(line)

    with _start(program, folder, file_bytes, watch.seconds_left()) as child:
        try:
            _attend(child, complain, watch)
        finally:
            # Still unreaped, so the group's number can't have passed on to somebody else.
            os.killpg(child.pid, signal.SIGKILL)
    if child.returncode == -signal.SIGKILL:
        # By the kernel, for want of memory, or by somebody: never by what stands in the file.
        raise EncoderInterrupted("The encoder was killed from outside.")
    return Ended(child.returncode, "\n".join(last_words))


def _start(
    program: Sequence[str], folder: Path, file_bytes: int, seconds_left: float
) -> subprocess.Popen[bytes]:
    # The start of the interpreter may need its libraries; the program itself gets nothing at all.
    environment = {k: v for k, v in os.environ.items() if k == "LD_LIBRARY_PATH"}
    cpu_s = max(1, int(seconds_left * (os.cpu_count() or 1)))
    limits = [str(number) for number in (os.getpid(), MEMORY_BYTES, cpu_s, file_bytes)]
    return subprocess.Popen(  # noqa: S603 - fixed program; a stranger names no argument
        [sys.executable, "-I", "-S", str(_CONFINE), *limits, *program],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _attend(child: subprocess.Popen[bytes], complain: Sink, watch: Watch) -> None:
    assert child.stdout is not None  # noqa: S101 - a pipe, see _start
    assert child.stderr is not None  # noqa: S101 - a pipe, see _start
    pulse_at = time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, _Lines(watch.on_output))
        selector.register(child.stderr, selectors.EVENT_READ, _Lines(complain))
        while selector.get_map() or not _has_ended(child):
            _read_what_came(selector)
            if watch.seconds_left() <= 0:
                raise MediaRejected(MediaFault.TIMED_OUT, "no time is left")
            if time.monotonic() >= pulse_at:
                watch.on_pulse()
                pulse_at = time.monotonic() + PULSE_S


def _read_what_came(selector: selectors.BaseSelector) -> None:
    # With both pipes closed only the exit is awaited, which follows at once.
    for key, _ in selector.select(timeout=PULSE_S if selector.get_map() else 0.005):
        chunk = os.read(key.fd, 65536)
        key.data.feed(chunk)
        if not chunk:
            selector.unregister(key.fileobj)


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; leaves it unreaped, which keeps its number taken."""
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, child.pid, options) is not None


class _Lines:
    """Cuts a stream of bytes into lines; an overlong line is cut short, not kept in memory."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Pass every whole line on; an empty chunk is the end and passes on what is left."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if (not chunk and self._rest) or len(self._rest) > LONGEST_LINE:
            lines.append(self._rest[:LONGEST_LINE])
            self._rest = b""
        for line in lines:
            self._sink(line)
