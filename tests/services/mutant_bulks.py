"""Services and stores of bulks in which one rule is broken."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.operations import Answer, Operation
from mediadesk.domain.settling import settle
from mediadesk.services.bulk import BulkService
from mediadesk.services.bulk_beginning import BulkBeginner
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.bulk_preparation import BulkPreparation
from mediadesk.services.bulk_storing import BulkStoring
from mediadesk.services.standings import Standings
from tests.fake_bulks import FakeBulkStore
from tests.faults import watched


def preparing(kind: type[BulkPreparation]) -> type[BulkService]:
    class Service(BulkService):
        def _preparation(self, record: BulkRecord, deadline: datetime) -> BulkPreparation:
            made = super()._preparation(record, deadline)
            made.__class__ = kind
            return made

    return Service


class ReadsNoRecord(BulkPreparation):
    def _require_preparing(self) -> None:
        pass


class SealsNothing(BulkPreparation):
    """Takes over what another holds, as if that were final."""

    def _clear(self, heads: Iterable[Head]) -> None:
        for other in self._standings.records(heads).values():
            for head in (head for head in heads if head.intent == other.bulk_id):
                self._bulks.drain(settle(head, other))


class SeesNoWindow(BulkPreparation):
    def _require_no_window(self, others: Iterable[BulkRecord]) -> None:
        pass


class SealsAsItGoes(BulkPreparation):
    """Finds out that it is refused when it has taken somebody's undo already."""

    def _require_no_window(self, others: Iterable[BulkRecord]) -> None:
        for other in others:
            super()._require_no_window([other])
            if other.status is BulkStatus.COMMITTED:
                self._decisions.seal_for(other, self._record)


class WaitsForNobody(BulkPreparation):
    """Whoever prepares is aborted, lease or not."""

    def _wait_for(self, other: BulkRecord, at: datetime) -> None:
        self._decisions.abort_abandoned(other)


class TakesPendingIntents(BulkPreparation):
    """Frees heads of a bulk that prepares without aborting it."""

    def _wait_for(self, other: BulkRecord, at: datetime) -> None:
        for head in self._assignments.heads(self._bulks.members(other.bulk_id)):
            if head.intent == other.bulk_id:
                self._bulks.drain(Change(head, replace(head, v=head.v + 1, intent=None)))


class ClaimsOnlyOnce(BulkPreparation):
    """Commits although not everybody was claimed."""

    def _claimed(self, free: Sequence[Head]) -> bool:
        super()._claimed(free)
        return True


class ClaimsInAnyOrder(BulkBeginner):
    def _members(self, new: NewBulk, asset: Asset) -> tuple[UserId, ...]:
        super()._members(new, asset)
        return new.user_ids


class UndoesTheSealed(BulkDecisions):
    def undo(self, record: BulkRecord, note: str | None, operation: Operation) -> BulkRecord:
        if record.status is BulkStatus.SEALED:
            record = replace(record, status=BulkStatus.COMMITTED)
            stored: Any = self._bulks
            stored._storage.bulks[record.bulk_id] = record
        return super().undo(record, note, operation)


class DrainsWhatMayBeUndone(BulkStoring):
    def carry_on(self, bulk_id: BulkId, deadline: datetime, **also: Any) -> BulkRecord:  # noqa: ANN401 - handed on
        record = super().carry_on(bulk_id, deadline, **also)
        if record.status is BulkStatus.COMMITTED:
            self._walk(record, self._bulks.members(bulk_id), deadline)
        return record


class LooksNoSecondTime(BulkStoring):
    def _close(self, record: BulkRecord) -> None:
        self._bulks.note(record, replace(record, closed_at=self._clock()))


class ReadsOnce(Standings):
    def _recent(self, heads: Any) -> set[BulkId]:  # noqa: ANN401 - not looked at
        return set()


class DecidesBlindly(FakeBulkStore):
    """A commit, an undo or a seal is written whatever was decided meanwhile."""

    def decide(self, before: BulkRecord, after: BulkRecord, entry: Any, **also: Any) -> None:  # noqa: ANN401 - handed on
        stored = self._storage.bulks[before.bulk_id]
        entry = replace(entry, sequence=stored.audit.sequence + 1)
        super().decide(stored, after, entry, **{**also, "is_unrenewed": False})


class KeepsNoAnswerOfAnUndo(FakeBulkStore):
    def decide(self, before: BulkRecord, after: BulkRecord, entry: Any, **also: Any) -> None:  # noqa: ANN401 - handed on
        super().decide(before, after, entry, **{**also, "answer": None})


class NotesNoSeals(FakeBulkStore):
    def _note_sealed(self, bulk_id: BulkId, sealed: BulkId) -> None:
        pass


class ForgetsWhatItSealed(FakeBulkStore):
    """A renewal writes the whole record, as it was read."""

    def note(self, before: BulkRecord, after: BulkRecord) -> None:
        super().note(replace(before, sealed_bulk_ids=(before.bulk_id,)), after)


class AbortsTheRenewed(FakeBulkStore):
    def decide(self, before: BulkRecord, after: BulkRecord, entry: Any, **also: Any) -> None:  # noqa: ANN401 - handed on
        super().decide(before, after, entry, **{**also, "is_unrenewed": False})


class ClaimsWhateverIsThere(FakeBulkStore):
    """Only another's intent keeps it from a head, not a change."""

    @watched
    def claim(self, bulk_id: BulkId, heads: Sequence[Head]) -> None:
        stored = [self._storage.heads[head.user_id] for head in heads]
        if any(head.intent for head in stored):
            raise WriteConflict("Another holds it.")
        for head in stored:
            self._storage.heads[head.user_id] = replace(head, intent=bulk_id, v=head.v + 1)


class ClaimsOneByOne(FakeBulkStore):
    """Over what others hold, too."""

    @watched
    def claim(self, bulk_id: BulkId, heads: Sequence[Head]) -> None:
        for head in heads:
            stored = self._storage.heads[head.user_id]
            self._storage.heads[head.user_id] = replace(stored, intent=bulk_id, v=stored.v + 1)


class ForgetsWhoChanged(FakeBulkStore):
    def drain(self, change: Change) -> None:
        assert change.before is not None
        super().drain(replace(change, after=replace(change.after, last_bulk=None)))


class StoresHeadsOnly(FakeBulkStore):
    def drain(self, change: Change) -> None:
        super().drain(replace(change, entries=()))


class StoresOverAnything(FakeBulkStore):
    @watched
    def move_on(self, change: Change) -> None:
        self._storage.heads[change.after.user_id] = change.after


class KeepsNoAnswer(FakeBulkStore):
    def put_record(self, record: BulkRecord, answer: Answer, replaced: Answer | None) -> None:
        super().put_record(record, replace(answer, operation_id=record.bulk_id), replaced)
