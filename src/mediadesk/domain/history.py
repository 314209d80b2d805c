"""A user's history: what an entry is. Entries are only ever appended."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mediadesk.domain.chains import digest
from mediadesk.domain.ids import ENTRY_PREFIX, AdminId, AssetId, BulkId, UserId, place_id
from mediadesk.domain.instants import rfc3339


class HistoryAction(StrEnum):
    ASSIGN = "assign"
    UNDO = "undo"
    REVERT = "revert"
    UNASSIGN = "unassign"
    USER_REMOVED = "user_removed"

    @property
    def opens_window(self) -> bool:
        """Whether the state that such an entry leads to can be undone for a while."""
        return self in {self.ASSIGN, self.REVERT}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of what a user holds; `hash` covers every other field but `op_id`.

    `asset_id` is what the user holds from here on, `previous_asset_id` what they held before.
    `refers_to` is the sequence of the entry that was undone or reverted to.
    """

    user_id: UserId
    sequence: int
    action: HistoryAction
    asset_id: AssetId | None
    previous_asset_id: AssetId | None
    performed_by: AdminId
    performed_at: datetime
    bulk_id: BulkId | None
    refers_to: int | None
    note: str | None
    request_id: str
    op_id: str
    previous_hash: str
    hash: str = ""

    @property
    def entry_id(self) -> str:
        return place_id(ENTRY_PREFIX, self.user_id, self.sequence)

    def document(self) -> dict[str, object]:
        """The entry as the API shows it, without `hash`: what the hash is taken of."""
        refers_to = self.refers_to
        return {
            "entry_id": self.entry_id,
            "user_id": self.user_id,
            "sequence": self.sequence,
            "action": self.action.value,
            "asset_id": self.asset_id,
            "previous_asset_id": self.previous_asset_id,
            "performed_by": self.performed_by,
            "performed_at": rfc3339(self.performed_at),
            "bulk_id": self.bulk_id,
            "refers_to": refers_to and place_id(ENTRY_PREFIX, self.user_id, refers_to),
            "note": self.note,
            "request_id": self.request_id,
            "previous_hash": self.previous_hash,
        }


def sealed(entry: HistoryEntry) -> HistoryEntry:
    """The entry with its hash."""
    return replace(entry, hash=digest(entry.document()))


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which entries of one user's history; `since` and `until` both count."""

    user_id: UserId
    action: HistoryAction | None = None
    since: datetime | None = None
    until: datetime | None = None

    def matches(self, entry: HistoryEntry) -> bool:
        if self.action is not None and entry.action is not self.action:
            return False
        if self.since is not None and entry.performed_at < self.since:
            return False
        return self.until is None or entry.performed_at <= self.until

    @property
    def fingerprint(self) -> str:
        """Tells this query from every other one."""
        moments = (moment and rfc3339(moment) for moment in (self.since, self.until))
        return "|".join(("history", self.user_id, self.action or "", *(m or "" for m in moments)))
