"""One attempt at a conversion, as it stands in the outbox."""

from dataclasses import dataclass
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionError, ConversionStatus
from mediadesk.domain.ids import AssetId, JobId


@dataclass(frozen=True, slots=True)
class Job:
    """An attempt; `is_unsent` until its message was handed to the queue."""

    job_id: JobId
    asset_id: AssetId
    attempt: int
    status: ConversionStatus
    runs: int
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: ConversionError | None
    is_unsent: bool
    is_untidied: bool = False
    """Whether objects that other runs left behind may still lie in storage."""


def job_of(asset: Asset) -> Job:
    """The row that stands for the asset's present attempt; it follows from the asset alone."""
    job = asset.current_conversion
    return Job(
        job_id=job.job_id,
        asset_id=asset.asset_id,
        attempt=job.attempt,
        status=asset.status,
        runs=job.run,
        queued_at=job.queued_at or asset.updated_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        error=job.error,
        is_unsent=asset.status is ConversionStatus.QUEUED,
        is_untidied=_may_have_left_something(asset),
    )


def _may_have_left_something(asset: Asset) -> bool:
    """One run that made everything by itself leaves nothing but what is shown."""
    job = asset.current_conversion
    if asset.status is ConversionStatus.COMPLETED:
        return job.run > 1 or job.fan_out is not None
    return asset.status is ConversionStatus.FAILED and job.run > 0
