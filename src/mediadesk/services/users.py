"""Changes of the directory: register, describe anew, deactivate."""

from dataclasses import dataclass

from mediadesk.contracts.directory import UserFields
from mediadesk.domain.assignments import bring_back, remove_user
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.errors import InvalidInput, PreconditionFailed, UserNotFound
from mediadesk.domain.heads import Act, Change, Head
from mediadesk.domain.ids import BulkId, UserId, is_user_id, known_user_id
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.domain.users import Profile, Seen, User, deactivate, describe, visible
from mediadesk.ports import (
    AnswerStore,
    Clock,
    Pause,
    ProfileChange,
    Seal,
    UserStore,
)
from mediadesk.services import user_answers
from mediadesk.services.approach import Approach
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.exactly_once import ExactlyOnce, Outcome
from mediadesk.services.standings import Standing, Standings


@dataclass(frozen=True, slots=True)
class Registered:
    """A user as a PUT left them; `is_new` when they were not in the directory before."""

    user: User
    is_new: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """A user who was deactivated, and the bulks that lost their undo by it."""

    user: User
    sealed_bulk_ids: tuple[BulkId, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of an entry and its head; `head` is the one that is in effect afterwards."""

    before: Profile | None
    after: Profile
    change: Change
    head: Head
    seal: Seal | None = None


class UserService:
    def __init__(
        self,
        *,
        users: UserStore,
        standings: Standings,
        approach: Approach,
        history: EffectiveHistory,
        answers: AnswerStore,
        audit: AuditLogger,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._users = users
        self._standings = standings
        self._approach = approach
        self._history = history
        self._once = ExactlyOnce(answers, pause)
        self._audit = audit
        self._clock = clock

    def put(
        self, user_id: str, fields: UserFields, seen: Seen | None, operation: Operation
    ) -> Outcome[Registered]:
        """Register somebody, change their entry, or bring them back after a deactivation.

        Where nothing changes, no version rises. What the caller has `seen` must still be so.
        """
        if not is_user_id(user_id):
            raise InvalidInput("A user id is 1 to 128 of A-Z a-z 0-9 . _ @ : + -")

        def attempt() -> Registered:
            try:
                profile = self._users.get(UserId(user_id))
            except UserNotFound:
                return self._register(UserId(user_id), fields, seen, operation)
            return Registered(self._describe(profile, fields, seen, operation), is_new=False)

        def replay(answer: Answer) -> Registered:
            return Registered(self._answered(answer), is_new=answer.status == 201)

        return self._once.decide(operation, attempt, replay)

    def deactivate(
        self, user_id: str, seen: Seen | None, operation: Operation, *, override: bool = False
    ) -> Outcome[Removed]:
        """Let nothing be assigned to them any more, and end what they hold.

        `override` takes its undo from another admin's bulk that the user is in.
        """
        known = known_user_id(user_id)

        def attempt() -> Removed:
            profile = self._users.get(known)
            cause = self._cause(operation)
            after = deactivate(profile, cause.at)
            if after == profile:
                head = self._standing(profile, seen).head
                return Removed(self._unchanged(visible(profile, head), operation))
            approached = self._approach.to(known, operation, override=override)
            if seen is not None:
                seen.require(profile, approached.head)
            change = remove_user(approached.head, _act(operation, cause))
            step = Step(profile, after, approached.stored(change), change.after, approached.seal)
            return Removed(self._save(step, operation, cause), approached.sealed_bulk_ids)

        def replay(answer: Answer) -> Removed:
            return Removed(self._answered(answer), user_answers.sealed_by(answer.body))

        return self._once.decide(operation, attempt, replay)

    def _register(
        self, user_id: UserId, fields: UserFields, seen: Seen | None, operation: Operation
    ) -> Registered:
        if seen is not None:
            raise PreconditionFailed(f"{user_id} is not in the directory.")
        cause = self._cause(operation)
        profile = Profile(user_id, fields.display_name, fields.email, cause.at)
        head = Head(user_id)
        step = Step(None, profile, Change(None, head), head)
        return Registered(self._save(step, operation, cause, status=201), is_new=True)

    def _describe(
        self, profile: Profile, fields: UserFields, seen: Seen | None, operation: Operation
    ) -> User:
        standing = self._standing(profile, seen)
        cause = self._cause(operation)
        after = describe(profile, fields.display_name, fields.email, cause.at)
        if after == profile:
            return self._unchanged(visible(profile, standing.head), operation)
        if standing.head.deactivated_at is not None:
            # Who is deactivated is in no bulk.
            change = bring_back(standing.stored)
            step = Step(profile, after, change, change.after)
        else:
            step = Step(profile, after, Change(standing.stored, standing.stored), standing.head)
        return self._save(step, operation, cause, seen=standing if _is_for_head(seen) else None)

    def _save(
        self,
        step: Step,
        operation: Operation,
        cause: Cause,
        *,
        status: int = 200,
        seen: Standing | None = None,
    ) -> User:
        """What was `seen` of the user must still be so."""
        profile, entry = self._audit.log_profile(step.before, step.after, cause)
        user = visible(profile, step.head)
        sealed = () if step.seal is None else (step.seal.before.bulk_id,)
        answer = answered(operation, status, user_answers.body_of(user, sealed))
        self._users.save(
            ProfileChange(
                before=step.before,
                after=profile,
                entry=entry,
                answer=answer,
                head=step.change,
                is_for_head=seen is not None,
                seal=step.seal,
                while_bulk=_undecided(seen),
            )
        )
        return user

    def _unchanged(self, user: User, operation: Operation) -> User:
        self._once.unchanged(operation, user_answers.body_of(user))
        return user

    def _standing(self, profile: Profile, seen: Seen | None) -> Standing:
        standing = self._standings.of(profile.user_id)
        if seen is not None:
            seen.require(profile, standing.head)
        return standing

    def _cause(self, operation: Operation) -> Cause:
        return Cause(operation.actor, operation.request_id, self._clock())

    def _answered(self, answer: Answer) -> User:
        return user_answers.user_of(answer.body, self._history)


def _act(operation: Operation, cause: Cause) -> Act:
    return Act(
        by=cause.actor.name,
        at=cause.at,
        request_id=cause.request_id,
        op_id=operation.operation_id,
    )


def _is_for_head(seen: Seen | None) -> bool:
    return seen is not None and seen.sequence is not None


def _undecided(standing: Standing | None) -> BulkRecord | None:
    """The bulk that may still change what is in effect without a write of the head."""
    record = None if standing is None else standing.record
    return None if record is None or record.status.is_final else record
