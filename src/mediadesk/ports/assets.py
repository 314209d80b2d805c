"""Where assets, their jobs and their holders are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AssetId
from mediadesk.domain.jobs import Job
from mediadesk.domain.operations import Answer


class AssetStore(Protocol):
    """Assets, each written together with the audit entry and the job row that belong to it."""

    def create(self, asset: Asset, entry: AuditEntry, answer: Answer) -> None:
        """All three or none; WriteConflict when the asset or an answer that still counts exists."""
        ...

    def get(self, asset_id: AssetId) -> Asset:
        """Strongly consistent; AssetNotFound."""
        ...

    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Asset]:
        """Strongly consistent, in the order asked for (at most 100); absent ones are left out."""
        ...

    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        """Replace `before` by `after`; WriteConflict unless `before` is still what is stored.

        An answer that still counts is a WriteConflict too. A changed status writes the job row
        as well. Where a lease ran out, it must not have been renewed since: a converter that
        came back keeps its job.
        """
        ...

    def renew(self, asset: Asset, lease_until: datetime, progress: int) -> Asset:
        """Extend the lease of the run that `asset` shows, and return the asset as it is then.

        LeaseLost when that run is over. `version` stays: progress is no change of state.
        """
        ...

    def newest(
        self,
        status: ConversionStatus | None,
        before: AssetId | None,
        limit: int,
        *,
        deleted: bool = False,
    ) -> list[AssetId]:
        """Ids older than `before`, newest first; eventually consistent.

        With a status: of all assets in it, deleted or not. Without: of those that are deleted,
        or of those that are not.
        """
        ...

    def oldest(self, status: ConversionStatus, after: AssetId | None, limit: int) -> list[AssetId]:
        """Ids of assets in that state that are newer than `after`, oldest first; as `newest`."""
        ...


class JobStore(Protocol):
    def attempts(self, asset_id: AssetId) -> list[Job]:
        """Every attempt, the newest first."""
        ...

    def unsent(self, before: datetime) -> list[Job]:
        """Jobs queued before that moment whose message was not handed over, oldest first."""
        ...

    def mark_sent(self, job: Job) -> None:
        """Its message was handed to the queue; does nothing when that is known already."""
        ...

    def untidied(self, before: datetime, limit: int) -> list[Job]:
        """Jobs finished before that moment whose leftovers may still be there, oldest first."""
        ...

    def mark_tidied(self, job: Job) -> None:
        """Nothing is left behind of it; does nothing when that is known already."""
        ...


class HolderStore(Protocol):
    """The projection of who holds an asset."""

    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Holders]:
        """Strongly consistent, in the order asked for (at most 100); an empty one where none is."""
        ...

    def save(self, before: Holders, after: Holders) -> None:
        """WriteConflict unless `before` is still what is stored."""
        ...

    def due(self, at: datetime, limit: int) -> list[AssetId]:
        """Assets whose projection was due by then, the longest overdue first."""
        ...
