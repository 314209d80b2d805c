"""What may happen to an asset, step by step, told with the shapes of the contract."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mediadesk.contracts.conversions import failure_shape
from mediadesk.contracts.http import (
    Asset,
    Conversion,
    Media,
    NewAsset,
    Output,
)
from mediadesk.contracts.socket import ConversionState, Progress, StatusChanged
from mediadesk.domain.conversions import ConversionError, ConversionStatus
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits

Step = Callable[[Asset], Asset | None]
"""Gives the changed asset, or None where the connection is cut."""
Story = Sequence[Step]

AT: Final = datetime(2026, 11, 22, 10, 15, 30, 123000, UTC)
JOB: Final = Conversion(
    job_id="job_1", attempt=1, progress=0, started_at=None, finished_at=None, error=None
)
MEDIA: Final = Media(
    container="mp4",
    duration_seconds=65.2,
    width=1280,
    height=720,
    frame_rate=25,
    video_codec="h264",
    audio_codec="aac",
)


def asset_id(number: int) -> str:
    return f"ast_{number:026}"


def announced(new: NewAsset, number: int) -> Asset:
    return Asset(
        **new.model_dump(include={"filename", "content_type", "size_bytes", "sha256", "preset"}),
        asset_id=asset_id(number),
        title=new.title or new.filename,
        conversion_status=ConversionStatus.PENDING_UPLOAD,
        conversion=None,
        outputs=(),
        gif_url=None,
        webm_url=None,
        thumbnail_url=None,
        url_expires_at=None,
        media=None,
        user_id=None,
        assigned_at=None,
        assigned_by=None,
        assigned_user_count=0,
        created_at=AT,
        created_by="ada-sub",
        updated_at=AT,
        deleted_at=None,
        version=1,
    )


def queued(asset: Asset) -> Asset:
    return _changed(
        asset, conversion_status=ConversionStatus.QUEUED, conversion=asset.conversion or JOB
    )


def started(asset: Asset) -> Asset:
    return _changed(asset, conversion_status=ConversionStatus.PROCESSING, media=MEDIA)


def at_percent(progress: int) -> Step:
    def step(asset: Asset) -> Asset:
        job = (asset.conversion or JOB).model_copy(update={"progress": progress})
        return asset.model_copy(update={"conversion": job})

    return step


def made(kind: OutputKind) -> Step:
    def step(asset: Asset) -> Asset:
        output = Output(
            kind=kind,
            url=f"https://media.example/{asset.asset_id}/{kind}?{'signature' * 30}",
            content_type=kind.content_type,
            size_bytes=12_345,
            width=640,
            height=360,
        )
        until = AT + timedelta(hours=1)
        return _changed(asset, outputs=(*asset.outputs, output), url_expires_at=until)

    return step


def completed(asset: Asset) -> Asset:
    job = (asset.conversion or JOB).model_copy(update={"progress": 100})
    return _changed(asset, conversion_status=ConversionStatus.COMPLETED, conversion=job)


def failed_by(fault: MediaFault) -> Step:
    def step(asset: Asset) -> Asset:
        error = failure_shape(ConversionError.of(fault, MediaLimits()))
        job = (asset.conversion or JOB).model_copy(update={"error": error})
        return _changed(asset, conversion_status=ConversionStatus.FAILED, conversion=job)

    return step


def queued_again(asset: Asset) -> Asset:
    attempt = (asset.conversion or JOB).attempt + 1
    job = JOB.model_copy(update={"attempt": attempt, "job_id": f"job_{attempt}"})
    return _changed(asset, conversion_status=ConversionStatus.QUEUED, conversion=job, outputs=())


def expired(asset: Asset) -> Asset:
    return _changed(asset, conversion_status=ConversionStatus.EXPIRED)


def cut(_: Asset) -> None:
    return None


def unchanged(asset: Asset) -> Asset:
    """The same once more: frames arrive at least once."""
    return asset


THUMBNAIL: Final = made(OutputKind.THUMBNAIL)
GIF: Final = made(OutputKind.GIF)
WEBP: Final = made(OutputKind.WEBP)
WEBM: Final = made(OutputKind.WEBM)
GOOD: Final[Story] = (
    queued,
    started,
    at_percent(10),
    THUMBNAIL,
    at_percent(30),
    GIF,
    WEBP,
    at_percent(55),
    at_percent(80),
    WEBM,
    completed,
)
BAD: Final[Story] = (queued, started, at_percent(40), failed_by(MediaFault.DAMAGED))
UNLUCKY: Final[Story] = (queued, started, at_percent(40), failed_by(MediaFault.ABANDONED))


def state_of(asset: Asset) -> ConversionState:
    return ConversionState(
        asset_id=asset.asset_id,
        title=asset.title,
        conversion_status=asset.conversion_status,
        conversion=asset.conversion,
        outputs=tuple(output.kind for output in asset.outputs),
    )


def frame(
    asset: Asset, before: Asset, topic: str, cursor: str | None = None
) -> StatusChanged | Progress:
    """What the service sends to those who follow `topic`."""
    shared: dict[str, Any] = {
        "topic": topic,
        "version": asset.version,
        "occurred_at": AT,
        "data": state_of(asset),
    }
    event_id = f"{asset.asset_id}:{asset.version}"
    if asset.version == before.version:
        progress = asset.conversion.progress if asset.conversion else 0
        return Progress(event_id=f"{event_id}:run_1:{progress}", **shared)
    is_output = asset.conversion_status is before.conversion_status
    kind = "conversion.output_ready" if is_output else "conversion.status_changed"
    return StatusChanged(
        type=kind, event_id=event_id, cursor=cursor or str(asset.version), **shared
    )


def _changed(asset: Asset, **changes: object) -> Asset:
    return asset.model_copy(update={**changes, "version": asset.version + 1})
