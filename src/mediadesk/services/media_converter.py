"""How an uploaded file becomes its outputs: claim the job, make, verify, publish, conclude."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import MAX_RUNS, Asset, ConversionStatus, claim, fail, upload_key
from mediadesk.domain.errors import (
    AssetNotFound,
    IllegalTransition,
    JobHeld,
    LeaseLost,
    MediadeskError,
)
from mediadesk.domain.ids import AssetId
from mediadesk.domain.jobs import job_of
from mediadesk.domain.media import MediaFault, MediaRejected
from mediadesk.ports import (
    AssetStore,
    Clock,
    JobQueue,
    JobStore,
    MediaBlobs,
    MessageHold,
    Transcoder,
)
from mediadesk.services.asset_changes import AssetChanges
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.job_run import CONVERTER, JobRun, held_s
from mediadesk.services.outbox import UNHEARD_AFTER, Outbox, is_due_again

ABANDONED_AFTER: Final = timedelta(minutes=1)
"""How long after its lease a silent job is given to the queue once more."""
SWEEP_PAGE: Final = 100


class MediaConverterService:
    """Carries out conversions; any number of converters may be told of the same job."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        jobs: JobStore,
        queue: JobQueue,
        blobs: MediaBlobs,
        audit: AuditLogger,
        clock: Clock,
        lease_s: int,
    ) -> None:
        self._assets = assets
        self._outbox = Outbox(jobs, queue)
        self._blobs = blobs
        self._changes = AssetChanges(assets, audit)
        self._clock = clock
        self._lease = timedelta(seconds=lease_s)

    def convert(
        self,
        request: ConversionRequested,
        hold: MessageHold,
        transcoder: Transcoder,
        folder: Path,
        request_id: str,
    ) -> None:
        """Bring the asset to a final state, working in the empty `folder`.

        Returns at once when there is nothing left to do. Raises JobHeld while another converter
        is at work, and ServiceUnavailable after giving the job up; the message comes again.
        """
        # What fails before the claim must not wait for the queue's own, much longer time.
        hold.keep_for(held_s(self._lease))
        asset = self._claim(request, hold, request_id)
        if asset is None:
            return
        run = self._run(asset, hold, request_id)
        try:
            self._conclude(run, transcoder, folder)
        except LeaseLost:
            return  # The converter that took over finishes the job.
        except MediadeskError:
            run.release()
            raise

    def handle_conversion_complete(self, run: JobRun) -> None:
        run.complete()

    def handle_conversion_failure(self, run: JobRun, fault: MediaFault) -> None:
        run.fail(fault)

    def sweep(self) -> int:
        """Hand over messages that were left behind or lost; returns how many."""
        resent = self._outbox.resend(self._clock())
        resent += self._resend(ConversionStatus.QUEUED, self._is_unheard)
        return resent + self._resend(ConversionStatus.PROCESSING, self._is_abandoned)

    def _resend(self, status: ConversionStatus, is_lost: Callable[[Asset], bool]) -> int:
        resent = 0
        before: AssetId | None = None
        while ids := self._assets.newest(status, before, SWEEP_PAGE):
            lost = [asset for asset in self._assets.get_many(ids) if is_lost(asset)]
            for asset in lost:
                self._outbox.send(job_of(asset))
            resent += len(lost)
            before = ids[-1]
        return resent

    def _conclude(self, run: JobRun, transcoder: Transcoder, folder: Path) -> None:
        try:
            self._work(run, transcoder, folder)
        except MediaRejected as rejected:
            self.handle_conversion_failure(run, rejected.fault)
        else:
            self.handle_conversion_complete(run)

    def _work(self, run: JobRun, transcoder: Transcoder, folder: Path) -> None:
        source = folder / "source"
        self._blobs.download(upload_key(run.asset.asset_id), source, run.keep_alive)
        media = transcoder.probe(source, run.keep_alive)
        preset = run.asset.preset
        for kind in run.asset.missing_outputs:
            target = folder / f"{kind.value}.{kind.extension}"
            made = transcoder.make(kind, source, media, preset, target, run.tick(kind))
            run.publish(made, target, media)
            target.unlink()

    def _claim(
        self, request: ConversionRequested, hold: MessageHold, request_id: str
    ) -> Asset | None:
        """The asset, claimed; None when this message asks for nothing that is still to be done."""
        try:
            asset = self._assets.get(request.asset_id)
        except AssetNotFound:
            return None
        if not _is_wanted(asset, request):
            return None
        at = self._clock()
        try:
            asset = self._changes.apply(
                asset,
                lambda current: self._started(current, request.attempt, hold, at),
                Cause(CONVERTER, request_id, at),
            )
        except IllegalTransition:
            return None  # Somebody else has just brought it to its end.
        return asset if asset.status is ConversionStatus.PROCESSING else None

    def _started(self, asset: Asset, attempt: int, hold: MessageHold, at: datetime) -> Asset:
        """The rule for whoever is told of a job: start it, or give up one that dies each time."""
        _require_free(asset, hold, at)
        job = asset.current_conversion
        if asset.status is ConversionStatus.PROCESSING and job.run >= MAX_RUNS:
            return fail(asset, job.run, MediaFault.ABANDONED, at)
        return claim(asset, attempt, at, self._lease)

    def _run(self, asset: Asset, hold: MessageHold, request_id: str) -> JobRun:
        return JobRun(
            asset,
            assets=self._assets,
            changes=self._changes,
            blobs=self._blobs,
            hold=hold,
            clock=self._clock,
            lease=self._lease,
            request_id=request_id,
        )

    def _is_unheard(self, asset: Asset) -> bool:
        queued_at = asset.conversion.queued_at if asset.conversion else None
        return asset.status is ConversionStatus.QUEUED and self._is_due(queued_at, UNHEARD_AFTER)

    def _is_abandoned(self, asset: Asset) -> bool:
        silent_since = asset.conversion.lease_until if asset.conversion else None
        is_processing = asset.status is ConversionStatus.PROCESSING
        return is_processing and self._is_due(silent_since, ABANDONED_AFTER)

    def _is_due(self, since: datetime | None, patience: timedelta) -> bool:
        return since is not None and is_due_again(since, self._clock(), patience)


def _require_free(asset: Asset, hold: MessageHold, at: datetime) -> None:
    lease_until = asset.current_conversion.lease_until
    if lease_until is None or lease_until < at:
        return
    left = lease_until - at
    hold.keep_for(int(left.total_seconds()) + 1)
    raise JobHeld(f"{asset.asset_id} is being converted until its lease ends")


def _is_wanted(asset: Asset, request: ConversionRequested) -> bool:
    if asset.status not in {ConversionStatus.QUEUED, ConversionStatus.PROCESSING}:
        return False
    return asset.current_conversion.attempt == request.attempt
