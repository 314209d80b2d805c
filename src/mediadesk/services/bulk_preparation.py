"""How a bulk gets from its record to its commit: check everybody, claim in order, decide."""

from collections.abc import Iterable, Sequence
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
    judged_at,
)
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.settling import settle
from mediadesk.ports import AssignmentStore, BulkStore, Clock, Pause
from mediadesk.services.bulk_checks import in_effect, offenders, refusal, window_failure
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.standings import Standings, batches

PAUSE_S: Final = 0.05


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

    def run(self) -> BulkRecord:
        """Leave every member claimed; raises Refused, OutOfTime or Settled otherwise.

        The record was read after the last seal: it names all of them.
        """
        members = self._bulks.members(self._record.bulk_id)
        heads = self._checked(members)
        for batch in batches(members):
            self._go_on()
            self._claim([heads[user_id] for user_id in batch])
        return self._record

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
        others: dict[BulkId, BulkRecord] = {}
        found: list[Offender] = []
        for batch in batches(user_ids):
            self._go_on()
            read = self._assignments.heads(batch)
            records = self._records_of_others(read)
            found += offenders(batch, in_effect(read, records), self._record.asset_id)
            heads |= {head.user_id: head for head in read}
            others |= records
        self._require_preparing()
        if found:
            raise Refused(refusal(found))
        self._require_no_window(others.values())
        return heads

    def _require_preparing(self) -> None:
        self._record = self._bulks.get(self._record.bulk_id)
        if self._record.status is not BulkStatus.PREPARING:
            raise Settled

    def _records_of_others(self, read: Iterable[Head]) -> dict[BulkId, BulkRecord]:
        """What it has claimed itself is as it was before."""
        return self._standings.records(head for head in read if head.intent != self._record.bulk_id)

    def _require_no_window(self, others: Iterable[BulkRecord]) -> None:
        """Of all of them before one is sealed: who is refused takes nobody's undo."""
        for other in others:
            # It may have been undone or sealed since it was read.
            if self._window(other) and (failure := self._window(self._bulks.get(other.bulk_id))):
                raise Refused(failure)

    def _window(self, other: BulkRecord) -> BulkFailure | None:
        own = self._record
        moment = judged_at(own.created_at, self._clock())
        return window_failure(other, own.assigned_by, moment, has_override=own.has_override)

    def _clear(self, heads: Iterable[Head]) -> None:
        """Free heads of other bulks' intents, where that may be; wait for those that prepare."""
        others = self._standings.records(heads).values()
        self._require_no_window(others)
        for other in others:
            if other.status is BulkStatus.PREPARING:
                self._wait_for(other, self._clock())
            elif other.status is BulkStatus.COMMITTED:
                self._decisions.seal_for(other, self._record)
            else:
                for head in (head for head in heads if head.intent == other.bulk_id):
                    self._go_on()
                    self._bulks.drain(settle(head, other))

    def _wait_for(self, other: BulkRecord, at: datetime) -> None:
        if is_abandoned(other, at):
            self._decisions.abort_abandoned(other)
        else:
            self._pause(PAUSE_S)

    def _go_on(self) -> None:
        """Stop where time is up; else let others know that somebody is at work."""
        now = self._clock()
        if now >= self._deadline:
            raise OutOfTime
        # Of what waited in a queue silence tells of a death from now on.
        if self._record.is_queued or now - self._renewed_at >= RENEW_EVERY:
            self._renew()
            self._renewed_at = now

    def _renew(self) -> None:
        try:
            self._record = self._decisions.take_up(self._record)
        except WriteConflict as conflict:
            raise Settled from conflict
