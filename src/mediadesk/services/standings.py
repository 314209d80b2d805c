"""What users hold in effect, also while a bulk that is not stored with them yet decides it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.heads import Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.settling import settle
from mediadesk.ports import AssignmentStore, BulkStore, Clock

Id = TypeVar("Id", bound=str)

PASSES_AT_MOST: Final = 5
BATCH: Final = 100
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
        """Heads in effect, never some before and some after one bulk."""
        return [each.head for each in self.of_each(user_ids)]

    def of_each(self, user_ids: Sequence[UserId]) -> list[Standing]:
        """As `of_many`; who is in no directory is left out.

        Reading goes on until every bulk that shows was decided before the last pass began.
        """
        known: set[BulkId] = set()
        for _ in range(PASSES_AT_MOST):
            found = self._read(user_ids)
            seen = self._recent(each.head for each in found) - known
            if not seen:
                return found
            known |= seen
        raise ServiceUnavailable("These users are being changed without a pause.")

    def _read(self, user_ids: Sequence[UserId]) -> list[Standing]:
        heads = [head for batch in batches(user_ids) for head in self._assignments.heads(batch)]
        records = self.records(heads)
        return [
            Standing(head, head) if head.intent is None else standing(head, records[head.intent])
            for head in heads
        ]

    def records(self, heads: Iterable[Head]) -> dict[BulkId, BulkRecord]:
        """What decides about these heads, read after them."""
        intents = sorted({head.intent for head in heads if head.intent is not None})
        return {
            record.bulk_id: record
            for batch in batches(intents)
            for record in self._bulks.get_many(batch)
        }

    def _recent(self, heads: Iterable[Head]) -> set[BulkId]:
        since = self._clock() - KNOWN_AFTER
        marks = [head.last_bulk for head in heads if head.last_bulk is not None]
        return {mark.bulk_id for mark in marks if mark.committed_at >= since}


def batches(ids: Sequence[Id]) -> Iterator[Sequence[Id]]:
    """So many at a time as one request may read or write."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def standing(head: Head, record: BulkRecord) -> Standing:
    """What a head that holds an intent of this bulk is in effect."""
    change = settle(head, record)
    return Standing(head, change.after, record, change.entries)
