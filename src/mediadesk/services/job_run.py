"""One run of an attempt: keeps its lease, shows its progress, publishes what it made."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mediadesk.domain.assets import Asset, complete, fail, output_key, publish
from mediadesk.domain.audit import Actor, ActorKind
from mediadesk.domain.ids import AdminId
from mediadesk.domain.media import MadeOutput, MediaFault, MediaInfo, OutputKind, progress_of
from mediadesk.ports import AssetStore, Clock, MediaBlobs, MessageHold, Tick
from mediadesk.services.asset_changes import AssetChanges
from mediadesk.services.audit import Cause

CONVERTER: Final = Actor(AdminId("system:convert"), ActorKind.SYSTEM)
PROGRESS_EVERY: Final = timedelta(seconds=1)
"""Shortest time between two writes of progress."""
RENEWALS_PER_LEASE: Final = 3
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300))
"""How long a job that was given up rests, by its run; a service that failed needs time."""


class JobRun:
    """Every write is fenced: LeaseLost as soon as another run has taken the job over."""

    def __init__(
        self,
        asset: Asset,
        *,
        assets: AssetStore,
        changes: AssetChanges,
        blobs: MediaBlobs,
        hold: MessageHold,
        clock: Clock,
        lease: timedelta,
        request_id: str,
    ) -> None:
        self.asset = asset
        self.run = asset.current_conversion.run
        self._assets = assets
        self._changes = changes
        self._blobs = blobs
        self._hold = hold
        self._clock = clock
        self._lease = lease
        self._request_id = request_id
        self._furthest = asset.current_conversion.progress
        self._renewed_at = self._held_at = clock()

    def tick(self, kind: OutputKind) -> Tick:
        """What the maker of that output calls while it works."""
        return lambda share: self._beat(progress_of(kind, share))

    def keep_alive(self, share: float) -> None:
        """A tick for work that shows no progress of its own."""
        self._beat(self._furthest)

    def publish(self, made: MadeOutput, source: Path, media: MediaInfo) -> None:
        """Upload a verified output, then show it."""
        key = output_key(self.asset, made.kind)
        self._blobs.publish(source, key, made.kind.content_type, self.keep_alive)
        self._renew(progress_of(made.kind, 1.0))
        at = self._clock()
        self._apply(lambda asset: publish(asset, self.run, made, media, at), at)

    def complete(self) -> None:
        at = self._clock()
        self._apply(lambda asset: complete(asset, self.run, at), at)

    def fail(self, fault: MediaFault) -> None:
        at = self._clock()
        self._apply(lambda asset: fail(asset, self.run, fault, at), at)

    def release(self) -> None:
        """Give the job up: the next converter need not wait for the lease, but for a pause."""
        pause = PAUSES[min(self.run, len(PAUSES)) - 1]
        self._assets.renew(self.asset, self._clock() + pause, self._furthest)
        self._hold.keep_for(held_s(pause))

    def _apply(self, change: Callable[[Asset], Asset], at: datetime) -> None:
        cause = Cause(CONVERTER, self._request_id, at)
        self.asset = self._changes.apply(self.asset, change, cause)

    def _beat(self, progress: int) -> None:
        silent_for = self._clock() - self._renewed_at
        is_news = progress > self._furthest
        if silent_for >= self._lease / RENEWALS_PER_LEASE or (
            is_news and silent_for >= PROGRESS_EVERY
        ):
            self._renew(progress)

    def _renew(self, progress: int) -> None:
        now = self._clock()
        # Kept here too: what was written is not known when the answer is lost.
        self._furthest = max(progress, self._furthest)
        self.asset = self._assets.renew(self.asset, now + self._lease, self._furthest)
        if now - self._held_at >= self._lease / RENEWALS_PER_LEASE:
            self._hold.keep_for(held_s(self._lease))
            self._held_at = now
        self._renewed_at = now


def held_s(lease: timedelta) -> int:
    """Hidden just longer than a lease that begins now; progress may have renewed it since."""
    return int(lease.total_seconds()) + 1
