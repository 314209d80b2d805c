"""Bulk operations: one asset for up to ten thousand users, all of them or none."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.assignments import require_assignable
from mediadesk.domain.bulk import BulkFailure, BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import (
    AssetNotReady,
    AssetUnavailable,
    BulkNotFound,
    ServiceUnavailable,
    WriteConflict,
)
from mediadesk.domain.ids import BulkId, is_bulk_id
from mediadesk.domain.operations import Answer, Operation
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    AssignmentStore,
    BulkQueue,
    BulkStore,
    Clock,
    Pause,
)
from mediadesk.services.bulk_beginning import INLINE_USERS, BulkBeginner
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.bulk_preparation import BulkPreparation, OutOfTime, Refused, Settled
from mediadesk.services.exactly_once import ExactlyOnce, Outcome
from mediadesk.services.standings import Standings

INLINE_FOR: Final = timedelta(seconds=5)
STORED_AFTER_S: Final = 36
"""The window and its grace: then it is sealed and stored with each member."""
MAX_TRIES: Final = 5


class BulkService:
    def __init__(
        self,
        *,
        bulks: BulkStore,
        assignments: AssignmentStore,
        assets: AssetStore,
        answers: AnswerStore,
        standings: Standings,
        decisions: BulkDecisions,
        beginner: BulkBeginner,
        queue: BulkQueue,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._bulks = bulks
        self._assignments = assignments
        self._assets = assets
        self._standings = standings
        self._decisions = decisions
        self._beginner = beginner
        self._once = ExactlyOnce(answers, pause)
        self._queue = queue
        self._clock = clock
        self._pause = pause

    def bulk_assign_asset(self, new: NewBulk, operation: Operation) -> Outcome[BulkRecord]:
        """Give the asset to everybody or to nobody; the record tells whether it was decided.

        A repeat is shown the same bulk as it stands by then, unless that one failed for a reason
        that may have passed: then it is tried anew. Raises RateLimited.
        """
        begun = self._beginner.begun(new, operation)
        record = begun.value
        if not begun.is_replay and record.user_count <= INLINE_USERS:
            # It was begun in any case: where this one gets no further, others may.
            with suppress(ServiceUnavailable):
                record = self._advanced(record, self._clock() + INLINE_FOR)
        with suppress(ServiceUnavailable):
            # Should this get lost, the sweeper finds it.
            record = self.hand_on(record)
        return Outcome(record, begun.is_replay)

    def advance(self, bulk_id: BulkId, deadline: datetime) -> BulkRecord:
        """Bring it as far as it gets by then; any process may, any number of times."""
        return self._advanced(self._bulks.get(bulk_id), deadline)

    def hand_on(self, record: BulkRecord) -> BulkRecord:
        """Let somebody go on with it, if anything is left to be done."""
        if record.status is BulkStatus.COMMITTED:
            self._queue.send(record.bulk_id, delay_s=STORED_AFTER_S)
        if record.status is not BulkStatus.PREPARING:
            return record
        # Where it was decided meanwhile, the message brings it on.
        with suppress(WriteConflict):
            record = self._decisions.queue(record)
        self._queue.send(record.bulk_id, is_large=record.user_count > INLINE_USERS)
        return record

    def get(self, bulk_id: str) -> BulkRecord:
        """BulkNotFound also for what can't be the id of one."""
        return self._bulks.get(_bulk_id(bulk_id))

    def undo(
        self, asset_id: str, bulk_id: str, note: str | None, operation: Operation
    ) -> Outcome[BulkRecord]:
        """Take it back whole; one that still prepares is aborted.

        A repeat is shown the bulk as it stands by then. BulkNotFound also for another asset's.
        """
        known = _bulk_id(bulk_id)

        def attempt() -> BulkRecord:
            record = self._bulks.get(known)
            if record.asset_id != asset_id:
                raise BulkNotFound(f"{asset_id[:64]!r} has no such bulk operation.")
            return self._decisions.undo(record, note, operation)

        return self._once.decide(operation, attempt, self._bulk_of)

    def _bulk_of(self, answer: Answer) -> BulkRecord:
        return self._bulks.get(BulkId(str(answer.body["bulk_id"])))

    def _preparation(self, record: BulkRecord, deadline: datetime) -> BulkPreparation:
        return BulkPreparation(
            record,
            bulks=self._bulks,
            assignments=self._assignments,
            standings=self._standings,
            decisions=self._decisions,
            clock=self._clock,
            pause=self._pause,
            deadline=deadline,
        )

    def _advanced(self, record: BulkRecord, deadline: datetime) -> BulkRecord:
        if record.status is not BulkStatus.PREPARING:
            return record
        try:
            return self._commit(self._preparation(record, deadline).run())
        except (OutOfTime, Settled):
            return self._bulks.get(record.bulk_id)
        except Refused as refused:
            return self._abort(record.bulk_id, refused.failure)

    def _commit(self, record: BulkRecord) -> BulkRecord:
        """After an unknown outcome the record tells."""
        for _ in range(MAX_TRIES):
            if record.status is not BulkStatus.PREPARING:
                break
            asset = self._assets.get(record.asset_id)
            try:
                require_assignable(asset)
                return self._decisions.commit(record, asset)
            except (AssetNotReady, AssetUnavailable) as refusal:
                return self._abort(record.bulk_id, BulkFailure(refusal.code, refusal.detail))
            except (WriteConflict, ServiceUnavailable):
                record = self._bulks.get(record.bulk_id)
        return record

    def _abort(self, bulk_id: BulkId, failure: BulkFailure) -> BulkRecord:
        record = self._bulks.get(bulk_id)
        if record.status is not BulkStatus.PREPARING:
            return record
        try:
            return self._decisions.abort(record, failure)
        except WriteConflict:
            return self._bulks.get(bulk_id)


def _bulk_id(bulk_id: str) -> BulkId:
    if not is_bulk_id(bulk_id):
        raise _not_found(bulk_id)
    return BulkId(bulk_id)


def _not_found(bulk_id: str) -> BulkNotFound:
    return BulkNotFound(f"No bulk operation has the id {bulk_id[:64]!r}.")
