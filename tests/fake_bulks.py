"""Bulk operations in memory; held to the real ones by `tests/aws`."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import BulkRecord, BulkStatus, due_at
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import BulkNotFound, WriteConflict
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.operations import Answer
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage


class FakeBulkStore(Faulty):
    """`create` and `drain` write one after the other: each of their writes is a call of its own."""

    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    def create(
        self,
        record: BulkRecord,
        members: Sequence[UserId],
        answer: Answer,
        replaced: Answer | None = None,
    ) -> None:
        self.put_members(record, members)
        self.put_record(record, answer, replaced)

    @watched
    def put_members(self, record: BulkRecord, members: Sequence[UserId]) -> None:
        self._storage.members[record.bulk_id] = tuple(members)

    @watched
    def put_record(self, record: BulkRecord, answer: Answer, replaced: Answer | None) -> None:
        if record.bulk_id in self._storage.bulks:
            raise WriteConflict("It is there already.")
        if replaced is None or self._storage.answers.get(answer.operation_id) != replaced:
            self._storage.require_unanswered(answer)
        self._storage.bulks[record.bulk_id] = record
        self._storage.answer(answer)

    @watched
    def get(self, bulk_id: BulkId) -> BulkRecord:
        if bulk_id not in self._storage.bulks:
            raise BulkNotFound(f"No bulk operation has the id {bulk_id}.")
        return self._storage.bulks[bulk_id]

    @watched
    def get_many(self, bulk_ids: Sequence[BulkId]) -> list[BulkRecord]:
        stored = self._storage.bulks
        return [stored[bulk_id] for bulk_id in bulk_ids if bulk_id in stored]

    @watched
    def members(self, bulk_id: BulkId) -> list[UserId]:
        return list(self._storage.members.get(bulk_id, ()))

    @watched
    def claim(self, bulk_id: BulkId, heads: Sequence[Head]) -> None:
        for head in heads:
            stored = self._storage.heads.get(head.user_id)
            if stored is None or (stored.v, stored.intent) != (head.v, None):
                raise WriteConflict("The head has moved on.")
            if stored.deactivated_at is not None:
                raise WriteConflict("The user is gone.")
        for head in heads:
            stored = self._storage.heads[head.user_id]
            self._storage.heads[head.user_id] = replace(stored, intent=bulk_id, v=stored.v + 1)

    @watched
    def decide(
        self,
        before: BulkRecord,
        after: BulkRecord,
        entry: AuditEntry,
        *,
        opening: Asset | None = None,
        for_bulk: BulkRecord | None = None,
        is_unrenewed: bool = False,
        answer: Answer | None = None,
    ) -> None:
        require_undecided(self._storage, before)
        self._storage.require_new(entry)
        if answer is not None:
            self._storage.require_unanswered(answer)
        if is_unrenewed and self._storage.bulks[before.bulk_id].lease_until != before.lease_until:
            raise WriteConflict("Somebody is at work on it.")
        if for_bulk is not None:
            self._require_status(replace(for_bulk, status=BulkStatus.PREPARING))
        if opening is not None:
            self._open(before.bulk_id, opening)
        if for_bulk is not None:
            self._note_sealed(for_bulk.bulk_id, before.bulk_id)
        if answer is not None:
            self._storage.answer(answer)
        carry_out_decision(self._storage, before, after, entry)

    @watched
    def note(self, before: BulkRecord, after: BulkRecord) -> None:
        self._require_status(before)
        _merge(self._storage, before, after)
        asset = self._storage.assets.get(after.asset_id)
        if after.closed_at is not None and asset is not None:
            left = asset.open_bulks - {after.bulk_id}
            self._storage.assets[asset.asset_id] = replace(asset, open_bulks=left)

    def drain(self, change: Change) -> None:
        if all(self.append(entry) for entry in change.entries):
            self.move_on(change)

    @watched
    def append(self, entry: HistoryEntry) -> bool:
        stored = self._storage.history.setdefault((entry.user_id, entry.sequence), entry)
        return stored.hash == entry.hash

    @watched
    def move_on(self, change: Change) -> None:
        before = change.before
        stored = self._storage.heads.get(change.after.user_id)
        if before and stored and (stored.v, stored.intent) == (before.v, before.intent):
            self._storage.heads[change.after.user_id] = change.after

    @watched
    def due(self, at: datetime, limit: int) -> list[BulkId]:
        moments = [(due_at(record), record.bulk_id) for record in self._storage.bulks.values()]
        overdue = [(due, bulk_id) for due, bulk_id in moments if due is not None and due <= at]
        return [bulk_id for _, bulk_id in sorted(overdue)[:limit]]

    def _require_status(self, record: BulkRecord) -> None:
        stored = self._storage.bulks.get(record.bulk_id)
        if stored is None or stored.status is not record.status:
            raise WriteConflict("It was decided.")

    def _note_sealed(self, bulk_id: BulkId, sealed: BulkId) -> None:
        record = self._storage.bulks[bulk_id]
        ids = tuple(sorted({*record.sealed_bulk_ids, sealed}))
        self._storage.bulks[bulk_id] = replace(record, sealed_bulk_ids=ids)

    def _open(self, bulk_id: BulkId, opening: Asset) -> None:
        asset = self._storage.assets[opening.asset_id]
        if asset.status is not ConversionStatus.COMPLETED or asset.deleted_at is not None:
            raise WriteConflict("Nobody can be given it any more.")
        self._storage.assets[asset.asset_id] = replace(
            asset, open_bulks=asset.open_bulks | {bulk_id}, holders_v=asset.holders_v + 1
        )


@dataclass(frozen=True)
class SentBulk:
    bulk_id: BulkId
    is_large: bool
    delay_s: int


class FakeBulkQueue(Faulty):
    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.sent: list[SentBulk] = []

    @watched
    def send(self, bulk_id: BulkId, *, is_large: bool = False, delay_s: int = 0) -> None:
        self.sent.append(SentBulk(bulk_id, is_large, delay_s))


def require_undecided(storage: Storage, before: BulkRecord) -> None:
    """WriteConflict unless status and audit chain are as they were read."""
    stored = storage.bulks.get(before.bulk_id)
    if stored is None or (stored.status, stored.audit) != (before.status, before.audit):
        raise WriteConflict("It was decided.")


def carry_out_decision(
    storage: Storage, before: BulkRecord, after: BulkRecord, entry: AuditEntry
) -> None:
    _merge(storage, before, after)
    storage.append(entry)


def _merge(storage: Storage, before: BulkRecord, after: BulkRecord) -> None:
    """Only what differs is written: a lease may have been renewed meanwhile."""
    names = [field.name for field in fields(BulkRecord)]
    changed = {name: getattr(after, name) for name in names}
    changed = {name: new for name, new in changed.items() if new != getattr(before, name)}
    storage.bulks[after.bulk_id] = replace(storage.bulks[after.bulk_id], **changed)
