"""The services about assets: upload, arrival, catalog, removal."""

from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    blobs,
    cursors,
    holder_store,
    multipart_uploads,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.bulks import standings
from mediadesk.wiring.circumstances import clock, new_id, pause, settings
from mediadesk.wiring.conversions import conversions
from mediadesk.wiring.people import holder_ids

if TYPE_CHECKING:
    from mediadesk.services.arrivals import ArrivalService
    from mediadesk.services.catalog import AssetCatalog
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
        multipart=multipart_uploads(),
        audit=AuditLogger(new_id),
        clock=clock,
        new_id=new_id,
        limits=settings().media_limits,
    )


@Built
def arrivals() -> "ArrivalService":
    from mediadesk.services.arrivals import ArrivalService
    from mediadesk.services.audit import AuditLogger

    return ArrivalService(
        assets=asset_store(),
        blobs=blobs(),
        multipart=multipart_uploads(),
        conversions=conversions(),
        answers=answer_store(),
        audit=AuditLogger(new_id),
        clock=clock,
        pause=pause,
    )


@Built
def catalog() -> "AssetCatalog":
    from mediadesk.services.catalog import AssetCatalog

    return AssetCatalog(
        assets=asset_store(),
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
