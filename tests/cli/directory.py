"""The users of the service of these tests: the rules are the real ones, the store is a dict."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from mediadesk.contracts import directory as shapes
from mediadesk.domain import assignments as rules
from mediadesk.domain import errors
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.heads import Act, Assignment, Change, Head, appended, assignment_of, current
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.ids import (
    ASSIGNMENT_PREFIX,
    ENTRY_PREFIX,
    AdminId,
    AssetId,
    BulkId,
    UserId,
    place_id,
    place_of,
)
from mediadesk.domain.users import Profile, User, deactivate, describe
from tests.cli.stories import AT


@dataclass(frozen=True)
class Window:
    """What another admin may still undo, and until when."""

    bulk_id: str
    until: datetime


@dataclass
class Directory:
    """`now` is the service's clock; every asset counts as completed.

    `windows`: the users whom another admin's bulk still holds.
    """

    now: datetime = AT
    profiles: dict[str, Profile] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    histories: dict[str, list[HistoryEntry]] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)

    @property
    def by_user_id(self) -> dict[UserId, Head]:
        return {UserId(user_id): head for user_id, head in self.heads.items()}

    def enter(self, user_ids: Iterable[str], *, override: bool) -> tuple[str, ...]:
        """The bulks that lose their undo; UndoWindowOpen without `override`."""
        held = {user_id: self.windows[user_id] for user_id in user_ids if user_id in self.windows}
        for user_id, window in held.items():
            if not override:
                detail = f"eve-sub may still undo {window.bulk_id}, which {user_id} is in."
                raise errors.UndoWindowOpen(detail, window.until)
            del self.windows[user_id]
        return tuple(sorted({window.bulk_id for window in held.values()}))

    def give(self, user_ids: Iterable[str], bulk: BulkRecord) -> None:
        act = replace(self._act(bulk.note), bulk_id=bulk.bulk_id)
        for user_id in user_ids:
            self._save(appended(self._head(user_id), HistoryAction.ASSIGN, bulk.asset_id, act))

    def take_back(self, user_ids: Iterable[str], bulk_id: BulkId) -> None:
        act = replace(self._act(None), bulk_id=bulk_id)
        for user_id in user_ids:
            head = self._head(user_id)
            self._save(appended(head, HistoryAction.UNDO, head.previous_asset_id, act))

    def put(self, user_id: str, fields: shapes.UserFields) -> tuple[User, bool]:
        known = self.profiles.get(user_id)
        is_new = known is None
        if known is None:
            known = Profile(UserId(user_id), fields.display_name, fields.email, self.now)
            self.heads[user_id], self.histories[user_id] = Head(UserId(user_id)), []
        self.profiles[user_id] = describe(known, fields.display_name, fields.email, self.now)
        self.heads[user_id] = rules.bring_back(self.heads[user_id]).after
        return self.user(user_id), is_new

    def user(self, user_id: str) -> User:
        head = self._head(user_id)
        return User(self.profiles[user_id], current(head), head.sequence)

    def found(self, query: str) -> list[User]:
        users = [self.user(user_id) for user_id in sorted(self.profiles)]
        return [user for user in users if query.lower() in user.profile.display_name.lower()]

    def remove(self, user_id: str) -> User:
        head = self._head(user_id)
        self.profiles[user_id] = deactivate(self.profiles[user_id], self.now)
        change = rules.remove_user(head, self._act(None))
        self.heads[user_id] = change.after
        self.histories[user_id] += change.entries
        return self.user(user_id)

    def assign(self, asset_id: str, user_id: str, note: str | None) -> Assignment:
        head = self._head(user_id)
        if head.deactivated_at:
            raise errors.UserDeactivated(f"{user_id} was deactivated.")
        if head.asset_id == asset_id:
            raise errors.AlreadyAssigned(f"{user_id} holds {asset_id} already.")
        act = self._act(note)
        return self._save(appended(head, HistoryAction.ASSIGN, AssetId(asset_id), act))

    def undo(self, asset_id: str, assignment_id: str, note: str | None) -> Assignment:
        target = self._entry(place_of(ASSIGNMENT_PREFIX, assignment_id))
        if target is None or asset_id != (target.asset_id or target.previous_asset_id):
            raise errors.AssignmentNotFound(f"{asset_id} has no such assignment.")
        head = self._head(target.user_id)
        follower = self._entry((target.user_id, target.sequence + 1))
        act = self._act(note)
        return self._save(rules.undo(head, target, follower, None, self.now, act))

    def revert(self, user_id: str, entry_id: str, note: str | None) -> Assignment:
        target = self._entry(place_of(ENTRY_PREFIX, entry_id))
        if target is None or target.user_id != user_id:
            raise errors.EntryNotFound(f"The history of {user_id} has no such entry.")
        return self._save(rules.revert(self._head(user_id), target, None, self._act(note)))

    def unassign(self, user_id: str) -> HistoryEntry:
        self._save(rules.unassign(self._head(user_id), self._act(None)))
        return self.histories[user_id][-1]

    def _head(self, user_id: str) -> Head:
        if user_id not in self.heads:
            raise errors.UserNotFound(f"No user has the id {user_id!r}.")
        return self.heads[user_id]

    def _entry(self, place: tuple[UserId, int] | None) -> HistoryEntry | None:
        if place is None:
            return None
        entries = self.histories.get(place[0], [])
        return next((entry for entry in entries if entry.sequence == place[1]), None)

    def _act(self, note: str | None) -> Act:
        return Act(AdminId("ada-sub"), self.now, "req-7", "op", note)

    def _save(self, change: Change) -> Assignment:
        user_id = change.after.user_id
        self.heads[user_id] = change.after
        self.histories[user_id] += change.entries
        return assignment_of(self.histories[user_id][-1])


def assignment_id(user_id: str, sequence: int) -> str:
    return place_id(ASSIGNMENT_PREFIX, UserId(user_id), sequence)


def entry_id(user_id: str, sequence: int) -> str:
    return place_id(ENTRY_PREFIX, UserId(user_id), sequence)
