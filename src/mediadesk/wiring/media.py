"""The services about assets: upload, arrival, catalog, conversion, removal."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    blobs,
    cursors,
    holder_store,
    job_queue,
    job_store,
    sqs,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.bulks import standings
from mediadesk.wiring.circumstances import clock, new_id, pause, settings
from mediadesk.wiring.people import holder_ids

if TYPE_CHECKING:
    from mediadesk.ports import (
        MessageHold,
    )
    from mediadesk.services.arrivals import ArrivalService
    from mediadesk.services.catalog import AssetCatalog
    from mediadesk.services.media_converter import MediaConverterService
    from mediadesk.services.removals import RemovalService
    from mediadesk.services.uploads import UploadService


@Built
def uploads() -> "UploadService":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.uploads import UploadService

    return UploadService(
        assets=asset_store(),
        answers=answer_store(),
        blobs=blobs(),
        audit=AuditLogger(new_id),
        clock=clock,
        new_id=new_id,
    )


@Built
def arrivals() -> "ArrivalService":
    from mediadesk.services.arrivals import ArrivalService
    from mediadesk.services.audit import AuditLogger

    return ArrivalService(
        assets=asset_store(),
        jobs=job_store(),
        queue=job_queue(),
        blobs=blobs(),
        audit=AuditLogger(new_id),
        clock=clock,
        new_id=new_id,
    )


@Built
def catalog() -> "AssetCatalog":
    from mediadesk.services.catalog import AssetCatalog

    return AssetCatalog(
        assets=asset_store(),
        jobs=job_store(),
        holders=holder_store(),
        standings=standings(),
        blobs=blobs(),
        cursors=cursors(),
        clock=clock,
    )


@Built
def removals() -> "RemovalService":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.removals import RemovalService

    return RemovalService(
        assets=asset_store(),
        holder_ids=holder_ids(),
        standings=standings(),
        answers=answer_store(),
        audit=AuditLogger(new_id),
        clock=clock,
        pause=pause,
    )


@Built
def converter() -> "MediaConverterService":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.media_converter import MediaConverterService

    return MediaConverterService(
        assets=asset_store(),
        jobs=job_store(),
        queue=job_queue(),
        blobs=blobs(),
        audit=AuditLogger(new_id),
        clock=clock,
        lease_s=settings().job_lease_s,
    )


@Built
def message_holds() -> "Callable[[str], MessageHold]":
    """Gives the hold on the message of the conversion queue that was received with a handle."""
    from mediadesk.aws.jobs import SqsHold

    return partial(SqsHold, sqs(), settings().conversion_queue_url)
