"""How a change of one user gets to a head that a bulk may hold."""

from dataclasses import dataclass, replace

from mediadesk.domain.bulk import BulkRecord, BulkStatus, is_abandoned, is_window_open
from mediadesk.domain.errors import UndoWindowOpen, WriteConflict
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.operations import Operation
from mediadesk.ports import Clock, Seal
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.standings import Standing, Standings


@dataclass(frozen=True, slots=True)
class Approached:
    """A head in effect, and the seal that must be written with whatever follows from it."""

    standing: Standing
    seal: Seal | None = None

    @property
    def head(self) -> Head:
        return self.standing.head

    @property
    def sealed_bulk_ids(self) -> tuple[BulkId, ...]:
        return () if self.seal is None else (self.seal.before.bulk_id,)

    def stored(self, change: Change) -> Change:
        """The change as one write of the stored head, what the bulk adds to it first."""
        stored = self.standing.stored
        entries = self.standing.virtual + change.entries
        return Change(stored, replace(change.after, v=stored.v + 1), entries)


class Approach:
    """The window belongs to whoever opened it; a bulk that prepares is waited for."""

    def __init__(self, *, standings: Standings, decisions: BulkDecisions, clock: Clock) -> None:
        self._standings = standings
        self._decisions = decisions
        self._clock = clock

    def to(self, user_id: UserId, operation: Operation, *, override: bool) -> Approached:
        """WriteConflict while a bulk prepares, UndoWindowOpen while another admin may undo one."""
        standing = self._standings.of(user_id)
        record = standing.record
        if record is None or record.status.is_final:
            return Approached(standing)
        if record.status is BulkStatus.PREPARING:
            raise self._in_the_way(record)
        is_own = record.assigned_by == operation.actor.name
        if is_window_open(record, operation.received_at) and not is_own and not override:
            raise UndoWindowOpen(
                f"{record.assigned_by} may still undo {record.bulk_id}, which {user_id} is in.",
                record.undo_until,
            )
        return Approached(standing, self._decisions.seal_by(record, operation))

    def _in_the_way(self, record: BulkRecord) -> WriteConflict:
        if is_abandoned(record, self._clock()):
            self._decisions.abort_abandoned(record)
        return WriteConflict(f"{record.bulk_id} is being decided.")
