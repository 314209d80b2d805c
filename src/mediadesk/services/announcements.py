"""Which frame tells of a change of an asset."""

from datetime import datetime

from mediadesk.contracts.conversions import conversion_shape
from mediadesk.contracts.socket import ConversionState, Progress, StatusChanged
from mediadesk.domain.assets import Asset
from mediadesk.domain.connections import ALL_ASSETS
from mediadesk.domain.ids import Topic


def announcement(
    before: Asset | None, after: Asset, topic: Topic, at: datetime
) -> StatusChanged | Progress | None:
    """The frame for a topic; None when nothing changed that a subscriber could see.

    `at` is the present: progress leaves no time of its own on the asset.
    """
    if before is not None and before.version == after.version:
        return _progress(before, after, topic, at)
    is_output = before is not None and len(before.outputs) < len(after.outputs)
    return StatusChanged(
        type="conversion.output_ready" if is_output else "conversion.status_changed",
        event_id=f"{after.asset_id}:{after.version}",
        topic=topic,
        cursor=None if topic == ALL_ASSETS else str(after.version),
        version=after.version,
        occurred_at=after.updated_at,
        data=_state(after),
    )


def _progress(before: Asset, after: Asset, topic: Topic, at: datetime) -> Progress | None:
    job = after.conversion
    if job is None or before.conversion is None or before.conversion.progress == job.progress:
        return None
    return Progress(
        event_id=f"{after.asset_id}:{after.version}:{job.run}:{job.progress}",
        topic=topic,
        version=after.version,
        occurred_at=at,
        data=_state(after),
    )


def _state(asset: Asset) -> ConversionState:
    return ConversionState(
        asset_id=asset.asset_id,
        title=asset.title,
        conversion_status=asset.status,
        conversion=conversion_shape(asset.conversion),
        outputs=tuple(output.kind for output in asset.outputs),
    )
