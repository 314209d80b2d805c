"""What can go wrong for a person at the command line, and the exit code of each."""

from enum import IntEnum
from typing import Final

from mediadesk.domain.errors import MediadeskError


class ExitCode(IntEnum):
    """Stable: scripts rely on them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    FORBIDDEN = 3
    NOT_FOUND = 4
    UNAVAILABLE = 5
    INTERRUPTED = 130


EXIT_CODES: Final = {
    ExitCode.OK: "everything was done",
    ExitCode.FAILED: "the operation failed; the message names its code and the remedy",
    ExitCode.USAGE: "the command line, a file or the configuration is not usable",
    ExitCode.FORBIDDEN: "not signed in, or the groups do not allow it",
    ExitCode.NOT_FOUND: "what was named does not exist",
    ExitCode.UNAVAILABLE: "the network or the service did not answer as it should",
    ExitCode.INTERRUPTED: "interrupted by Ctrl-C",
}

REMEDIES: Final = {error.code: error.remedy for error in MediadeskError.__subclasses__()} | {
    "unauthorized": "Set MEDIADESK_TOKEN to a fresh access token; locally, name a --user.",
    "asset_not_found": "`mediactl assets` lists what there is.",
    "asset_assigned": "`mediactl unassign USER` takes it from somebody; then delete it.",
    "asset_unavailable": "`mediactl assets restore ASSET` brings it back; or choose another one.",
    "asset_not_ready": "`mediactl watch ASSET` tells when its conversion has completed.",
    "user_not_found": "`mediactl users QUERY` finds users by name, address or id.",
    "user_deactivated": "`mediactl users put` registers the user again; or choose another one.",
    "assignment_not_found": "Copy the id whole, as `mediactl assign` printed it.",
    "assignment_superseded": "`mediactl history USER` shows what came after it.",
    "assignment_conflict": "Type the same command again in a moment.",
    "entry_not_found": "`mediactl history USER` lists the entries of this user.",
    "not_undoable": "`mediactl revert USER ENTRY` brings an earlier state back.",
    "undo_window_expired": "`mediactl revert USER ENTRY` brings an earlier state back.",
    "invalid_cursor": "Start again without --cursor, or repeat the query that gave it.",
}
"""What to do about each code of the API, in words for this command line."""


class Failure(Exception):
    """Something that the person can understand and act on.

    `code` is stable; `faults` are single findings, such as refused fields.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        remedy: str = "",
        exit_code: ExitCode = ExitCode.FAILED,
        request_id: str | None = None,
        faults: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy or REMEDIES.get(code, "")
        self.exit_code = exit_code
        self.request_id = request_id
        self.faults = faults

    @property
    def concerns_everything(self) -> bool:
        """Whether trying the next file would fail in the same way."""
        return self.exit_code in {ExitCode.FORBIDDEN, ExitCode.UNAVAILABLE}

    @property
    def is_passing(self) -> bool:
        """Whether the same may go well a little later."""
        return self.exit_code is ExitCode.UNAVAILABLE

    @property
    def reference(self) -> str:
        """What support needs."""
        return f"{self.code} · request {self.request_id}" if self.request_id else self.code

    def document(self) -> dict[str, object]:
        """For machines."""
        return {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "request_id": self.request_id,
            "faults": list(self.faults),
        }
