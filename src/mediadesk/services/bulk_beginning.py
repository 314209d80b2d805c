"""How a bulk begins: once for each request, within the limits, with its members chosen."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.assignments import require_assignable
from mediadesk.domain.bulk import LEASE, BulkRecord, BulkStatus, members_hash, queued
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import AssignmentConflict, UndoWindowOpen, WriteConflict
from mediadesk.domain.ids import BULK_PREFIX, AssetId, BulkId, UserId, known_asset_id
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import AnswerStore, AssetStore, BulkStore, Clock, NewId, Pause
from mediadesk.services.bulk_decisions import LEASE_LOST
from mediadesk.services.bulk_members import members_of
from mediadesk.services.exactly_once import ExactlyOnce, Outcome, earlier_answer
from mediadesk.services.rate_limits import RateLimiter
from mediadesk.services.standings import Standings

INLINE_USERS: Final = 1_000
"""Up to so many users a bulk is tried within the request that asks for it."""
MAX_TRIES: Final = 5
PASSING: Final = frozenset({LEASE_LOST.code, AssignmentConflict.code, UndoWindowOpen.code})
"""Why a bulk was aborted that may succeed another time, also under the same key."""


class BulkBeginner:
    def __init__(
        self,
        *,
        bulks: BulkStore,
        assets: AssetStore,
        answers: AnswerStore,
        standings: Standings,
        limiter: RateLimiter,
        clock: Clock,
        pause: Pause,
        new_id: NewId,
    ) -> None:
        self._bulks = bulks
        self._assets = assets
        self._answers = answers
        self._standings = standings
        self._limiter = limiter
        self._once = ExactlyOnce(answers, pause)
        self._clock = clock
        self._new_id = new_id

    def begun(self, new: NewBulk, operation: Operation) -> Outcome[BulkRecord]:
        """A new one, which prepares, or the one that an equal request began."""
        # However often it is tried, it is one call.
        admit = cache(partial(self._limiter.admit, operation.actor.name, len(new.user_ids)))
        for _ in range(MAX_TRIES):
            begun = self._once.decide(
                operation, lambda: self._begin(new, operation, admit), self._bulk_of
            )
            failure = begun.value.failure
            if not begun.is_replay or failure is None or failure.code not in PASSING:
                return begun
            failed = earlier_answer(self._answers, operation)
            # Where an equal request was faster, the bulk that it began counts.
            if failed is None or failed.body["bulk_id"] == begun.value.bulk_id:
                with suppress(WriteConflict):
                    return Outcome(self._begin(new, operation, admit, failed), is_replay=False)
        raise WriteConflict("Equal requests were faster again and again.")

    def _begin(
        self,
        new: NewBulk,
        operation: Operation,
        admit: Callable[[], None],
        replaced: Answer | None = None,
    ) -> BulkRecord:
        asset = self._assets.get(known_asset_id(new.asset_id))
        require_assignable(asset)
        admit()
        members = self._members(new, asset)
        record = self._record(new, asset.asset_id, members, operation)
        answer = answered(operation, 202, {"bulk_id": record.bulk_id})
        self._bulks.create(record, members, answer, replaced)
        return record

    def _record(
        self,
        new: NewBulk,
        asset_id: AssetId,
        members: Sequence[UserId],
        operation: Operation,
    ) -> BulkRecord:
        at = self._clock()
        is_large = len(members) > INLINE_USERS
        record = BulkRecord(
            bulk_id=BulkId(self._new_id(BULK_PREFIX)),
            status=BulkStatus.PREPARING,
            asset_id=asset_id,
            assigned_by=operation.actor.name,
            request_id=operation.request_id,
            created_at=operation.received_at,
            lease_until=at + LEASE,
            user_count=len(members),
            members_hash=members_hash(members),
            note=new.note,
            skipped_count=len(new.user_ids) - len(members),
            has_override=new.has_override,
        )
        return queued(record, at) if is_large else record

    def _members(self, new: NewBulk, asset: Asset) -> tuple[UserId, ...]:
        return members_of(new, asset, self._standings)

    def _bulk_of(self, answer: Answer) -> BulkRecord:
        return self._bulks.get(BulkId(str(answer.body["bulk_id"])))
