"""One user's assignment: assign, undo, unassign, revert; each decided once, by one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from mediadesk.domain import assignments as rules
from mediadesk.domain.assets import Asset
from mediadesk.domain.errors import (
    AssignmentConflict,
    AssignmentNotFound,
    EntryNotFound,
    UserNotFound,
)
from mediadesk.domain.heads import Act, Assignment, Change, Head, assignment_of
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import (
    ASSIGNMENT_PREFIX,
    ENTRY_PREFIX,
    AssetId,
    BulkId,
    UserId,
    known_asset_id,
    known_user_id,
    place_of,
)
from mediadesk.domain.operations import Answer, Asked, answered
from mediadesk.domain.users import Seen
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    AssignmentStore,
    Clock,
    Pause,
    UserStore,
)
from mediadesk.services.approach import Approach
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.exactly_once import ExactlyOnce, Outcome
from mediadesk.services.user_answers import sealed_by

Rule = Callable[[Head, Act], Change]
"""What the domain decides about a head; asked again about the present one after a lost race."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The entry that a change has led to, and the bulks that lost their undo by it."""

    entry: HistoryEntry
    sealed_bulk_ids: tuple[BulkId, ...] = ()

    @property
    def assignment(self) -> Assignment:
        """What the user holds since then."""
        return assignment_of(self.entry)


class AssignmentService:
    def __init__(
        self,
        *,
        assignments: AssignmentStore,
        history: EffectiveHistory,
        approach: Approach,
        assets: AssetStore,
        users: UserStore,
        answers: AnswerStore,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._assignments = assignments
        self._history = history
        self._approach = approach
        self._assets = assets
        self._users = users
        self._once = ExactlyOnce(answers, pause)
        self._clock = clock

    def assign(self, asset_id: str, user_id: str, asked: Asked) -> Outcome[Decided]:
        """Give a user an asset in place of the one they hold, if any."""

        def rule(head: Head, act: Act) -> Change:
            return rules.assign(head, self._asset(asset_id), act)

        return self._carry_out(user_id, rule, asked, status=201)

    def undo_assignment(self, asset_id: str, assignment_id: str, asked: Asked) -> Outcome[Decided]:
        """Give back what the user held before; the path's asset must be the assignment's."""
        target = self._target(ASSIGNMENT_PREFIX, assignment_id)
        if target is None or (target.asset_id or target.previous_asset_id) != asset_id:
            raise AssignmentNotFound(f"{asset_id[:64]!r} has no such assignment.")
        received_at = asked.operation.received_at

        def rule(head: Head, act: Act) -> Change:
            follower = self._history.get(target.user_id, target.sequence + 1)
            restored = self._held(target.previous_asset_id)
            return rules.undo(head, target, follower, restored, received_at, act)

        return self._carry_out(target.user_id, rule, asked, status=200)

    def unassign(self, user_id: str, asked: Asked) -> Outcome[Decided]:
        """Take from a user what they hold."""
        return self._carry_out(user_id, rules.unassign, asked, status=200)

    def revert(self, user_id: str, entry_id: str, asked: Asked) -> Outcome[Decided]:
        """Make the state right after an entry of the same user's history the present one."""
        head = self._assignments.head(known_user_id(user_id))
        target = self._target(ENTRY_PREFIX, entry_id)
        if target is None or target.user_id != head.user_id:
            raise EntryNotFound(f"The history of {head.user_id} has no such entry.")

        def rule(head: Head, act: Act) -> Change:
            return rules.revert(head, target, self._held(target.asset_id), act)

        return self._carry_out(user_id, rule, asked, status=201)

    def _carry_out(
        self, user_id: str, rule: Rule, asked: Asked, *, status: int
    ) -> Outcome[Decided]:
        def attempt() -> Decided:
            known = known_user_id(user_id)
            approached = self._approach.to(known, asked.operation, override=asked.override)
            self._require_seen(approached.head, asked.seen)
            change = rule(approached.head, self._act(asked))
            decided = Decided(change.entries[-1], approached.sealed_bulk_ids)
            self._assignments.save(
                approached.stored(change),
                answered(asked.operation, status, _kept(decided)),
                approached.seal,
                profile_version=None if asked.seen is None else asked.seen.version,
            )
            return decided

        return self._once.decide(asked.operation, attempt, self._replayed, AssignmentConflict)

    def _act(self, asked: Asked) -> Act:
        """Stamped right before the write, so that the window opens when the change is there."""
        operation = asked.operation
        return Act(
            by=operation.actor.name,
            at=self._clock(),
            request_id=operation.request_id,
            op_id=operation.operation_id,
            note=asked.note,
        )

    def _replayed(self, answer: Answer) -> Decided:
        """An entry never changes: it gives the first answer again, whatever has happened since."""
        user_id, sequence = UserId(str(answer.body["user_id"])), answer.body["sequence"]
        entry = self._history.get(user_id, int(str(sequence)))
        if entry is None:
            raise LookupError(f"the history of {user_id} lacks entry {sequence}")
        return Decided(entry, sealed_by(answer.body))

    def _target(self, prefix: str, name: str) -> HistoryEntry | None:
        place = place_of(prefix, name)
        try:
            return None if place is None else self._history.get(*place)
        except UserNotFound:
            return None

    def _require_seen(self, head: Head, seen: Seen | None) -> None:
        if seen is not None:
            seen.require(self._users.get(head.user_id), head)

    def _asset(self, asset_id: str) -> Asset:
        return self._assets.get(known_asset_id(asset_id))

    def _held(self, asset_id: AssetId | None) -> Asset | None:
        return None if asset_id is None else self._assets.get(asset_id)


def _kept(decided: Decided) -> dict[str, object]:
    """Enough to give the same answer again."""
    place = {"user_id": decided.entry.user_id, "sequence": decided.entry.sequence}
    return {**place, "sealed_bulk_ids": list(decided.sealed_bulk_ids)}
