"""The services about conversions: what decides, what does the work, what sweeps up after it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    blobs,
    dead_letters,
    job_queue,
    job_store,
    piece_store,
    sqs,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.circumstances import clock, new_id, pause, settings

if TYPE_CHECKING:
    from mediadesk.ports import MessageHold, Meter, PieceMaker, Transcoder
    from mediadesk.services.conversion_sweep import ConversionSweep
    from mediadesk.services.conversion_worker import ConversionWorker
    from mediadesk.services.fan_out import FanOutService
    from mediadesk.services.media_converter import MediaConverterService
    from mediadesk.services.piece_worker import PieceWorker
    from mediadesk.services.poison import PoisonCare
    from mediadesk.services.tidying import Tidying
    from mediadesk.services.workbench import Workbench


@Built
def meter() -> "Meter":
    from mediadesk.edge.metrics import EmfMeter

    return EmfMeter()


@Built
def conversions() -> "MediaConverterService":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.media_converter import MediaConverterService

    return MediaConverterService(
        assets=asset_store(),
        jobs=job_store(),
        queue=job_queue(),
        answers=answer_store(),
        audit=AuditLogger(new_id),
        clock=clock,
        pause=pause,
        new_id=new_id,
        limits=settings().media_limits,
        meter=meter(),
    )


@Built
def conversion_worker() -> "ConversionWorker":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.conversion_worker import ConversionWorker

    return ConversionWorker(
        assets=asset_store(),
        blobs=blobs(),
        conversions=conversions(),
        fan_out=fan_out(),
        audit=AuditLogger(new_id),
        clock=clock,
        meter=meter(),
        limits=settings().media_limits,
        lease_s=settings().job_lease_s,
    )


@Built
def piece_worker() -> "PieceWorker":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.piece_worker import PieceWorker

    return PieceWorker(
        assets=asset_store(),
        pieces=piece_store(),
        blobs=blobs(),
        conversions=conversions(),
        fan_out=fan_out(),
        audit=AuditLogger(new_id),
        clock=clock,
        meter=meter(),
        lease_s=settings().job_lease_s,
    )


@Built
def fan_out() -> "FanOutService":
    from mediadesk.services.fan_out import FanOutService

    return FanOutService(
        pieces=piece_store(),
        queue=job_queue(),
        blobs=blobs(),
        over_s=settings().fan_out_over_s,
        piece_s=settings().piece_s,
        within_s=settings().conversion_timeout_s,
    )


@Built
def conversion_sweep() -> "ConversionSweep":
    from mediadesk.services.conversion_sweep import ConversionSweep

    return ConversionSweep(assets=asset_store(), jobs=job_store(), queue=job_queue(), clock=clock)


@Built
def tidying() -> "Tidying":
    from mediadesk.services.tidying import Tidying

    return Tidying(assets=asset_store(), jobs=job_store(), blobs=blobs(), clock=clock)


@Built
def poison_care() -> "PoisonCare":
    from mediadesk.services.poison import PoisonCare

    return PoisonCare(dead_letters=dead_letters(), meter=meter())


@Built
def message_holds() -> "Callable[[str], MessageHold]":
    """Gives the hold on the message of the conversion queue that was received with a handle."""
    from mediadesk.aws.jobs import SqsHold

    return partial(SqsHold, sqs(), settings().conversion_queue_url)


def held_message(receipt_handle: str, deliveries: int) -> "MessageHold":
    """A message that was just received, hidden from others while nobody knows what it takes."""
    from mediadesk.services.workbench import keep_at_first

    hold = message_holds()(receipt_handle)
    keep_at_first(hold, settings().job_lease_s, deliveries)
    return hold


def workbench(
    *,
    hold: "MessageHold",
    transcoder: "Transcoder",
    piece_maker: "PieceMaker",
    folder: Path,
    request_id: str,
) -> "Workbench":
    """What a converter has at hand for one message."""
    from mediadesk.services.workbench import Workbench

    return Workbench(hold, transcoder, piece_maker, folder, request_id)
