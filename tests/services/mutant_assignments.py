"""Services of assignments in which one rule is broken."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from mediadesk.domain import assignments as rules
from mediadesk.domain.assets import Asset
from mediadesk.domain.heads import Act, Change, Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, AssetId, UserId
from mediadesk.domain.operations import Answer, Asked, Operation
from mediadesk.domain.users import Seen
from mediadesk.services.assignments import AssignmentService, Decided, Rule
from mediadesk.services.exactly_once import ExactlyOnce, Outcome, earlier_answer
from mediadesk.services.users import Step, UserService
from tests.world import World

Parts = Any
"""Whatever the service that is broken is made of."""


class _Undoes(AssignmentService):
    """As the real one does, in parts that can be replaced one by one."""

    def undo_assignment(self, asset_id: str, assignment_id: str, asked: Asked) -> Outcome[Decided]:
        target = self._target(ASSIGNMENT_PREFIX, assignment_id)
        assert target is not None

        def rule(head: Head, act: Act) -> Change:
            restored = self._held(target.previous_asset_id)
            moment = self._moment(asked.operation, act)
            return rules.undo(head, target, self._follower(target), restored, moment, act)

        return self._carry_out(target.user_id, rule, asked, status=200)

    def _follower(self, target: HistoryEntry) -> HistoryEntry | None:
        return self._history.get(target.user_id, target.sequence + 1)

    def _moment(self, operation: Operation, act: Act) -> datetime:
        return operation.received_at


class JudgesByTheClock(_Undoes):
    """A request that had to wait may come too late."""

    def _moment(self, operation: Operation, act: Act) -> datetime:
        return act.at


class LooksAtNoFollower(_Undoes):
    """Takes what was undone for what was changed since."""

    def _follower(self, target: HistoryEntry) -> HistoryEntry | None:
        return None


class GivesBackAnything(AssignmentService):
    def _held(self, asset_id: AssetId | None) -> Asset | None:
        return None


class ShowsThePresent(AssignmentService):
    """A repeat is shown what came of it since."""

    def _replayed(self, answer: Answer) -> Decided:
        head = self._assignments.head(UserId(str(answer.body["user_id"])))
        sequence = {"sequence": head.sequence}
        return super()._replayed(replace(answer, body={**answer.body, **sequence}))


class TriesBlindly(ExactlyOnce):
    """After a failure it does not look whether it was done."""

    def decide(self, operation: Any, attempt: Any, replay: Any, *given_up: Any) -> Any:  # noqa: ANN401
        earlier = earlier_answer(self._answers, operation)
        if earlier is not None:
            return Outcome(replay(earlier), is_replay=True)
        self._answers = _NoAnswers()
        return super().decide(operation, attempt, replay, *given_up)


class _NoAnswers:
    def find(self, operation_id: str) -> Answer | None:
        return None

    def add(self, answer: Answer) -> None:
        pass


class NeverLooksBack(AssignmentService):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._once = TriesBlindly(parts["answers"], parts["pause"])


class DecidesOnce(AssignmentService):
    """After a lost race it writes what it had decided before."""

    def _carry_out(
        self, user_id: str, rule: Rule, asked: Asked, *, status: int
    ) -> Outcome[Decided]:
        decided: list[Change] = []

        def once(head: Head, act: Act) -> Change:
            if not decided:
                decided.append(rule(head, act))
            return replace(decided[0], before=head)

        return super()._carry_out(user_id, once, asked, status=status)


class IgnoresVersions(AssignmentService):
    def _require_seen(self, head: Head, seen: Seen | None) -> None:
        pass


class DismissesWithoutEntries(UserService):
    """Takes what somebody holds without a word in their history."""

    def _save(self, step: Step, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - handed on
        silent = replace(step, change=replace(step.change, entries=()))
        return super()._save(silent, *rest, **named)


class BlindRemovals(World):
    """An asset is deleted whoever holds it."""

    def removals(self) -> Any:  # noqa: ANN401 - a service with one method changed
        service = super().removals()
        vars(service)["_require_unassigned"] = lambda asset: None
        return service
