"""Services of arrivals in which one rule is broken."""

from dataclasses import replace
from typing import Any

from mediadesk.domain.asset_life import queue
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.ids import JOB_PREFIX, AssetId, JobId
from mediadesk.domain.jobs import Job, job_of
from mediadesk.services.arrivals import ArrivalService
from mediadesk.services.asset_changes import AssetChanges, Change
from mediadesk.services.audit import Cause
from mediadesk.services.media_converter import MediaConverterService
from mediadesk.services.outbox import Outbox

Parts = Any
"""Whatever the service that is broken is made of."""


class DecideOnce(AssetChanges):
    """Reads again after a lost race, and writes what it had decided before."""

    def apply(self, asset: Asset, change: Change, cause: Cause) -> Asset:
        decided = change(asset)
        while True:
            after = replace(decided, version=asset.version + 1, audit=asset.audit)
            saved, entry = self._with_entry(asset, after, cause)
            try:
                self._assets.save(asset, saved, entry)
            except WriteConflict:
                asset = self._assets.get(asset.asset_id)
            else:
                return saved


class MarkFirst(Outbox):
    def send(self, job: Job) -> None:
        self._jobs.mark_sent(job)
        super().send(job)


class DecidesOnArrivalOnce(MediaConverterService):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = DecideOnce(parts["assets"], parts["audit"])


class MarksBeforeSending(MediaConverterService):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._outbox = MarkFirst(parts["jobs"], parts["queue"])


class QueuesEveryTime(MediaConverterService):
    """Queues a conversion for each event of an object, also for the second one."""

    def queue_conversion(self, asset: Asset, version: str | None, cause: Cause) -> Asset:
        job_id = JobId(self._new_id(JOB_PREFIX))
        queued = self._changes.apply(
            asset, lambda current: queue(_as_new(current), job_id, version, cause.at), cause
        )
        self._outbox.send(job_of(queued))
        return queued


class CountsEveryEvent(ArrivalService):
    def receive(self, key: str, request_id: str) -> None:
        self._accept(self._assets.get(AssetId(key.rpartition("/")[2])), request_id)


def _as_new(asset: Asset) -> Asset:
    return replace(asset, status=ConversionStatus.PENDING_UPLOAD)
