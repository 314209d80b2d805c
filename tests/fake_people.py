"""Users, what they hold and their histories, in memory; held to the real ones by `tests/aws`."""

from collections.abc import Sequence

from mediadesk.domain.errors import UserNotFound, WriteConflict
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.holders import Holding
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.operations import Answer
from mediadesk.domain.user_search import terms
from mediadesk.domain.users import Profile
from mediadesk.ports import Hit, ProfileChange, Seal
from tests.fake_bulks import carry_out_decision, require_undecided
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage


class FakeUserStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def get(self, user_id: UserId) -> Profile:
        if user_id not in self._storage.profiles:
            raise UserNotFound(f"No user has the id {user_id}.")
        return self._storage.profiles[user_id]

    @watched
    def get_many(self, user_ids: Sequence[UserId]) -> list[Profile]:
        stored = self._storage.profiles
        return [stored[user_id] for user_id in user_ids if user_id in stored]

    @watched
    def save(self, change: ProfileChange) -> None:
        expected = None if change.before is None else change.before.version
        _require_version(self._storage, change.after.user_id, expected)
        self._storage.require_new(change.entry)
        self._storage.require_unanswered(change.answer)
        if change.is_for_head:
            _require_head(self._storage, change.head)
        if change.while_bulk is not None:
            require_undecided(self._storage, change.while_bulk)
        _require_possible(self._storage, change.head)
        if change.seal is not None:
            _carry_out_seal(self._storage, change.seal)
        _carry_out(self._storage, change.head)
        self._storage.append(change.entry)
        self._storage.answer(change.answer)
        self._storage.profiles[change.after.user_id] = change.after

    @watched
    def directory(self, after: UserId | None, limit: int) -> list[UserId]:
        later = (user_id for user_id in self._storage.profiles if after is None or user_id > after)
        return sorted(later)[:limit]

    @watched
    def search(self, word: str, after: str | None, limit: int) -> list[Hit]:
        hits = (hit for profile in self._storage.profiles.values() for hit in _hits(profile))
        found = (hit for hit in hits if hit.position.startswith(word))
        later = [hit for hit in found if after is None or hit.position > after]
        return sorted(later, key=lambda hit: hit.position)[:limit]


class FakeAssignmentStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def head(self, user_id: UserId) -> Head:
        if user_id not in self._storage.heads:
            raise UserNotFound(f"No user has the id {user_id}.")
        return self._storage.heads[user_id]

    @watched
    def heads(self, user_ids: Sequence[UserId]) -> list[Head]:
        stored = self._storage.heads
        return [stored[user_id] for user_id in user_ids if user_id in stored]

    @watched
    def save(
        self,
        change: Change,
        answer: Answer,
        seal: Seal | None = None,
        *,
        profile_version: int | None = None,
    ) -> None:
        self._storage.require_unanswered(answer)
        _require_possible(self._storage, change)
        if profile_version is not None:
            _require_version(self._storage, change.after.user_id, profile_version)
        if seal is not None:
            _carry_out_seal(self._storage, seal)
        _carry_out(self._storage, change)
        self._storage.answer(answer)

    @watched
    def holdings(self, asset_id: AssetId) -> list[Holding]:
        return [
            Holding(head.user_id, head.assigned_at, head.assigned_by)
            for head in self._storage.heads.values()
            if head.asset_id == asset_id and head.assigned_at and head.assigned_by
        ]

    @watched
    def holders(self, asset_id: AssetId, after: UserId | None, limit: int) -> list[UserId]:
        ids = [head.user_id for head in self._storage.heads.values() if head.asset_id == asset_id]
        return sorted(user_id for user_id in ids if after is None or user_id > after)[:limit]


class FakeHistoryStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def get(self, user_id: UserId, sequence: int) -> HistoryEntry | None:
        return self._storage.history.get((user_id, sequence))

    @watched
    def newest(self, user_id: UserId, before: int | None, limit: int) -> list[HistoryEntry]:
        entries = reversed(self._storage.history_of(user_id))
        return [entry for entry in entries if before is None or entry.sequence < before][:limit]


def _require_version(storage: Storage, user_id: UserId, version: int | None) -> None:
    stored = storage.profiles.get(user_id)
    if (None if stored is None else stored.version) != version:
        raise WriteConflict("The entry has changed.")


def _require_head(storage: Storage, change: Change) -> None:
    stored = storage.heads.get(change.after.user_id)
    expected = None if change.before is None else change.before.v
    if (None if stored is None else stored.v) != expected:
        raise WriteConflict("The head has moved on.")


def _require_possible(storage: Storage, change: Change) -> None:
    if change.before == change.after:
        return
    _require_head(storage, change)
    for entry in change.entries:
        there = storage.history.get((entry.user_id, entry.sequence))
        if there is not None and (entry.bulk_id is None or there.hash != entry.hash):
            raise WriteConflict("The history has moved on.")


def _carry_out_seal(storage: Storage, seal: Seal) -> None:
    require_undecided(storage, seal.before)
    storage.require_new(seal.entry)
    carry_out_decision(storage, seal.before, seal.after, seal.entry)


def _carry_out(storage: Storage, change: Change) -> None:
    if change.before == change.after:
        return
    storage.heads[change.after.user_id] = change.after
    storage.history |= {(entry.user_id, entry.sequence): entry for entry in change.entries}


def _hits(profile: Profile) -> list[Hit]:
    known = terms(profile)
    user_id = profile.user_id
    return [Hit(f"{term}#{user_id}", term, user_id, known) for term in known]
