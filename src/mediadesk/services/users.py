"""Changes of the directory: register, describe anew, deactivate."""

from dataclasses import dataclass

from mediadesk.contracts.directory import UserFields
from mediadesk.domain.assignments import bring_back, remove_user
from mediadesk.domain.errors import InvalidInput, PreconditionFailed, UserNotFound
from mediadesk.domain.heads import Act, Change, Head
from mediadesk.domain.ids import UserId, is_user_id, known_user_id
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.domain.users import Profile, Seen, User, deactivate, describe, visible
from mediadesk.ports import (
    AnswerStore,
    AssignmentStore,
    Clock,
    HistoryStore,
    Pause,
    ProfileChange,
    UserStore,
)
from mediadesk.services import user_answers
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.exactly_once import ExactlyOnce, Outcome


@dataclass(frozen=True, slots=True)
class Registered:
    """A user as a PUT left them; `is_new` when they were not in the directory before."""

    user: User
    is_new: bool


class UserService:
    def __init__(
        self,
        *,
        users: UserStore,
        assignments: AssignmentStore,
        history: HistoryStore,
        answers: AnswerStore,
        audit: AuditLogger,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._users = users
        self._assignments = assignments
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

    def deactivate(self, user_id: str, seen: Seen | None, operation: Operation) -> Outcome[User]:
        """Let nothing be assigned to them any more, and end what they hold."""
        known = known_user_id(user_id)

        def attempt() -> User:
            profile = self._users.get(known)
            head = self._head(profile, seen)
            cause = self._cause(operation)
            after = deactivate(profile, cause.at)
            if after == profile:
                return self._unchanged(visible(profile, head), operation)
            change = remove_user(head, _act(operation, cause))
            return self._save(profile, after, change, operation, cause)

        return self._once.decide(operation, attempt, self._answered)

    def _register(
        self, user_id: UserId, fields: UserFields, seen: Seen | None, operation: Operation
    ) -> Registered:
        if seen is not None:
            raise PreconditionFailed(f"{user_id} is not in the directory.")
        cause = self._cause(operation)
        profile = Profile(user_id, fields.display_name, fields.email, cause.at)
        change = Change(None, Head(user_id))
        user = self._save(None, profile, change, operation, cause, status=201)
        return Registered(user, is_new=True)

    def _describe(
        self, profile: Profile, fields: UserFields, seen: Seen | None, operation: Operation
    ) -> User:
        head = self._head(profile, seen)
        cause = self._cause(operation)
        after = describe(profile, fields.display_name, fields.email, cause.at)
        if after == profile:
            return self._unchanged(visible(profile, head), operation)
        is_back = head.deactivated_at is not None
        change = bring_back(head) if is_back else Change(head, head)
        is_for_head = seen is not None and seen.sequence is not None
        return self._save(profile, after, change, operation, cause, is_for_head=is_for_head)

    def _save(
        self,
        before: Profile | None,
        after: Profile,
        change: Change,
        operation: Operation,
        cause: Cause,
        *,
        status: int = 200,
        is_for_head: bool = False,
    ) -> User:
        profile, entry = self._audit.log_profile(before, after, cause)
        user = visible(profile, change.after)
        answer = answered(operation, status, user_answers.body_of(user))
        self._users.save(ProfileChange(before, profile, entry, answer, change, is_for_head))
        return user

    def _unchanged(self, user: User, operation: Operation) -> User:
        self._once.unchanged(operation, user_answers.body_of(user))
        return user

    def _head(self, profile: Profile, seen: Seen | None) -> Head:
        head = self._assignments.head(profile.user_id)
        if seen is not None:
            seen.require(profile, head)
        return head

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
