"""The stores in memory, with the semantics of the real ones: the tests in `aws` hold both to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import AssetNotFound, LeaseLost, WriteConflict
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AssetId
from mediadesk.domain.jobs import Job, job_of
from mediadesk.domain.operations import Answer
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage


class FakeAssetStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def create(self, asset: Asset, entry: AuditEntry, answer: Answer) -> None:
        if asset.asset_id in self._storage.assets:
            raise WriteConflict("It is there already.")
        self._storage.require_unanswered(answer)
        self._storage.require_new(entry)
        self._storage.append(entry)
        self._storage.assets[asset.asset_id] = asset
        self._storage.answer(answer)

    @watched
    def get(self, asset_id: AssetId) -> Asset:
        if asset_id not in self._storage.assets:
            raise AssetNotFound(f"No asset has the id {asset_id}.")
        return self._storage.assets[asset_id]

    @watched
    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Asset]:
        stored = self._storage.assets
        return [stored[asset_id] for asset_id in asset_ids if asset_id in stored]

    @watched
    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        self._require_unchanged(before, after)
        self._note(entry, answer)
        stored = self._storage.assets[before.asset_id]
        self._storage.assets[after.asset_id] = _merged(stored, before, after)
        if after.conversion is not None and (
            before.conversion is None or job_of(before) != job_of(after)
        ):
            self._storage.jobs[after.asset_id, after.conversion.attempt] = job_of(after)

    @watched
    def renew(self, asset: Asset, lease_until: datetime, progress: int) -> Asset:
        self._require_run(asset)
        stored = self._storage.assets[asset.asset_id]
        job = replace(stored.current_conversion, lease_until=lease_until, progress=progress)
        self._storage.assets[asset.asset_id] = replace(stored, conversion=job)
        return self._storage.assets[asset.asset_id]

    @watched
    def newest(
        self,
        status: ConversionStatus | None,
        before: AssetId | None,
        limit: int,
        *,
        deleted: bool = False,
    ) -> list[AssetId]:
        ids = [
            asset.asset_id
            for asset in self._storage.assets.values()
            if (
                (asset.deleted_at is not None) == deleted
                if status is None
                else asset.status is status
            )
            and (before is None or asset.asset_id < before)
        ]
        return sorted(ids, reverse=True)[:limit]

    @watched
    def oldest(self, status: ConversionStatus, after: AssetId | None, limit: int) -> list[AssetId]:
        stored = self._storage.assets.values()
        ids = [asset.asset_id for asset in stored if asset.status is status]
        return sorted(each for each in ids if after is None or each > after)[:limit]

    def _require_unchanged(self, before: Asset, after: Asset) -> None:
        stored = self._storage.assets.get(before.asset_id)
        if stored is None or stored.version != before.version:
            raise WriteConflict("The version has changed.")
        if _was_renewed(stored, before, after):
            raise WriteConflict("The converter has come back.")
        if after.deleted_at and not before.deleted_at and stored.holders_v != before.holders_v:
            raise WriteConflict("A bulk has given it to somebody.")

    def _require_run(self, asset: Asset) -> None:
        stored = self._storage.assets.get(asset.asset_id)
        if stored is None or stored.status is not ConversionStatus.PROCESSING:
            raise LeaseLost("Nobody converts this any more.")
        now, job = stored.current_conversion, asset.current_conversion
        if (now.attempt, now.run) != (job.attempt, job.run):
            raise LeaseLost("Another run has taken over.")

    def _note(self, entry: AuditEntry | None, answer: Answer | None) -> None:
        if entry is not None:
            self._storage.require_new(entry)
        if answer is not None:
            self._storage.require_unanswered(answer)
            self._storage.answer(answer)
        if entry is not None:
            self._storage.append(entry)


class FakeAnswerStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def find(self, operation_id: str) -> Answer | None:
        return self._storage.answers.get(operation_id)

    @watched
    def add(self, answer: Answer) -> None:
        self._storage.require_unanswered(answer)
        self._storage.answer(answer)


class FakeJobStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def attempts(self, asset_id: AssetId) -> list[Job]:
        jobs = [job for job in self._storage.jobs.values() if job.asset_id == asset_id]
        return sorted(jobs, key=lambda job: job.attempt, reverse=True)

    @watched
    def unsent(self, before: datetime) -> list[Job]:
        jobs = self._storage.jobs.values()
        waiting = [job for job in jobs if job.is_unsent and job.queued_at < before]
        return sorted(waiting, key=lambda job: (job.queued_at, job.job_id))

    @watched
    def mark_sent(self, job: Job) -> None:
        key = job.asset_id, job.attempt
        if key in self._storage.jobs:
            self._storage.jobs[key] = replace(self._storage.jobs[key], is_unsent=False)

    @watched
    def untidied(self, before: datetime, limit: int) -> list[Job]:
        left = [
            (job.finished_at, job.job_id, job)
            for job in self._storage.jobs.values()
            if job.is_untidied and job.finished_at is not None and job.finished_at < before
        ]
        return [job for _, _, job in sorted(left, key=lambda each: each[:2])[:limit]]

    @watched
    def mark_tidied(self, job: Job) -> None:
        key = job.asset_id, job.attempt
        if key in self._storage.jobs:
            self._storage.jobs[key] = replace(self._storage.jobs[key], is_untidied=False)


class FakeHolderStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Holders]:
        stored = self._storage.holders
        return [stored.get(asset_id, Holders(asset_id)) for asset_id in asset_ids]

    @watched
    def save(self, before: Holders, after: Holders) -> None:
        stored = self._storage.holders.get(before.asset_id, Holders(before.asset_id))
        if stored.v != before.v:
            raise WriteConflict("Somebody else has computed it.")
        self._storage.holders[after.asset_id] = after

    @watched
    def due(self, at: datetime, limit: int) -> list[AssetId]:
        all_due = [
            (holders.due_at, holders.asset_id)
            for holders in self._storage.holders.values()
            if holders.due_at is not None and holders.due_at <= at
        ]
        return [asset_id for _, asset_id in sorted(all_due)[:limit]]


def _was_renewed(stored: Asset, before: Asset, after: Asset) -> bool:
    """Whether a lease that had run out as the change was decided on has been renewed since."""
    if before.conversion is None or before.conversion.lease_until is None:
        return False
    had_ended = before.conversion.lease_until < after.updated_at
    now = stored.current_conversion
    known = before.conversion.lease_until, before.conversion.progress, before.conversion.fan_out
    return had_ended and (now.lease_until, now.progress, now.fan_out) != known


def _merged(stored: Asset, before: Asset, after: Asset) -> Asset:
    """`after`, save what bulks note, and what it left as it was and a renewal has changed since."""
    after = replace(after, open_bulks=stored.open_bulks, holders_v=stored.holders_v)
    if stored.conversion is None or before.conversion is None or after.conversion is None:
        return after
    kept = {
        name: getattr(stored.conversion, name)
        for name in ("lease_until", "progress", "fan_out")
        if getattr(before.conversion, name) == getattr(after.conversion, name)
    }
    return replace(after, conversion=replace(after.conversion, **kept))
