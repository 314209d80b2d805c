"""What can go wrong for a person at the command line, and the exit code of each."""

from dataclasses import asdict, dataclass
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
    "upload_incomplete": "`mediactl upload --resume ASSET FILE` sends what is missing.",
    "upload_expired": "Upload the file anew, by `mediactl upload FILE`.",
    "conversion_not_failed": "`mediactl assets show ASSET` tells where its conversion stands.",
    "conversion_not_retryable": "`mediactl assets show ASSET` tells what is wrong with the file.",
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
    "invalid_cursor": "Type the same command again.",
    "write_conflict": "Type the same command again in a moment.",
    "idempotency_key_reused": "Give another --key for another request, or none.",
    "bulk_not_found": "Copy the id whole, as `mediactl bulk assign` printed it.",
    "bulk_refused": "Nobody got it. Leave these users out, or those who hold it by --skip-holders.",
    "bulk_sealed": "`mediactl revert USER ENTRY` brings a user's earlier state back.",
    "bulk_aborted": "Type the same command again, without --key or with another one.",
    "undo_window_open": "Wait a minute, or type the same command with --override: it takes that"
    " undo away.",
}
"""What to do about each code of the API, in words for this command line."""


@dataclass(frozen=True, slots=True)
class Offender:
    """A user for whose sake all were refused."""

    user_id: str
    code: str
    message: str


class Failure(Exception):
    """Something that the person can understand and act on.

    `code` is stable; `faults` are single findings, such as refused fields; `offenders` are the
    first of `offender_count`.
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
        offenders: tuple[Offender, ...] = (),
        offender_count: int = 0,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy or REMEDIES.get(code, "")
        self.exit_code = exit_code
        self.request_id = request_id
        self.faults = faults
        self.offenders = offenders
        self.offender_count = offender_count
        self.retry_after_s = retry_after_s

    def advised(self, advice: str) -> "Failure":
        """The same with one more thing to do about it."""
        return Failure(
            self.code,
            self.message,
            remedy=f"{self.remedy} {advice}".lstrip(),
            exit_code=self.exit_code,
            request_id=self.request_id,
            faults=self.faults,
            retry_after_s=self.retry_after_s,
        )

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
        told: dict[str, object] = {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "request_id": self.request_id,
            "faults": list(self.faults),
        }
        if self.offenders:
            told["offenders"] = [asdict(offender) for offender in self.offenders]
            told["offender_count"] = self.offender_count
        if self.retry_after_s is not None:
            told["retry_after_s"] = self.retry_after_s
        return told
