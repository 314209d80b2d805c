"""Where bulk operations are kept, and how they go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.operations import Answer


@dataclass(frozen=True, slots=True)
class Seal:
    """A committed bulk that loses its undo by the change it is written with."""

    before: BulkRecord
    after: BulkRecord
    entry: AuditEntry


class BulkStore(Protocol):
    """Records and their members; intents are written to the members' heads."""

    def create(
        self,
        record: BulkRecord,
        members: Sequence[UserId],
        answer: Answer,
        replaced: Answer | None = None,
    ) -> None:
        """Members (sorted) first, then record and answer together.

        WriteConflict where an answer that still counts is there, save the one that is replaced.
        """
        ...

    def get(self, bulk_id: BulkId) -> BulkRecord:
        """Strongly consistent; BulkNotFound."""
        ...

    def get_many(self, bulk_ids: Sequence[BulkId]) -> list[BulkRecord]:
        """Strongly consistent, in the order asked for (at most 100); absent ones are left out."""
        ...

    def members(self, bulk_id: BulkId) -> list[UserId]:
        """All of them, sorted; strongly consistent."""
        ...

    def claim(self, bulk_id: BulkId, heads: Sequence[Head]) -> None:
        """Put the bulk's intent on these heads (at most 100), all or none.

        WriteConflict unless each is still as it was read, free and active.
        """
        ...

    def decide(
        self,
        before: BulkRecord,
        after: BulkRecord,
        entry: AuditEntry,
        *,
        opening: Asset | None = None,
        for_bulk: BulkRecord | None = None,
        is_unrenewed: bool = False,
        answer: Answer | None = None,
    ) -> None:
        """A change of status with its audit entry; tried once, as it carries a stamp.

        WriteConflict unless status and audit chain are as read. `opening`: the asset notes the
        bulk as open, if it still is completed and not deleted. `for_bulk` must still prepare, and
        notes that it sealed this one. `is_unrenewed`: the lease must be the one that was read.
        With an `answer`, WriteConflict also where one that still counts is there.
        """
        ...

    def note(self, before: BulkRecord, after: BulkRecord) -> None:
        """What is no decision: lease, drained, closed. WriteConflict unless the status is as read.

        A bulk that is closed is no longer noted with its asset.
        """
        ...

    def drain(self, change: Change) -> None:
        """Store the entries, then the head; does nothing where others were faster."""
        ...

    def due(self, at: datetime, limit: int) -> list[BulkId]:
        """Bulks that somebody must look at by then, the longest overdue first."""
        ...


class BulkQueue(Protocol):
    def send(self, bulk_id: BulkId, *, is_large: bool = False, delay_s: int = 0) -> None:
        """Let somebody go on with it, after so many seconds (at most 900)."""
        ...
