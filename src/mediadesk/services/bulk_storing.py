"""How what a bulk decided gets to each of its members, also when everybody forgot about it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from mediadesk.domain.bulk import (
    BulkRecord,
    BulkStatus,
    at_storing,
    due_at,
    is_abandoned,
    is_being_stored,
    may_be_sealed_by_time,
    may_wait,
)
from mediadesk.domain.errors import MediadeskError, ServiceUnavailable, WriteConflict
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.settling import settle
from mediadesk.ports import AssignmentStore, BulkQueue, BulkStore, Clock
from mediadesk.services.bulk import BulkService
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.standings import batches

SWEEP_PAGE: Final = 100
SWEEP_FOR: Final = timedelta(seconds=30)
"""Half of what the function that sweeps may take."""
LONGEST_DELAY_S: Final = 900


class BulkStoring:
    """Goes on with bulks, each as far as it gets; any number of these may be at work."""

    def __init__(
        self,
        *,
        bulks: BulkStore,
        assignments: AssignmentStore,
        service: BulkService,
        decisions: BulkDecisions,
        queue: BulkQueue,
        clock: Clock,
    ) -> None:
        self._bulks = bulks
        self._assignments = assignments
        self._service = service
        self._decisions = decisions
        self._queue = queue
        self._clock = clock

    def carry_on(
        self, bulk_id: BulkId, deadline: datetime, *, may_store: bool = True
    ) -> BulkRecord:
        """Prepare, seal or store it, whatever is next; what is left is handed on."""
        record = self._sealed(self._advanced(bulk_id, deadline))
        if record.status is BulkStatus.PREPARING:
            return self._service.hand_on(record)
        if record.status is BulkStatus.COMMITTED:
            self._queue.send(bulk_id, delay_s=self._until_due_s(record))
        elif record.drained_at is None and may_store:
            return self._stored(record, deadline)
        elif record.drained_at is None:
            self._queue.send(bulk_id)
        return record

    def sweep(self) -> int:
        """Abort what was abandoned, hand on what is overdue, close what is over; how many.

        One that fails keeps no other one waiting; its error is raised at the end. What is left
        when time is up is the next sweep's.
        """
        seen: set[BulkId] = set()
        failures: list[MediadeskError] = []
        until = self._clock() + SWEEP_FOR
        while self._clock() < until and (ids := self._unseen(seen)):
            for bulk_id in takewhile(lambda _: self._clock() < until, ids):
                seen.add(bulk_id)
                try:
                    self._look_at(self._bulks.get(bulk_id))
                except WriteConflict:
                    continue  # Somebody is at work on it after all.
                except MediadeskError as failure:
                    failures.append(failure)
        if failures:
            raise failures[0]
        return len(seen)

    def _unseen(self, seen: set[BulkId]) -> list[BulkId]:
        # Those that could not be dealt with stay the longest overdue, before all others.
        due = self._bulks.due(self._clock(), len(seen) + SWEEP_PAGE)
        return [bulk_id for bulk_id in due if bulk_id not in seen]

    def _look_at(self, record: BulkRecord) -> None:
        due = due_at(record)
        if due is None or due > self._clock():
            return
        if record.drained_at is not None:
            self._close(record)
            return
        if record.is_queued and may_wait(record, self._clock()):
            # Nobody came for it: its message may be lost, or the queue be long.
            self._service.hand_on(record)
            return
        if record.status is BulkStatus.PREPARING:
            if not is_abandoned(record, self._clock()):
                return
            record = self._decisions.abort_abandoned(record)
        self._queue.send(record.bulk_id)

    def _advanced(self, bulk_id: BulkId, deadline: datetime) -> BulkRecord:
        """What fails for a moment is sent anew by the sweep, long before its message comes back."""
        try:
            return self._service.advance(bulk_id, deadline)
        except ServiceUnavailable:
            record = self._bulks.get(bulk_id)
            if may_wait(record, self._clock()):
                with suppress(WriteConflict):
                    self._decisions.queue(record)
            raise

    def _sealed(self, record: BulkRecord) -> BulkRecord:
        if not may_be_sealed_by_time(record, self._clock()):
            return record
        try:
            return self._decisions.seal_by_time(record)
        except WriteConflict:
            return self._bulks.get(record.bulk_id)

    def _stored(self, record: BulkRecord, deadline: datetime) -> BulkRecord:
        """Walk over the members; a second walk finds only what the first one left."""
        if is_being_stored(record, self._clock()):
            return record
        for batch in batches(self._bulks.members(record.bulk_id)):
            record = self._decisions.note(record, at_storing(record, self._clock()))
            if not self._walk(record, batch, deadline):
                record = self._decisions.note(record, replace(record, storing_until=None))
                self._queue.send(record.bulk_id)
                return record
        return self._decisions.note(record, replace(record, drained_at=self._clock()))

    def _close(self, record: BulkRecord) -> None:
        """An intent that was written late is found by the last walk."""
        for batch in batches(self._bulks.members(record.bulk_id)):
            self._walk(record, batch, None)
        self._decisions.note(record, replace(record, closed_at=self._clock()))

    def _walk(self, record: BulkRecord, batch: Sequence[UserId], deadline: datetime | None) -> bool:
        """Store with each of them what was decided; whether there was time for all."""
        for head in self._assignments.heads(batch):
            if head.intent == record.bulk_id:
                self._bulks.drain(settle(head, record))
                if deadline is not None and self._clock() >= deadline:
                    return False
        return True

    def _until_due_s(self, record: BulkRecord) -> int:
        due = due_at(record) or self._clock()
        left = (due - self._clock()).total_seconds()
        return min(max(int(left) + 1, 1), LONGEST_DELAY_S)
