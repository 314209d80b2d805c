"""Each change of a bulk's record: one write, with the audit entry that tells of it."""

from dataclasses import replace
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import Actor, ActorKind
from mediadesk.domain.bulk import (
    BulkFailure,
    BulkRecord,
    BulkStatus,
    abort,
    commit,
    queued,
    seal,
    taken_up,
    undo,
)
from mediadesk.domain.ids import AdminId
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import BulkStore, Clock, Seal
from mediadesk.services.audit import AuditLogger, Cause

SWEEPER: Final = Actor(AdminId("system:assign"), ActorKind.SYSTEM)
LEASE_LOST: Final = BulkFailure(
    code="lease_lost", detail="Whoever prepared it fell silent; nobody got anything by it."
)
TAKEN_BACK: Final = BulkFailure(
    code="undone", detail="It was undone before it was decided; nobody got anything by it."
)


class BulkDecisions:
    """WriteConflict where others decided first: read the record again."""

    def __init__(self, *, bulks: BulkStore, audit: AuditLogger, clock: Clock) -> None:
        self._bulks = bulks
        self._audit = audit
        self._clock = clock

    def take_up(self, record: BulkRecord) -> BulkRecord:
        """Also again and again, by whoever is at work on it."""
        return self.note(record, taken_up(record, self._clock()))

    def queue(self, record: BulkRecord) -> BulkRecord:
        """Before its message is sent, also when it is sent anew."""
        return self.note(record, queued(record, self._clock()))

    def note(self, before: BulkRecord, after: BulkRecord) -> BulkRecord:
        """What decides nothing; in the same millisecond there may be nothing new of it."""
        if after != before:
            self._bulks.note(before, after)
        return after

    def commit(self, record: BulkRecord, asset: Asset) -> BulkRecord:
        """Stamped right before the write, so that the window opens when the change is there."""
        cause = self._by_its_admin(record)
        after, entry = self._audit.log_assignment(commit(record, cause.at), cause)
        self._bulks.decide(record, after, entry, opening=asset)
        return after

    def abort(self, record: BulkRecord, failure: BulkFailure) -> BulkRecord:
        return self._decided(record, abort(record, failure), self._by_its_admin(record))

    def abort_abandoned(self, record: BulkRecord) -> BulkRecord:
        """By whoever finds it: nobody may have come back to it meanwhile."""
        after, entry = self._audit.log_assignment(
            abort(record, LEASE_LOST), self._by_itself(record)
        )
        self._bulks.decide(record, after, entry, is_unrenewed=True)
        return after

    def undo(self, record: BulkRecord, note: str | None, operation: Operation) -> BulkRecord:
        """Raises what the domain refuses; a bulk that still prepares is aborted instead."""
        cause = Cause(operation.actor, operation.request_id, self._clock())
        answer = answered(operation, 200, {"bulk_id": record.bulk_id})
        if record.status is BulkStatus.PREPARING:
            aborted = replace(abort(record, TAKEN_BACK), undo_request_id=operation.request_id)
            return self._decided(record, aborted, cause, answer)
        by, request_id = operation.actor.name, operation.request_id
        undone = undo(record, by, operation.received_at, cause.at, request_id, note)
        return self._decided(record, undone, cause, answer)

    def seal_by_time(self, record: BulkRecord) -> BulkRecord:
        return self._decided(record, seal(record, None), self._by_itself(record))

    def seal_for(self, other: BulkRecord, bulk: BulkRecord) -> None:
        """For the sake of a bulk that must still prepare when it is written."""
        after, entry = self._audit.log_assignment(
            seal(other, bulk.bulk_id), self._by_its_admin(bulk)
        )
        self._bulks.decide(other, after, entry, for_bulk=bulk)

    def seal_by(self, record: BulkRecord, operation: Operation) -> Seal:
        """What is written together with a single change of one of the members."""
        cause = Cause(operation.actor, operation.request_id, self._clock())
        after, entry = self._audit.log_assignment(seal(record, operation.request_id), cause)
        return Seal(record, after, entry)

    def _decided(
        self, before: BulkRecord, decided: BulkRecord, cause: Cause, answer: Answer | None = None
    ) -> BulkRecord:
        after, entry = self._audit.log_assignment(decided, cause)
        self._bulks.decide(before, after, entry, answer=answer)
        return after

    def _by_its_admin(self, record: BulkRecord) -> Cause:
        return Cause(Actor(record.assigned_by), record.request_id, self._clock())

    def _by_itself(self, record: BulkRecord) -> Cause:
        return Cause(SWEEPER, record.request_id, self._clock())
