"""What users hold in effect, also while a bulk that is not stored with them yet decides it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.heads import Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.settling import settle
from mediadesk.ports import AssignmentStore, BulkStore, Clock

PASSES_AT_MOST: Final = 5
KNOWN_AFTER: Final = timedelta(minutes=1)
"""A bulk that was committed longer ago was so for all reads of one request."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A head as it is stored, and as it is in effect.

    `record` decides where the stored head holds an intent; `virtual` entries follow from it and
    are not stored yet.
    """

    stored: Head
    head: Head
    record: BulkRecord | None = None
    virtual: tuple[HistoryEntry, ...] = ()


class Standings:
    def __init__(self, *, assignments: AssignmentStore, bulks: BulkStore, clock: Clock) -> None:
        self._assignments = assignments
        self._bulks = bulks
        self._clock = clock

    def of(self, user_id: UserId) -> Standing:
        """Strongly consistent: the head is read before the record. UserNotFound."""
        head = self._assignments.head(user_id)
        if head.intent is None:
            return Standing(head, head)
        return standing(head, self._bulks.get(head.intent))

    def of_many(self, user_ids: Sequence[UserId]) -> list[Head]:
        """Heads in effect (at most 100), never some before and some after one bulk.

        Reading goes on until every bulk that shows was decided before the last pass began.
        """
        known: set[BulkId] = set()
        for _ in range(PASSES_AT_MOST):
            heads = self._effective(user_ids)
            seen = self._recent(heads) - known
            if not seen:
                return heads
            known |= seen
        raise ServiceUnavailable("These users are being changed without a pause.")

    def _effective(self, user_ids: Sequence[UserId]) -> list[Head]:
        heads = self._assignments.heads(user_ids)
        records = self.records(heads)
        return [
            head if head.intent is None else standing(head, records[head.intent]).head
            for head in heads
        ]

    def records(self, heads: Iterable[Head]) -> dict[BulkId, BulkRecord]:
        """What decides about these heads, read after them."""
        intents = sorted({head.intent for head in heads if head.intent is not None})
        return {record.bulk_id: record for record in self._bulks.get_many(intents)}

    def _recent(self, heads: Iterable[Head]) -> set[BulkId]:
        since = self._clock() - KNOWN_AFTER
        marks = [head.last_bulk for head in heads if head.last_bulk is not None]
        return {mark.bulk_id for mark in marks if mark.committed_at >= since}


def standing(head: Head, record: BulkRecord) -> Standing:
    """What a head that holds an intent of this bulk is in effect."""
    change = settle(head, record)
    return Standing(head, change.after, record, change.entries)
