"""How the present attempt at a conversion is kept within the item of its asset."""

from dataclasses import asdict
from typing import Any

from mediadesk.aws.rows import AssetRow, ErrorMap
from mediadesk.domain.conversions import Conversion, ConversionError
from mediadesk.domain.fan_out import FanOut
from mediadesk.domain.ids import JobId


def conversion_attributes(job: Conversion | None) -> dict[str, Any]:
    """Beside one another, so that a lease can be renewed without touching the rest."""
    if job is None:
        return {}
    return {
        "job_id": job.job_id,
        "attempt": job.attempt,
        "run": job.run,
        "progress": job.progress,
        "queued_at": job.queued_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "lease_until": job.lease_until,
        "error": error_map(job.error),
        **_fan_out_attributes(job.fan_out),
    }


def conversion_of(row: AssetRow) -> Conversion:
    return Conversion(
        job_id=JobId(row.job_id),
        attempt=row.attempt,
        run=row.run,
        progress=row.progress,
        queued_at=row.queued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        lease_until=row.lease_until,
        error=error_of(row.error),
        fan_out=_fan_out(row),
    )


def _fan_out_attributes(fan_out: FanOut | None) -> dict[str, Any]:
    """Beside one another too, for many count in them at once."""
    if fan_out is None:
        return {}
    return {
        "pieces": fan_out.pieces,
        "pieces_left": fan_out.left,
        "encoded_ms": fan_out.encoded_ms,
        "total_ms": fan_out.total_ms,
    }


def _fan_out(row: AssetRow) -> FanOut | None:
    if not row.pieces:
        return None
    return FanOut(row.pieces, row.pieces_left, row.encoded_ms, row.total_ms)


def error_map(error: ConversionError | None) -> ErrorMap | None:
    return None if error is None else ErrorMap(**asdict(error))


def error_of(item: ErrorMap | None) -> ConversionError | None:
    if item is None:
        return None
    return ConversionError(code=item.code, message=item.message, retryable=item.retryable)
