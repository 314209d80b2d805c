"""One user's assignment: assign, undo, unassign, revert; each decided once, by one transaction."""

from collections.abc import Callable

from mediadesk.domain import assignments as rules
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import AssignmentConflict, AssignmentNotFound, EntryNotFound
from mediadesk.domain.heads import Act, Assignment, Change, Head, assignment_of
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import (
    ASSIGNMENT_PREFIX,
    ENTRY_PREFIX,
    AssetId,
    UserId,
    known_asset_id,
    known_user_id,
    place_of,
)
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.domain.users import Seen
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    AssignmentStore,
    Clock,
    HistoryStore,
    Pause,
    UserStore,
)
from mediadesk.services.exactly_once import ExactlyOnce, Outcome

Rule = Callable[[Head, Act], Change]
"""What the domain decides about a head; asked again about the present one after a lost race."""


class AssignmentService:
    def __init__(
        self,
        *,
        assignments: AssignmentStore,
        history: HistoryStore,
        assets: AssetStore,
        users: UserStore,
        answers: AnswerStore,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._assignments = assignments
        self._history = history
        self._assets = assets
        self._users = users
        self._once = ExactlyOnce(answers, pause)
        self._clock = clock

    def assign(
        self, asset_id: str, user_id: str, note: str | None, operation: Operation
    ) -> Outcome[Assignment]:
        """Give a user an asset in place of the one they hold, if any."""

        def rule(head: Head, act: Act) -> Change:
            return rules.assign(head, self._asset(asset_id), act)

        return _state(self._carry_out(user_id, rule, note, operation, status=201))

    def undo_assignment(
        self, asset_id: str, assignment_id: str, note: str | None, operation: Operation
    ) -> Outcome[Assignment]:
        """Give back what the user held before; the path's asset must be the assignment's."""
        target = self._target(ASSIGNMENT_PREFIX, assignment_id)
        if target is None or (target.asset_id or target.previous_asset_id) != asset_id:
            raise AssignmentNotFound(f"{asset_id[:64]!r} has no such assignment.")

        def rule(head: Head, act: Act) -> Change:
            follower = self._history.get(target.user_id, target.sequence + 1)
            restored = self._held(target.previous_asset_id)
            return rules.undo(head, target, follower, restored, operation.received_at, act)

        return _state(self._carry_out(target.user_id, rule, note, operation, status=200))

    def unassign(
        self, user_id: str, seen: Seen | None, operation: Operation
    ) -> Outcome[HistoryEntry]:
        """Take from a user what they hold; what the caller has `seen` must still be so."""
        return self._carry_out(user_id, rules.unassign, None, operation, status=200, seen=seen)

    def revert(
        self,
        user_id: str,
        entry_id: str,
        note: str | None,
        seen: Seen | None,
        operation: Operation,
    ) -> Outcome[Assignment]:
        """Make the state right after an entry of the same user's history the present one."""
        head = self._assignments.head(known_user_id(user_id))
        target = self._target(ENTRY_PREFIX, entry_id)
        if target is None or target.user_id != head.user_id:
            raise EntryNotFound(f"The history of {head.user_id} has no such entry.")

        def rule(head: Head, act: Act) -> Change:
            return rules.revert(head, target, self._held(target.asset_id), act)

        return _state(self._carry_out(user_id, rule, note, operation, status=201, seen=seen))

    def _carry_out(
        self,
        user_id: str,
        rule: Rule,
        note: str | None,
        operation: Operation,
        *,
        status: int,
        seen: Seen | None = None,
    ) -> Outcome[HistoryEntry]:
        def attempt() -> HistoryEntry:
            head = self._assignments.head(known_user_id(user_id))
            self._require_seen(head, seen)
            change = rule(head, self._act(operation, note))
            entry = change.entries[-1]
            place = {"user_id": entry.user_id, "sequence": entry.sequence}
            answer = answered(operation, status, place)
            version = None if seen is None else seen.version
            self._assignments.save(change, answer, profile_version=version)
            return entry

        return self._once.decide(operation, attempt, self._replayed, AssignmentConflict)

    def _act(self, operation: Operation, note: str | None) -> Act:
        """Stamped right before the write, so that the window opens when the change is there."""
        return Act(
            by=operation.actor.name,
            at=self._clock(),
            request_id=operation.request_id,
            op_id=operation.operation_id,
            note=note,
        )

    def _replayed(self, answer: Answer) -> HistoryEntry:
        """An entry never changes: it gives the first answer again, whatever has happened since."""
        user_id, sequence = UserId(str(answer.body["user_id"])), answer.body["sequence"]
        entry = self._history.get(user_id, int(str(sequence)))
        if entry is None:
            raise LookupError(f"the history of {user_id} lacks entry {sequence}")
        return entry

    def _target(self, prefix: str, name: str) -> HistoryEntry | None:
        place = place_of(prefix, name)
        return None if place is None else self._history.get(*place)

    def _require_seen(self, head: Head, seen: Seen | None) -> None:
        if seen is not None:
            seen.require(self._users.get(head.user_id), head)

    def _asset(self, asset_id: str) -> Asset:
        return self._assets.get(known_asset_id(asset_id))

    def _held(self, asset_id: AssetId | None) -> Asset | None:
        return None if asset_id is None else self._assets.get(asset_id)


def _state(outcome: Outcome[HistoryEntry]) -> Outcome[Assignment]:
    return Outcome(assignment_of(outcome.value), outcome.is_replay)
