"""Stores of users and what they hold, in which one promise is broken."""

from dataclasses import replace
from typing import Any

from mediadesk.domain.chains import GENESIS_HASH
from mediadesk.domain.heads import Change
from mediadesk.domain.history import HistoryAction, HistoryEntry, sealed
from mediadesk.domain.operations import Answer
from mediadesk.ports import ProfileChange
from tests.fake_people import FakeAssignmentStore, FakeUserStore
from tests.faults import watched


class WritesOverAnyHead(FakeAssignmentStore):
    @watched
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        self._storage.require_unanswered(answer)
        self._storage.answer(answer)
        self._storage.heads[change.after.user_id] = change.after
        self._storage.history |= {(each.user_id, each.sequence): each for each in change.entries}


class KeepsNoAnswer(FakeAssignmentStore):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        super().save(change, replace(answer, operation_id=change.after.hash), *conditions, **named)


class AnswersAgain(FakeAssignmentStore):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        earlier = self._storage.answers.pop(answer.operation_id, None)
        try:
            super().save(change, answer, *conditions, **named)
        finally:
            if earlier is not None:
                self._storage.answers.setdefault(answer.operation_id, earlier)


class AnswersLater(FakeAssignmentStore):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        super().save(change, replace(answer, operation_id="another"), *conditions, **named)
        del self._storage.answers["another"]
        self.answer(answer)

    @watched
    def answer(self, answer: Answer) -> None:
        self._storage.answer(answer)


class AppendsLater(FakeAssignmentStore):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        super().save(replace(change, entries=()), answer, *conditions, **named)
        self.append(change.entries)

    @watched
    def append(self, entries: tuple[HistoryEntry, ...]) -> None:
        self._storage.history |= {(entry.user_id, entry.sequence): entry for entry in entries}


class AppendsBefore(AppendsLater):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        self.append(change.entries)
        FakeAssignmentStore.save(self, replace(change, entries=()), answer, *conditions, **named)


class MarksWhatWasUndone(FakeAssignmentStore):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        super().save(change, answer, *conditions, **named)
        entry = change.entries[-1]
        if entry.action is HistoryAction.UNDO and entry.refers_to is not None:
            place = entry.user_id, entry.refers_to
            self._storage.history[place] = replace(self._storage.history[place], note="undone")


class BeginsEachChainAnew(FakeAssignmentStore):
    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        [entry] = change.entries
        cut = sealed(replace(entry, previous_hash=GENESIS_HASH))
        after = replace(change.after, hash=cut.hash)
        super().save(Change(change.before, after, (cut,)), answer, *conditions, **named)


class CountsNoWrites(FakeAssignmentStore):
    """Compares places in the history only, so that a deactivation goes unnoticed."""

    def save(self, change: Change, answer: Answer, *conditions: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        stored = self._storage.heads[change.after.user_id]
        if change.before is not None and stored.sequence == change.before.sequence:
            change = replace(change, before=replace(change.before, v=stored.v))
        super().save(change, answer, *conditions, **named)


class LeavesTheHead(FakeUserStore):
    def save(self, change: ProfileChange) -> None:
        head = change.head
        if head.before is not None:
            change = replace(change, head=Change(head.before, head.before))
        super().save(change)


class DescribesOverAnything(FakeUserStore):
    def save(self, change: ProfileChange) -> None:
        stored = self._storage.profiles.get(change.after.user_id)
        if change.before is not None and stored is not None:
            entry = replace(change.entry, sequence=stored.audit.sequence + 1)
            before = replace(change.before, version=stored.version)
            change = replace(change, before=before, entry=entry)
        super().save(change)


class ForgetsWhoDescribed(FakeUserStore):
    def save(self, change: ProfileChange) -> None:
        super().save(change)
        del self._storage.answers[change.answer.operation_id]
