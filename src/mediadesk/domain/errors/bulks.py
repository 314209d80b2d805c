"""What can be wrong with a bulk operation."""

from collections.abc import Sequence
from datetime import datetime

from mediadesk.domain.errors.base import MediadeskError


class BulkNotFound(MediadeskError):
    code = "bulk_not_found"
    title = "There is no such bulk operation"
    remedy = "Check the bulk id; the answer to the bulk gave it."


class BulkRefused(MediadeskError):
    code = "bulk_refused"
    title = "Some of the users can't be given the asset"
    remedy = "Leave out the users that `errors` names and send a new request; nobody got anything."

    def __init__(
        self, detail: str, offenders: Sequence[tuple[str, str]] = (), offender_count: int = 0
    ) -> None:
        """`offenders`: the id and the code of each that is told, of `offender_count` in all."""
        super().__init__(detail)
        self.offenders = tuple(offenders)
        self.offender_count = offender_count


class BulkSealed(MediadeskError):
    code = "bulk_sealed"
    title = "A later change took the undo from this bulk"
    remedy = "Revert the users one by one, or assign anew; the detail names the change."


class BulkAborted(MediadeskError):
    code = "bulk_aborted"
    title = "This bulk was aborted"
    remedy = "Nothing needs to be undone; send a new request to try it again."


class UndoWindowOpen(MediadeskError):
    code = "undo_window_open"
    title = "Another admin may still undo a bulk that this user is in"
    remedy = "Wait until `undo_until`, or send `override: true`, which takes that undo away."

    def __init__(self, detail: str, undo_until: datetime | None = None) -> None:
        super().__init__(detail)
        self.undo_until = undo_until
