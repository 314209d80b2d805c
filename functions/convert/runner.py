"""FFmpeg in one private folder, for work that takes several commands one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.convert import inspection, sandbox
from functions.convert.encoding import fault_of
from mediadesk.domain.faults import MediaRejected
from mediadesk.domain.media_limits import MediaLimits

LISTED: Final = ("-f", "framecrc", "pipe:1")
NAMELESS: Final = ("-map_metadata", "-1", "-map_chapters", "-1")
# Only for a list that this code has written: one that a stranger wrote could name any file.
OWN_LIST: Final = (
    *("-protocol_whitelist", "file", "-format_whitelist", "concat,matroska"),
    *("-f", "concat", "-safe", "1"),
)


@dataclass(frozen=True, slots=True)
class Runner:
    """`pulse` is called at least every second; what it raises ends the work."""

    binary: Path
    folder: Path
    limits: MediaLimits
    seconds_left: Callable[[], float]
    pulse: Callable[[], None]

    @property
    def original(self) -> tuple[str, ...]:
        """The stranger's file, and what goes before it."""
        return ("-t", str(self.limits.duration_s + 1), *self.own(inspection.INPUT))

    def own(self, name: str) -> tuple[str, ...]:
        """A file of the folder; what a stranger made is still a stranger's in another container."""
        return (*inspection.guards(self.limits), "-i", f"file:{name}")

    def look(self, *arguments: str) -> inspection.Found:
        """What packets a file has; what frames, if they are not copied."""
        watch = sandbox.Watch(self.seconds_left, on_pulse=self.pulse)
        return inspection.look(self.binary, self.folder, arguments, watch)

    def run(
        self, *arguments: str, on_output: sandbox.Sink = sandbox.ignore, file_bytes: int
    ) -> sandbox.Ended:
        """Have FFmpeg write files, each at most `file_bytes` long, over what was there before."""
        program = (str(self.binary), *inspection.QUIET, "error", "-y", "-xerror", *arguments)
        watch = sandbox.Watch(self.seconds_left, on_output=on_output, on_pulse=self.pulse)
        ended = sandbox.run(program, self.folder, file_bytes, watch)
        if ended.ran_out:
            raise MediaRejected(ended.ran_out, ended.last_words)
        return ended

    def must_run(
        self, *arguments: str, on_output: sandbox.Sink = sandbox.ignore, file_bytes: int
    ) -> None:
        """The same, where it may not fail: raises MediaRejected if it does."""
        ended = self.run(*arguments, on_output=on_output, file_bytes=file_bytes)
        if ended.exit_code:
            raise MediaRejected(fault_of(ended), ended.last_words)
