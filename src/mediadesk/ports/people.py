"""Where users, what they hold and their histories are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.holders import Holding
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.operations import Answer
from mediadesk.domain.users import Profile
from mediadesk.ports.bulks import Seal


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A step of a directory entry with all that belongs to it; `before` is None when it is new.

    Where `head` leads from a head to the same one, nothing is written of it; that it is still
    stored is required if `is_for_head`, and that the bulk which holds it stands as `while_bulk`. A
    bulk that loses its undo by it is sealed with it.
    """

    before: Profile | None
    after: Profile
    entry: AuditEntry
    answer: Answer
    head: Change
    is_for_head: bool = False
    seal: Seal | None = None
    while_bulk: BulkRecord | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A search term of a user; `position` is its place in the order of all terms."""

    position: str
    term: str
    user_id: UserId
    terms: tuple[str, ...]


class UserStore(Protocol):
    """The directory, each entry written together with its terms, audit entry and head."""

    def get(self, user_id: UserId) -> Profile:
        """Strongly consistent; UserNotFound."""
        ...

    def get_many(self, user_ids: Sequence[UserId]) -> list[Profile]:
        """Strongly consistent, in the order asked for (at most 100); absent ones are left out."""
        ...

    def save(self, change: ProfileChange) -> None:
        """All of it or nothing; WriteConflict unless `before` and the head are still stored."""
        ...

    def directory(self, after: UserId | None, limit: int) -> list[UserId]:
        """Everybody whose id comes after `after`, by id; eventually consistent."""
        ...

    def search(self, word: str, after: str | None, limit: int) -> list[Hit]:
        """Terms that the word begins, in order, after the position `after`; strongly consistent."""
        ...


class AssignmentStore(Protocol):
    """What users hold; each change is written together with its history entries."""

    def head(self, user_id: UserId) -> Head:
        """Strongly consistent; UserNotFound."""
        ...

    def heads(self, user_ids: Sequence[UserId]) -> list[Head]:
        """Strongly consistent, in the order asked for (at most 100); absent ones are left out."""
        ...

    def save(
        self,
        change: Change,
        answer: Answer,
        seal: Seal | None = None,
        *,
        profile_version: int | None = None,
    ) -> None:
        """All of it or nothing; WriteConflict unless `change.before` is still what is stored.

        An answer that still counts is a WriteConflict too, as is an entry in the directory of
        another version than `profile_version`, or a bulk to be sealed that is no longer as it was
        read. It is tried once: a stamp must not be written
        much later than it was taken.
        """
        ...

    def holdings(self, asset_id: AssetId) -> list[Holding]:
        """Everybody who holds the asset; eventually consistent."""
        ...

    def holders(self, asset_id: AssetId, after: UserId | None, limit: int) -> list[UserId]:
        """Those whose id comes after `after`, by id; eventually consistent."""
        ...


class HistoryStore(Protocol):
    """Strongly consistent reads of what was appended."""

    def get(self, user_id: UserId, sequence: int) -> HistoryEntry | None: ...

    def newest(self, user_id: UserId, before: int | None, limit: int) -> list[HistoryEntry]:
        """Entries with a sequence below `before`, the newest first."""
        ...
