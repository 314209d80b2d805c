"""How an uploaded file becomes its outputs: claim the attempt, make, verify, publish, conclude."""

from datetime import datetime, timedelta

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.asset_life import claim, fail
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import MAX_RUNS, ConversionError, ConversionStatus
from mediadesk.domain.errors import (
    AssetNotFound,
    IllegalTransition,
    JobHeld,
    LeaseLost,
    MediadeskError,
)
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.ports import AssetStore, Clock, MediaBlobs, Meter
from mediadesk.services.asset_changes import AssetChanges
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.fan_out import FanOutService
from mediadesk.services.job_run import JobRun
from mediadesk.services.media_converter import CONVERTER, MediaConverterService
from mediadesk.services.originals import Originals
from mediadesk.services.workbench import Workbench, held_s


class ConversionWorker:
    """Carries out attempts; any number of workers may be told of the same one."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        blobs: MediaBlobs,
        conversions: MediaConverterService,
        fan_out: FanOutService,
        audit: AuditLogger,
        clock: Clock,
        meter: Meter,
        limits: MediaLimits,
        lease_s: int,
    ) -> None:
        self._assets = assets
        self._blobs = blobs
        self._originals = Originals(blobs)
        self._conversions = conversions
        self._fan_out = fan_out
        self._changes = AssetChanges(assets, audit)
        self._clock = clock
        self._meter = meter
        self._limits = limits
        self._lease = timedelta(seconds=lease_s)

    def convert(self, request: ConversionRequested, bench: Workbench) -> None:
        """Bring the asset to a final state, or leave it to many.

        Returns at once when there is nothing left to do. Raises JobHeld while another worker is at
        it, and ServiceUnavailable after giving the attempt up; the message comes again.
        """
        asset = self._claim(request, bench)
        if asset is None:
            return
        run = self._run(asset, bench)
        self._meter.started(*run.run)
        try:
            self._conclude(run, bench)
        except LeaseLost:
            return  # The worker that took over finishes it.
        except MediadeskError:
            run.release()
            raise

    def _conclude(self, run: JobRun, bench: Workbench) -> None:
        try:
            is_done = self._work(run, bench)
        except MediaRejected as rejected:
            self._conversions.handle_conversion_failure(
                run.asset, run.run, rejected, bench.request_id
            )
            return
        if is_done:
            self._conversions.handle_conversion_complete(run.asset, run.run, bench.request_id)

    def _work(self, run: JobRun, bench: Workbench) -> bool:
        """Whether all outputs are made; if not, the last one was left to many."""
        source = self._originals.fetch(run.asset, bench.folder, run.keep_alive)
        media = bench.transcoder.probe(source, run.keep_alive)
        for kind in run.asset.missing_outputs:
            if kind is OutputKind.WEBM and self._fan_out.begin(run, source, media, bench):
                return False
            run.make(kind, source, media)
        return True

    def _claim(self, request: ConversionRequested, bench: Workbench) -> Asset | None:
        """The asset, claimed; None when this message asks for nothing that is still to be done."""
        try:
            asset = self._assets.get(request.asset_id)
        except AssetNotFound:
            return None
        if not _is_wanted(asset, request):
            return None
        at = self._clock()
        if self._fan_out.has_taken(asset):
            if not self._fan_out.take_up_again(asset, at):
                self._give_up(asset, bench)
            return None
        try:
            asset = self._changes.apply(
                asset,
                lambda current: self._started(current, request.attempt, bench, at),
                Cause(CONVERTER, bench.request_id, at),
            )
        except IllegalTransition:
            return None  # Somebody else has just brought it to its end, or left it to many.
        if asset.status is not ConversionStatus.PROCESSING:
            self._meter.failed(MediaFault.ABANDONED.value, "")
            return None
        return asset

    def _give_up(self, asset: Asset, bench: Workbench) -> None:
        """Its pieces are kept for two weeks, and nobody came to make them."""
        rejected = MediaRejected(MediaFault.ABANDONED, "its pieces are gone")
        run = asset.current_conversion.run_id
        self._conversions.handle_conversion_failure(asset, run, rejected, bench.request_id)

    def _started(self, asset: Asset, attempt: int, bench: Workbench, at: datetime) -> Asset:
        """The rule for whoever is told of an attempt: start it, or give up one that always dies."""
        _require_free(asset, bench, at)
        job = asset.current_conversion
        is_hopeless = asset.status is ConversionStatus.PROCESSING and job.run >= MAX_RUNS
        if is_hopeless and job.fan_out is None:
            error = ConversionError.of(MediaFault.ABANDONED, self._limits)
            return fail(asset, job.run_id, error, at)
        return claim(asset, attempt, at, self._lease)

    def _run(self, asset: Asset, bench: Workbench) -> JobRun:
        return JobRun(
            asset,
            assets=self._assets,
            changes=self._changes,
            blobs=self._blobs,
            meter=self._meter,
            bench=bench,
            clock=self._clock,
            lease=self._lease,
        )


def _require_free(asset: Asset, bench: Workbench, at: datetime) -> None:
    lease_until = asset.current_conversion.lease_until
    if lease_until is None or lease_until < at:
        return
    bench.hold.keep_for(held_s(lease_until - at))
    raise JobHeld(f"{asset.asset_id} is being converted until its lease ends")


def _is_wanted(asset: Asset, request: ConversionRequested) -> bool:
    if asset.status not in {ConversionStatus.QUEUED, ConversionStatus.PROCESSING}:
        return False
    return asset.current_conversion.attempt == request.attempt
