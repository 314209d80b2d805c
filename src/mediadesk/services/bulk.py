"""Bulk operations: one asset for up to ten thousand users, all of them or none."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.assignments import require_assignable
from mediadesk.domain.bulk import LEASE, BulkFailure, BulkRecord, BulkStatus, members_hash
from mediadesk.domain.errors import (
    AlreadyAssigned,
    AssetNotReady,
    AssetUnavailable,
    AssignmentConflict,
    BulkNotFound,
    ServiceUnavailable,
    UndoWindowOpen,
    WriteConflict,
)
from mediadesk.domain.ids import BULK_PREFIX, BulkId, UserId, is_bulk_id, known_asset_id
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    AssignmentStore,
    BulkQueue,
    BulkStore,
    Clock,
    NewId,
    Pause,
)
from mediadesk.services.bulk_decisions import LEASE_LOST, BulkDecisions
from mediadesk.services.bulk_preparation import (
    BulkPreparation,
    OutOfTime,
    Refused,
    Settled,
    batches,
)
from mediadesk.services.exactly_once import ExactlyOnce, Outcome, earlier_answer
from mediadesk.services.standings import Standings

INLINE_USERS: Final = 1_000
"""Up to so many users a bulk is tried within the request that asks for it."""
INLINE_FOR: Final = timedelta(seconds=5)
STORED_AFTER_S: Final = 36
"""The window and its grace: then it is sealed and stored with each member."""
MAX_TRIES: Final = 5
PASSING: Final = frozenset({LEASE_LOST.code, AssignmentConflict.code, UndoWindowOpen.code})
"""Why a bulk was aborted that may succeed another time, also under the same key."""


@dataclass(frozen=True, slots=True)
class NewBulk:
    """Who is to get what; `user_ids` are distinct."""

    asset_id: str
    user_ids: tuple[UserId, ...]
    note: str | None = None
    skips_holders: bool = False
    has_override: bool = False


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
        queue: BulkQueue,
        clock: Clock,
        pause: Pause,
        new_id: NewId,
    ) -> None:
        self._bulks = bulks
        self._assignments = assignments
        self._assets = assets
        self._answers = answers
        self._standings = standings
        self._decisions = decisions
        self._once = ExactlyOnce(answers, pause)
        self._queue = queue
        self._clock = clock
        self._pause = pause
        self._new_id = new_id

    def bulk_assign_asset(self, new: NewBulk, operation: Operation) -> Outcome[BulkRecord]:
        """Give the asset to everybody or to nobody; the record tells whether it was decided.

        A repeat is shown the same bulk as it stands by then, unless that one failed for a reason
        that may have passed: then it is tried anew.
        """
        begun = self._begun(new, operation)
        record = begun.value
        if not begun.is_replay and record.user_count <= INLINE_USERS:
            record = self.advance(record.bulk_id, self._clock() + INLINE_FOR)
        if record.status in {BulkStatus.PREPARING, BulkStatus.COMMITTED}:
            self._hand_on(record)
        return Outcome(record, begun.is_replay)

    def advance(self, bulk_id: BulkId, deadline: datetime) -> BulkRecord:
        """Bring it as far as it gets by then; any process may, any number of times."""
        record = self._bulks.get(bulk_id)
        if record.status is not BulkStatus.PREPARING:
            return record
        try:
            self._preparation(record, deadline).run()
            return self._commit(bulk_id)
        except (OutOfTime, Settled):
            return self._bulks.get(bulk_id)
        except Refused as refused:
            return self._abort(bulk_id, refused.failure)

    def get(self, bulk_id: str) -> BulkRecord:
        """BulkNotFound also for what can't be the id of one."""
        return self._bulks.get(_bulk_id(bulk_id))

    def undo(self, bulk_id: str, note: str | None, operation: Operation) -> BulkRecord:
        """Take it back whole; one that still prepares is aborted."""
        known = _bulk_id(bulk_id)
        for _ in range(MAX_TRIES):
            try:
                return self._decisions.undo(self._bulks.get(known), note, operation)
            except (WriteConflict, ServiceUnavailable):
                record = self._bulks.get(known)
                if record.undo_request_id == operation.request_id:
                    return record
        raise WriteConflict("Others are deciding about the same bulk.")

    def _begun(self, new: NewBulk, operation: Operation) -> Outcome[BulkRecord]:
        for _ in range(MAX_TRIES):
            begun = self._once.decide(
                operation, lambda: self._begin(new, operation, None), self._bulk_of
            )
            failure = begun.value.failure
            if not begun.is_replay or failure is None or failure.code not in PASSING:
                return begun
            failed = earlier_answer(self._answers, operation)
            # Where an equal request was faster, the bulk that it began counts.
            if failed is None or failed.body["bulk_id"] == begun.value.bulk_id:
                with suppress(WriteConflict):
                    return Outcome(self._begin(new, operation, failed), is_replay=False)
        raise WriteConflict("Equal requests were faster again and again.")

    def _begin(self, new: NewBulk, operation: Operation, replaced: Answer | None) -> BulkRecord:
        asset = self._assets.get(known_asset_id(new.asset_id))
        require_assignable(asset)
        members = self._members(new, asset)
        at = self._clock()
        record = BulkRecord(
            bulk_id=BulkId(self._new_id(BULK_PREFIX)),
            status=BulkStatus.PREPARING,
            asset_id=asset.asset_id,
            assigned_by=operation.actor.name,
            request_id=operation.request_id,
            created_at=at,
            lease_until=at + LEASE,
            user_count=len(members),
            members_hash=members_hash(members),
            note=new.note,
            skipped_count=len(new.user_ids) - len(members),
            has_override=new.has_override,
        )
        answer = answered(operation, 202, {"bulk_id": record.bulk_id})
        self._bulks.create(record, members, answer, replaced)
        return record

    def _members(self, new: NewBulk, asset: Asset) -> tuple[UserId, ...]:
        """Who is in it, in the order in which everybody claims."""
        members = tuple(sorted(new.user_ids))
        if not new.skips_holders:
            return members
        holders = {
            head.user_id
            for batch in batches(members)
            for head in self._standings.of_many(batch)
            if head.asset_id == asset.asset_id
        }
        left = tuple(user_id for user_id in members if user_id not in holders)
        if not left:
            raise AlreadyAssigned(f"Everybody of them holds {asset.asset_id} already.")
        return left

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

    def _commit(self, bulk_id: BulkId) -> BulkRecord:
        """After an unknown outcome the record tells."""
        for _ in range(MAX_TRIES):
            record = self._bulks.get(bulk_id)
            if record.status is not BulkStatus.PREPARING:
                return record
            asset = self._assets.get(record.asset_id)
            try:
                require_assignable(asset)
                return self._decisions.commit(record, asset)
            except (AssetNotReady, AssetUnavailable) as refusal:
                return self._abort(bulk_id, BulkFailure(refusal.code, refusal.detail))
            except (WriteConflict, ServiceUnavailable):
                continue
        return self._bulks.get(bulk_id)

    def _abort(self, bulk_id: BulkId, failure: BulkFailure) -> BulkRecord:
        record = self._bulks.get(bulk_id)
        if record.status is not BulkStatus.PREPARING:
            return record
        try:
            return self._decisions.abort(record, failure)
        except WriteConflict:
            return self._bulks.get(bulk_id)

    def _hand_on(self, record: BulkRecord) -> None:
        """Somebody goes on with it; should this get lost, the sweeper finds it."""
        is_large = record.user_count > INLINE_USERS
        is_committed = record.status is BulkStatus.COMMITTED
        with suppress(ServiceUnavailable):
            if is_committed:
                self._queue.send(record.bulk_id, delay_s=STORED_AFTER_S)
            else:
                self._queue.send(record.bulk_id, is_large=is_large)


def _bulk_id(bulk_id: str) -> BulkId:
    if not is_bulk_id(bulk_id):
        raise BulkNotFound(f"No bulk operation has the id {bulk_id[:64]!r}.")
    return BulkId(bulk_id)
