"""Ways to a user whom a bulk holds in which one rule is broken."""

from collections.abc import Sequence
from dataclasses import replace

from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.errors import UndoWindowOpen
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import Operation
from mediadesk.services.approach import Approach, Approached
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.standings import Standing, Standings


class SealsNothing(Approach):
    """The bulk can still be undone, though one of its members was changed since."""

    def to(self, user_id: UserId, operation: Operation, *, override: bool) -> Approached:
        return replace(super().to(user_id, operation, override=override), seal=None)


class TakesAnybodysWindow(Approach):
    """Another admin's undo counts for nothing."""

    def to(self, user_id: UserId, operation: Operation, *, override: bool) -> Approached:
        return super().to(user_id, operation, override=True)


class NeverTakesAWindow(Approach):
    """Nobody may change a member whose bulk can be undone, not even who began it."""

    def to(self, user_id: UserId, operation: Operation, *, override: bool) -> Approached:
        approached = super().to(user_id, operation, override=override)
        if approached.seal is not None:
            raise UndoWindowOpen("It can be undone.")
        return approached


class StoresNothingOfIt(Approach):
    """What the bulk gave is not in the history of who is changed afterwards."""

    def to(self, user_id: UserId, operation: Operation, *, override: bool) -> Approached:
        approached = super().to(user_id, operation, override=override)
        return _Silent(approached.standing, approached.seal)


class _Silent(Approached):
    def stored(self, change: Change) -> Change:
        stored = super().stored(change)
        return Change(stored.before, stored.after, change.entries)


class LeavesTheIntent(Approach):
    """The member is changed and still held."""

    def to(self, user_id: UserId, operation: Operation, *, override: bool) -> Approached:
        approached = super().to(user_id, operation, override=override)
        return _StillHeld(approached.standing, approached.seal)


class _StillHeld(Approached):
    def stored(self, change: Change) -> Change:
        stored = super().stored(change)
        return replace(stored, after=replace(stored.after, intent=self.standing.stored.intent))


class ReadsWhatIsStored(Standings):
    """One user is shown without what a bulk gave."""

    def of(self, user_id: UserId) -> Standing:
        standing = super().of(user_id)
        record = standing.record
        if record is None or record.status is not BulkStatus.COMMITTED:
            return standing
        return replace(standing, head=standing.stored, virtual=())


class ReadsManyAsStored(Standings):
    def of_many(self, user_ids: Sequence[UserId]) -> list[Head]:
        return self._assignments.heads(user_ids)


class ShowsItTwice(EffectiveHistory):
    """What was stored between two looks is there a second time."""

    def newest(self, standing: Standing, before: int | None, limit: int) -> list[HistoryEntry]:
        virtual = [e for e in standing.virtual if before is None or e.sequence < before]
        stored = self._history.newest(standing.stored.user_id, before, limit)
        return ([*virtual[::-1], *stored])[:limit]


class ForgetsWhatIsNotStored(EffectiveHistory):
    def get(self, user_id: UserId, sequence: int) -> HistoryEntry | None:
        return self._history.get(user_id, sequence)
