"""Stores of assets in which one promise is broken."""

from dataclasses import replace

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.jobs import Job
from mediadesk.domain.operations import Answer
from tests.fake_stores import FakeAssetStore
from tests.faults import watched


class SavesOverAnything(FakeAssetStore):
    def _require_unchanged(self, before: Asset, after: Asset) -> None:
        pass


class OverlooksRenewals(FakeAssetStore):
    def _require_unchanged(self, before: Asset, after: Asset) -> None:
        if self._storage.assets[before.asset_id].version != before.version:
            raise WriteConflict("The version has changed.")


class RenewsForAnybody(FakeAssetStore):
    def _require_run(self, asset: Asset) -> None:
        pass


class TellsOfItLater(FakeAssetStore):
    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        super().save(before, after, None, answer)
        if entry is not None:
            self.tell(entry)

    @watched
    def tell(self, entry: AuditEntry) -> None:
        self._storage.require_new(entry)
        self._storage.append(entry)


class TellsOfItBefore(TellsOfItLater):
    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        if entry is not None:
            self.tell(entry)
        super().save(before, after, None, answer)


class NotesTheJobLater(FakeAssetStore):
    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        super().save(before, after, entry, answer)
        if after.conversion is None or entry is None:
            return
        noted = self._storage.jobs.pop((after.asset_id, after.conversion.attempt))
        self.note(noted)

    @watched
    def note(self, job: Job) -> None:
        self._storage.jobs[job.asset_id, job.attempt] = job


class KeepsNoAnswer(FakeAssetStore):
    def create(self, asset: Asset, entry: AuditEntry, answer: Answer) -> None:
        super().create(asset, entry, replace(answer, operation_id=asset.asset_id))


class CreatesOverAnAnswer(FakeAssetStore):
    def create(self, asset: Asset, entry: AuditEntry, answer: Answer) -> None:
        super().create(asset, entry, replace(answer, operation_id=asset.asset_id))
        self._storage.answer(answer)
