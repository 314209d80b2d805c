"""What killed and replaced converters left in storage is removed."""

from datetime import timedelta
from functools import partial
from typing import Final

from mediadesk.domain.assets import Asset, outputs_prefix
from mediadesk.domain.errors import AssetNotFound
from mediadesk.domain.fan_out import pieces_prefix
from mediadesk.domain.jobs import Job
from mediadesk.ports import AssetStore, Clock, JobStore, MediaBlobs
from mediadesk.services.asset_walk import Failures

TIDIED_AFTER: Final = timedelta(hours=1)
"""A converter that was replaced has long been ended by then, and writes nothing more."""
AT_ONCE: Final = 200
"""How many attempts a sweep tidies up after; few leave anything, see `Job.is_untidied`."""


class Tidying:
    """Removes objects of ended attempts that no asset shows."""

    def __init__(
        self, *, assets: AssetStore, jobs: JobStore, blobs: MediaBlobs, clock: Clock
    ) -> None:
        self._assets = assets
        self._jobs = jobs
        self._blobs = blobs
        self._clock = clock

    def sweep(self) -> int:
        """Tidy up after attempts that ended an hour ago; returns how many objects were removed.

        One that can't be tidied keeps no other one waiting; its error is raised at the end.
        """
        failures = Failures()
        jobs = self._jobs.untidied(self._clock() - TIDIED_AFTER, AT_ONCE)
        removed = sum(failures.count(partial(self._tidy_once, job)) for job in jobs)
        failures.tell()
        return removed

    def _tidy_once(self, job: Job) -> int:
        removed = self._tidy(job)
        self._jobs.mark_tidied(job)
        return removed

    def _tidy(self, job: Job) -> int:
        try:
            asset = self._assets.get(job.asset_id)
        except AssetNotFound:
            return 0
        removed = 0
        for prefix in (outputs_prefix(job.asset_id), pieces_prefix(job.asset_id)):
            removed += self._remove_below(f"{prefix}{job.attempt}/", asset)
        return removed

    def _remove_below(self, prefix: str, asset: Asset) -> int:
        """A thousand at a time, until only what the asset shows is left."""
        removed = 0
        shown = {output.key for output in asset.outputs}
        while left_behind := [key for key in self._blobs.keys(prefix) if key not in shown]:
            self._blobs.remove(left_behind)
            removed += len(left_behind)
        return removed
