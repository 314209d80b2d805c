"""How a bulk gets from its record to its commit: check everybody, claim in order, decide."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from mediadesk.domain.bulk import (
    LEASE,
    RENEW_EVERY,
    BulkFailure,
    BulkRecord,
    BulkStatus,
    Offender,
    is_abandoned,
    is_window_open,
)
from mediadesk.domain.errors import (
    AlreadyAssigned,
    BulkRefused,
    MediadeskError,
    UndoWindowOpen,
    UserDeactivated,
    UserNotFound,
    WriteConflict,
)
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import UserId
from mediadesk.domain.instants import rfc3339
from mediadesk.domain.settling import settle
from mediadesk.ports import AssignmentStore, BulkStore, Clock, Pause
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.standings import Standings, standing

BATCH: Final = 100
PAUSE_S: Final = 0.05
OFFENDERS_TOLD: Final = 100


class OutOfTime(Exception):
    """Somebody else must go on with it."""


class Settled(Exception):
    """The bulk does not prepare any more: others have decided it."""


class Refused(Exception):
    """The bulk can't be carried out."""

    def __init__(self, failure: BulkFailure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class BulkPreparation:
    """One try at one bulk; any number of these may be at work on it at once.

    Nothing is claimed before everybody was checked. Heads are claimed in the order of the ids by
    everybody, so that those who wait for one another can't wait in a circle.
    """

    def __init__(
        self,
        record: BulkRecord,
        *,
        bulks: BulkStore,
        assignments: AssignmentStore,
        standings: Standings,
        decisions: BulkDecisions,
        clock: Clock,
        pause: Pause,
        deadline: datetime,
    ) -> None:
        self._record = record
        self._bulks = bulks
        self._assignments = assignments
        self._standings = standings
        self._decisions = decisions
        self._clock = clock
        self._pause = pause
        self._deadline = deadline
        # Whoever takes it up late must not go on under a lease that is nearly over.
        self._renewed_at = record.lease_until - LEASE

    def run(self) -> None:
        """Leave every member claimed; raises Refused, OutOfTime or Settled otherwise."""
        members = self._bulks.members(self._record.bulk_id)
        heads = self._checked(members)
        for batch in batches(members):
            self._go_on()
            self._claim([heads[user_id] for user_id in batch])

    def _claim(self, heads: Sequence[Head]) -> None:
        """Claim one batch, however often others come in between."""
        while True:
            foreign = [head for head in heads if head.intent not in {None, self._record.bulk_id}]
            if foreign:
                # Where others were faster, the next look tells.
                with suppress(WriteConflict):
                    self._clear(foreign)
            elif self._claimed([head for head in heads if head.intent is None]):
                return
            read = self._checked([head.user_id for head in heads])
            heads = list(read.values())

    def _claimed(self, free: Sequence[Head]) -> bool:
        try:
            if free:
                self._bulks.claim(self._record.bulk_id, free)
        except WriteConflict:
            return False
        return True

    def _checked(self, user_ids: Sequence[UserId]) -> dict[UserId, Head]:
        """The members' heads; their record is read after them, and must still prepare."""
        heads: dict[UserId, Head] = {}
        offenders: list[Offender] = []
        for batch in batches(user_ids):
            self._go_on()
            read = {head.user_id: head for head in self._assignments.heads(batch)}
            offenders += self._offenders(batch, read)
            heads |= read
        self._require_preparing()
        if offenders:
            raise Refused(_refusal(offenders))
        return heads

    def _require_preparing(self) -> None:
        self._record = self._bulks.get(self._record.bulk_id)
        if self._record.status is not BulkStatus.PREPARING:
            raise Settled

    def _offenders(self, batch: Iterable[UserId], read: dict[UserId, Head]) -> list[Offender]:
        records = self._standings.records(
            head for head in read.values() if head.intent != self._record.bulk_id
        )
        found = []
        for user_id in batch:
            head = read.get(user_id)
            if head is not None and head.intent in records:
                head = standing(head, records[head.intent]).head
            offence = self._offence(head)
            if offence is not None:
                found.append(Offender(user_id, offence.code))
        return found

    def _offence(self, head: Head | None) -> type[MediadeskError] | None:
        if head is None:
            return UserNotFound
        if head.deactivated_at is not None:
            return UserDeactivated
        return AlreadyAssigned if head.asset_id == self._record.asset_id else None

    def _clear(self, heads: Iterable[Head]) -> None:
        """Free heads of other bulks' intents, where that may be; wait for those that prepare."""
        for other in self._standings.records(heads).values():
            at = self._clock()
            if other.status is BulkStatus.PREPARING:
                self._wait_for(other, at)
            elif other.status is BulkStatus.COMMITTED:
                self._seal(other, at)
            else:
                held = [head for head in heads if head.intent == other.bulk_id]
                for head in held:
                    self._bulks.drain(settle(head, other))

    def _wait_for(self, other: BulkRecord, at: datetime) -> None:
        if is_abandoned(other, at):
            self._decisions.abort_abandoned(other)
        else:
            self._pause(PAUSE_S)

    def _seal(self, other: BulkRecord, at: datetime) -> None:
        """The window belongs to whoever opened it."""
        is_own = other.assigned_by == self._record.assigned_by
        if is_window_open(other, at) and not is_own and not self._record.has_override:
            raise Refused(_window_open(other))
        self._decisions.seal_for(other, self._record)

    def _go_on(self) -> None:
        """Stop where time is up; else let others know that somebody is at work."""
        now = self._clock()
        if now >= self._deadline:
            raise OutOfTime
        if now - self._renewed_at >= RENEW_EVERY:
            self._renew()
            self._renewed_at = now

    def _renew(self) -> None:
        try:
            self._record = self._decisions.renew(self._record)
        except WriteConflict as conflict:
            raise Settled from conflict


def _refusal(offenders: Sequence[Offender]) -> BulkFailure:
    return BulkFailure(
        code=BulkRefused.code,
        detail=f"{len(offenders)} of the users can't be given this asset; nobody got it.",
        offenders=tuple(offenders[:OFFENDERS_TOLD]),
        offender_count=len(offenders),
    )


def _window_open(other: BulkRecord) -> BulkFailure:
    until = "" if other.undo_until is None else rfc3339(other.undo_until)
    return BulkFailure(
        code=UndoWindowOpen.code,
        detail=f"{other.assigned_by} may still undo {other.bulk_id}, until {until}.",
    )


def batches(user_ids: Sequence[UserId]) -> Iterator[Sequence[UserId]]:
    for start in range(0, len(user_ids), BATCH):
        yield user_ids[start : start + BATCH]
