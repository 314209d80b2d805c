"""Services of conversions in which one rule is broken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from mediadesk.domain.asset_life import claim, complete, publish
from mediadesk.domain.assets import Asset, output_key
from mediadesk.domain.conversions import MAX_RUNS, Output, RunId
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.media import MadeOutput, MediaInfo
from mediadesk.services.asset_changes import AssetChanges, Change
from mediadesk.services.audit import Cause
from mediadesk.services.conversion_sweep import ConversionSweep
from mediadesk.services.conversion_worker import ConversionWorker
from mediadesk.services.job_run import JobRun
from mediadesk.services.media_converter import CONVERTER, MediaConverterService
from mediadesk.services.workbench import Workbench
from tests.services.mutant_arrivals import DecideOnce, Parts


class SwallowConflict(AssetChanges):
    def apply(self, asset: Asset, change: Change, cause: Cause) -> Asset:
        after, entry = self._with_entry(asset, change(asset), cause)
        try:
            self._assets.save(asset, after, entry)
        except WriteConflict:
            return after
        return after


class SwallowsConflicts(ConversionWorker):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = SwallowConflict(parts["assets"], parts["audit"])


class DecidesOnce(ConversionWorker):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = DecideOnce(parts["assets"], parts["audit"])


class FenceByTheRunAlone(AssetChanges):
    """Each attempt counts its runs anew; here a run of one passes for the same run of another."""

    def apply(self, asset: Asset, change: Change, cause: Cause) -> Asset:
        attempt = asset.current_conversion.attempt
        return super().apply(asset, lambda current: _as_of(current, attempt, change), cause)


class FencesByTheRunAlone(ConversionWorker):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = FenceByTheRunAlone(parts["assets"], parts["audit"])


class ConcludesByTheRunAlone(MediaConverterService):
    def _apply(self, asset: Asset, change: Change, at: datetime, request_id: str) -> Asset:
        changes = FenceByTheRunAlone(self._assets, self._audit)
        return changes.apply(asset, change, Cause(CONVERTER, request_id, at))


class NeverResends(ConversionSweep):
    def sweep(self) -> int:
        return 0


class IgnoresLeases(ConversionWorker):
    def _started(self, asset: Asset, attempt: int, bench: Workbench, at: datetime) -> Asset:
        return super()._started(_unleased(asset), attempt, bench, at)


class NeverGivesUp(ConversionWorker):
    def _started(self, asset: Asset, attempt: int, bench: Workbench, at: datetime) -> Asset:
        return claim(asset, attempt, at, self._lease)


class GivesUpTheLiving(ConversionWorker):
    def _started(self, asset: Asset, attempt: int, bench: Workbench, at: datetime) -> Asset:
        is_last = asset.current_conversion.run >= MAX_RUNS
        return super()._started(_unleased(asset) if is_last else asset, attempt, bench, at)


class RunsBy(ConversionWorker):
    """Works by another kind of run."""

    kind_of_run: ClassVar[type[JobRun]] = JobRun

    def _run(self, asset: Asset, bench: Workbench) -> JobRun:
        return self.kind_of_run(
            asset,
            assets=self._assets,
            changes=self._changes,
            blobs=self._blobs,
            meter=self._meter,
            bench=bench,
            clock=self._clock,
            lease=self._lease,
        )


class ShowFirst(JobRun):
    def _publish(self, made: MadeOutput, source: Path, media: MediaInfo) -> None:
        at = self._clock()
        self._apply(lambda asset: publish(asset, self.run, made, media, at), at)
        key = output_key(self.asset, made.kind)
        self._blobs.publish(source, key, made.kind.content_type, self.keep_alive)


class ShowsBeforeUploading(RunsBy):
    kind_of_run = ShowFirst


class ShowForAnybody(JobRun):
    def _apply(self, change: Callable[[Asset], Asset], at: datetime) -> None:
        def unfenced(asset: Asset) -> Asset:
            self.run = asset.current_conversion.run_id
            return change(asset)

        super()._apply(unfenced, at)


class ShowsForAnybody(RunsBy):
    kind_of_run = ShowForAnybody


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


class MakesLess(ConversionWorker):
    """A second run makes nothing, and takes that for everything."""

    def _work(self, run: JobRun, bench: Workbench) -> bool:
        return super()._work(run, bench) if run.run.run == 1 else True


class CompletesEarly(MediaConverterService):
    def handle_conversion_complete(self, asset: Asset, run: RunId, request_id: str) -> Asset:
        at = self._clock()
        return self._apply(asset, lambda current: _completed(current, run, at), at, request_id)


def _as_of(asset: Asset, attempt: int, change: Change) -> Asset:
    """What the change makes of it when it takes the present attempt for that one."""
    job = asset.current_conversion
    changed = change(replace(asset, conversion=replace(job, attempt=attempt)))
    as_it_was = replace(changed.current_conversion, attempt=job.attempt)
    return replace(changed, conversion=as_it_was)


def _completed(asset: Asset, run: RunId, at: datetime) -> Asset:
    """Complete, whatever is missing."""
    missing = tuple(Output(kind, "", "", 0, 0, 0) for kind in asset.missing_outputs)
    whole = replace(asset, outputs=(*asset.outputs, *missing))
    return replace(complete(whole, run, at), outputs=asset.outputs)


def _unleased(asset: Asset) -> Asset:
    job = replace(asset.current_conversion, lease_until=None)
    return replace(asset, conversion=job)
