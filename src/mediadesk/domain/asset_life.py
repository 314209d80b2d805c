"""Which state of an asset follows which: every change that is made to one."""

from dataclasses import replace
from datetime import datetime, timedelta

from mediadesk.domain.assets import Asset, output_key
from mediadesk.domain.conversions import (
    TRANSITIONS,
    Conversion,
    ConversionError,
    ConversionStatus,
    Output,
    RunId,
)
from mediadesk.domain.errors import (
    AssetUnavailable,
    ConversionNotFailed,
    ConversionNotRetryable,
    IllegalTransition,
    LeaseLost,
)
from mediadesk.domain.fan_out import FanOut
from mediadesk.domain.ids import JobId
from mediadesk.domain.media import MadeOutput, MediaInfo


def queue(asset: Asset, job_id: JobId, version: str | None, at: datetime) -> Asset:
    """The file has arrived whole, as this version of its object: its first conversion waits."""
    _require_awaited(asset)
    job = Conversion(job_id=job_id, attempt=1, queued_at=at)
    queued = replace(_moved(asset, ConversionStatus.QUEUED, at), conversion=job)
    return replace(queued, original_version=version)


def retry(asset: Asset, job_id: JobId, at: datetime) -> Asset:
    """Another attempt after one that failed; what was published stays, and is not made again.

    ConversionNotFailed, ConversionNotRetryable, AssetUnavailable.
    """
    error = asset.conversion.error if asset.conversion else None
    if asset.deleted_at is not None:
        raise AssetUnavailable(f"{asset.asset_id} was deleted.")
    if asset.status is not ConversionStatus.FAILED or error is None:
        raise ConversionNotFailed(f"The conversion of {asset.asset_id} is {asset.status}.")
    if not error.retryable:
        raise ConversionNotRetryable(f"It failed with {error.code}: {error.message}")
    job = Conversion(job_id=job_id, attempt=asset.current_conversion.attempt + 1, queued_at=at)
    return replace(_moved(asset, ConversionStatus.QUEUED, at), conversion=job)


def reject_upload(asset: Asset, job_id: JobId, error: ConversionError, at: datetime) -> Asset:
    """What arrived is not what was announced."""
    _require_awaited(asset)
    job = Conversion(job_id=job_id, attempt=1, queued_at=at, finished_at=at, error=error)
    return replace(_moved(asset, ConversionStatus.FAILED, at), conversion=job)


def expire(asset: Asset, at: datetime) -> Asset:
    """The file never came."""
    if not asset.is_overdue(at):
        raise IllegalTransition(f"the upload of {asset.asset_id} may still arrive")
    return _moved(asset, ConversionStatus.EXPIRED, at)


def claim(asset: Asset, attempt: int, at: datetime, lease: timedelta) -> Asset:
    """Start the attempt, or take it over from a converter that fell silent.

    What was left to many goes on piece by piece, and is not started anew.
    """
    job = asset.current_conversion
    is_held = job.lease_until is not None and job.lease_until >= at
    if job.attempt != attempt or is_held or job.fan_out is not None:
        raise IllegalTransition(f"attempt {attempt} of {asset.asset_id} can't be claimed now")
    moved = _moved(asset, ConversionStatus.PROCESSING, at)
    started = replace(job, run=job.run + 1, started_at=job.started_at or at, lease_until=at + lease)
    return replace(moved, conversion=started)


def publish(
    asset: Asset,
    run: RunId,
    made: MadeOutput,
    media: MediaInfo,
    at: datetime,
    join_run: int | None = None,
) -> Asset:
    """Show an output that was verified; where its kind is shown already, that one stays."""
    _require_run(asset, run)
    if made.kind not in asset.missing_outputs:
        return asset
    output = Output(
        kind=made.kind,
        key=output_key(asset, made.kind, join_run),
        content_type=made.kind.content_type,
        size_bytes=made.size_bytes,
        width=made.width,
        height=made.height,
    )
    return replace(_touched(asset, at), outputs=(*asset.outputs, output), media=media)


def spread(asset: Asset, run: RunId, fan_out: FanOut, media: MediaInfo, at: datetime) -> Asset:
    """Leave what is still missing to many; the same asset when that is so already."""
    _require_run(asset, run)
    job = asset.current_conversion
    if job.fan_out is not None:
        return asset
    return replace(_touched(asset, at), conversion=replace(job, fan_out=fan_out), media=media)


def complete(asset: Asset, run: RunId, at: datetime) -> Asset:
    """Everything is made; IllegalTransition while an output is missing."""
    _require_run(asset, run)
    if asset.missing_outputs:
        raise IllegalTransition(f"{asset.asset_id} lacks {', '.join(asset.missing_outputs)}")
    job = replace(asset.current_conversion, progress=100, finished_at=at, lease_until=None)
    return replace(_moved(asset, ConversionStatus.COMPLETED, at), conversion=job)


def fail(asset: Asset, run: RunId, error: ConversionError, at: datetime) -> Asset:
    """This attempt has failed for good; what was published of it stays."""
    _require_run(asset, run)
    job = asset.current_conversion
    job = replace(job, progress=job.shown_progress, finished_at=at, lease_until=None, error=error)
    return replace(_moved(asset, ConversionStatus.FAILED, at), conversion=job)


def delete(asset: Asset, at: datetime) -> Asset:
    """Nobody can be given it any more; the same asset when that is so already."""
    return asset if asset.deleted_at else replace(_touched(asset, at), deleted_at=at)


def restore(asset: Asset, at: datetime) -> Asset:
    """It is there again; the same asset when it was not deleted."""
    return replace(_touched(asset, at), deleted_at=None) if asset.deleted_at else asset


def _require_awaited(asset: Asset) -> None:
    """What lands later, under the same key, decides about nothing."""
    if asset.status is not ConversionStatus.PENDING_UPLOAD:
        raise IllegalTransition(f"the upload of {asset.asset_id} was decided about already")


def _require_run(asset: Asset, run: RunId) -> None:
    if asset.status is not ConversionStatus.PROCESSING or asset.current_conversion.run_id != run:
        raise LeaseLost(f"run {run.run} of attempt {run.attempt} of {asset.asset_id} is over")


def _moved(asset: Asset, status: ConversionStatus, at: datetime) -> Asset:
    if status not in TRANSITIONS[asset.status]:
        raise IllegalTransition(f"{asset.asset_id} is {asset.status}, it can't become {status}")
    return replace(_touched(asset, at), status=status)


def _touched(asset: Asset, at: datetime) -> Asset:
    return replace(asset, version=asset.version + 1, updated_at=at)
