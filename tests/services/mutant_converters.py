"""Services of conversions in which one rule is broken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from mediadesk.domain.assets import MAX_RUNS, Asset, Output, claim, complete, output_key, publish
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.media import MadeOutput, MediaInfo
from mediadesk.ports import MessageHold, Transcoder
from mediadesk.services.asset_changes import AssetChanges, Change
from mediadesk.services.audit import Cause
from mediadesk.services.job_run import JobRun
from mediadesk.services.media_converter import MediaConverterService
from tests.services.mutant_arrivals import DecideOnce, Parts


class SwallowConflict(AssetChanges):
    def apply(self, asset: Asset, change: Change, cause: Cause) -> Asset:
        after, entry = self._with_entry(asset, change(asset), cause)
        try:
            self._assets.save(asset, after, entry)
        except WriteConflict:
            return after
        return after


class SwallowsConflicts(MediaConverterService):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = SwallowConflict(parts["assets"], parts["audit"])


class DecidesOnce(MediaConverterService):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = DecideOnce(parts["assets"], parts["audit"])


class NeverResends(MediaConverterService):
    def sweep(self) -> int:
        return 0


class IgnoresLeases(MediaConverterService):
    def _started(self, asset: Asset, attempt: int, hold: MessageHold, at: datetime) -> Asset:
        return super()._started(_unleased(asset), attempt, hold, at)


class NeverGivesUp(MediaConverterService):
    def _started(self, asset: Asset, attempt: int, hold: MessageHold, at: datetime) -> Asset:
        return claim(asset, attempt, at, self._lease)


class GivesUpTheLiving(MediaConverterService):
    def _started(self, asset: Asset, attempt: int, hold: MessageHold, at: datetime) -> Asset:
        is_last = asset.current_conversion.run >= MAX_RUNS
        return super()._started(_unleased(asset) if is_last else asset, attempt, hold, at)


class RunsBy(MediaConverterService):
    """Works by another kind of run."""

    kind_of_run: ClassVar[type[JobRun]] = JobRun

    def _run(self, asset: Asset, hold: MessageHold, request_id: str) -> JobRun:
        return self.kind_of_run(
            asset,
            assets=self._assets,
            changes=self._changes,
            blobs=self._blobs,
            hold=hold,
            clock=self._clock,
            lease=self._lease,
            request_id=request_id,
        )


class ShowFirst(JobRun):
    def publish(self, made: MadeOutput, source: Path, media: MediaInfo) -> None:
        at = self._clock()
        self._apply(lambda asset: publish(asset, self.run, made, media, at), at)
        key = output_key(self.asset, made.kind)
        self._blobs.publish(source, key, made.kind.content_type, self.keep_alive)


class ShowsBeforeUploading(RunsBy):
    kind_of_run = ShowFirst


class ConcludeForAnybody(JobRun):
    def _apply(self, change: Callable[[Asset], Asset], at: datetime) -> None:
        def unfenced(asset: Asset) -> Asset:
            self.run = asset.current_conversion.run
            return change(asset)

        super()._apply(unfenced, at)


class ConcludesForAnybody(RunsBy):
    kind_of_run = ConcludeForAnybody


class ShowAnyProgress(JobRun):
    def _renew(self, progress: int) -> None:
        self._furthest = progress
        super()._renew(progress)


class ShowsAnyProgress(RunsBy):
    kind_of_run = ShowAnyProgress


class ForgetProgress(JobRun):
    def release(self) -> None:
        self._furthest = self.asset.current_conversion.progress
        super().release()


class ForgetsProgress(RunsBy):
    kind_of_run = ForgetProgress


class CompletesEarly(MediaConverterService):
    """A second run makes the cheap outputs only, and calls that complete."""

    def _work(self, run: JobRun, transcoder: Transcoder, folder: Path) -> None:
        if run.run == 1:
            super()._work(run, transcoder, folder)

    def handle_conversion_complete(self, run: JobRun) -> None:
        at = self._clock()
        run._apply(lambda asset: _completed(asset, run.run, at), at)


def _completed(asset: Asset, run: int, at: datetime) -> Asset:
    """Complete, whatever is missing."""
    missing = tuple(Output(kind, "", "", 0, 0, 0) for kind in asset.missing_outputs)
    whole = replace(asset, outputs=(*asset.outputs, *missing))
    return replace(complete(whole, run, at), outputs=asset.outputs)


def _unleased(asset: Asset) -> Asset:
    job = replace(asset.current_conversion, lease_until=None)
    return replace(asset, conversion=job)
