"""Conversions whose message was left behind or lost are handed to the queue once more."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.jobs import job_of
from mediadesk.ports import AssetStore, Clock, JobQueue, JobStore
from mediadesk.services.asset_walk import Failures, assets_in
from mediadesk.services.outbox import UNHEARD_AFTER, Outbox, is_due_again

ABANDONED_AFTER: Final = timedelta(minutes=1)
"""How long after its lease a silent job is given to the queue once more."""


class ConversionSweep:
    def __init__(
        self, *, assets: AssetStore, jobs: JobStore, queue: JobQueue, clock: Clock
    ) -> None:
        self._assets = assets
        self._outbox = Outbox(jobs, queue)
        self._clock = clock

    def sweep(self) -> int:
        """Hand over messages that were left behind or lost; returns how many.

        One that can't be handed over keeps no other one waiting; its error is raised at the end.
        """
        failures = Failures()
        resent = failures.count(lambda: self._outbox.resend(self._clock()))
        # Those first who were begun: they are fewer, and somebody has seen them begin.
        for status in (ConversionStatus.PROCESSING, ConversionStatus.QUEUED):
            for asset in assets_in(self._assets, status):
                resent += failures.count(partial(self._resend, asset, status))
        failures.tell()
        return resent

    def _resend(self, asset: Asset, status: ConversionStatus) -> int:
        if asset.status is not status or not self._is_lost(asset):
            return 0
        self._outbox.send(job_of(asset))
        return 1

    def _is_lost(self, asset: Asset) -> bool:
        job = asset.current_conversion
        if asset.status is ConversionStatus.QUEUED:
            return self._is_due(job.queued_at, UNHEARD_AFTER)
        # Pieces have no lease while all of them wait for their turn, as they may for long.
        patience = ABANDONED_AFTER if job.fan_out is None else UNHEARD_AFTER
        return self._is_due(job.lease_until, patience)

    def _is_due(self, since: datetime | None, patience: timedelta) -> bool:
        return since is not None and is_due_again(since, self._clock(), patience)
