"""The bulks of the service of these tests: the rules are the real ones, the store is a dict."""

from dataclasses import dataclass, field, replace

from mediadesk.contracts.bulk import NewBulkAssignment
from mediadesk.domain import bulk as rules
from mediadesk.domain import errors
from mediadesk.domain.bulk import BulkFailure, BulkRecord, BulkStatus
from mediadesk.domain.ids import AdminId, AssetId, BulkId, UserId
from mediadesk.services import bulk_checks
from tests.cli.directory import Directory


@dataclass
class Bulks:
    """`rounds`: how often somebody has to look at a bulk until it is decided."""

    directory: Directory
    rounds: int = 0
    records: dict[str, BulkRecord] = field(default_factory=dict)
    members: dict[str, list[UserId]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)

    def begin(self, new: NewBulkAssignment, key: str) -> BulkRecord:
        """A new one, or the one that was begun by this key."""
        if key in self.by_key:
            return self.look(self.by_key[key])
        members = self.takers(new)
        record = self._record(new, members)
        self.records[record.bulk_id], self.members[record.bulk_id] = record, members
        self.by_key[key] = record.bulk_id
        return self._advance(record)

    def takers(self, new: NewBulkAssignment) -> list[UserId]:
        """Who is to get it."""
        heads, user_ids = self.directory.heads, [UserId(user_id) for user_id in new.user_ids]
        if not new.skip_already_assigned:
            return user_ids
        return [
            user_id
            for user_id in user_ids
            if user_id not in heads or heads[user_id].asset_id != new.asset_id
        ]

    def refusal(self, user_ids: list[UserId], asset_id: str) -> BulkFailure | None:
        found = bulk_checks.offenders(user_ids, self.directory.by_user_id, AssetId(asset_id))
        return bulk_checks.refusal(found) if found else None

    def look(self, bulk_id: str) -> BulkRecord:
        record = self.get(bulk_id)
        if record.status is not BulkStatus.PREPARING:
            return record
        self.rounds -= 1
        return self._advance(record)

    def undo(self, asset_id: str, bulk_id: str, note: str | None) -> BulkRecord:
        record = self.get(bulk_id)
        if record.asset_id != asset_id:
            raise _not_found(bulk_id)
        now = self.directory.now
        if record.status is BulkStatus.PREPARING:
            return self._keep(rules.abort(record, BulkFailure("undone", "It was undone.")))
        undone = rules.undo(record, AdminId("ada-sub"), now, now, "req-7", note)
        self.directory.take_back(self.members[bulk_id], BulkId(bulk_id))
        return self._keep(undone)

    def get(self, bulk_id: str) -> BulkRecord:
        if bulk_id not in self.records:
            raise _not_found(bulk_id)
        return self.records[bulk_id]

    def change(self, bulk_id: str, **changes: object) -> None:
        self.records[bulk_id] = replace(self.records[bulk_id], **changes)  # type: ignore[arg-type] # any field

    def _record(self, new: NewBulkAssignment, members: list[UserId]) -> BulkRecord:
        now = self.directory.now
        return BulkRecord(
            bulk_id=BulkId(f"blk_{len(self.records) + 1:026}"),
            status=BulkStatus.PREPARING,
            asset_id=AssetId(new.asset_id),
            assigned_by=AdminId("ada-sub"),
            request_id="req-7",
            created_at=now,
            lease_until=now + rules.LEASE,
            user_count=len(members),
            members_hash=rules.members_hash(members),
            note=new.note,
            skipped_count=len(new.user_ids) - len(members),
            has_override=new.override,
        )

    def _advance(self, record: BulkRecord) -> BulkRecord:
        if self.rounds > 0:
            return record
        members = self.members[record.bulk_id]
        if failure := self.refusal(members, record.asset_id):
            return self._keep(rules.abort(record, failure))
        sealed = self.directory.enter(members, override=record.has_override)
        self.directory.give(members, record)
        decided = rules.commit(record, self.directory.now)
        return self._keep(replace(decided, sealed_bulk_ids=tuple(map(BulkId, sealed))))

    def _keep(self, record: BulkRecord) -> BulkRecord:
        self.records[record.bulk_id] = record
        return record


def _not_found(bulk_id: str) -> errors.BulkNotFound:
    return errors.BulkNotFound(f"No bulk operation has the id {bulk_id!r}.")
