"""One run of an attempt: keeps its lease, shows its progress, publishes what it made."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mediadesk.domain.asset_life import publish, spread
from mediadesk.domain.assets import Asset, output_key
from mediadesk.domain.fan_out import FanOut
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, progress_of
from mediadesk.ports import AssetStore, Clock, MediaBlobs, Meter, Tick
from mediadesk.services.asset_changes import AssetChanges, Change
from mediadesk.services.audit import Cause
from mediadesk.services.media_converter import CONVERTER
from mediadesk.services.workbench import Workbench, held_s

PROGRESS_EVERY: Final = timedelta(seconds=1)
"""Shortest time between two writes of progress."""
RENEWALS_PER_LEASE: Final = 3


class JobRun:
    """Every write is fenced: LeaseLost as soon as another run has taken the job over."""

    def __init__(
        self,
        asset: Asset,
        *,
        assets: AssetStore,
        changes: AssetChanges,
        blobs: MediaBlobs,
        meter: Meter,
        bench: Workbench,
        clock: Clock,
        lease: timedelta,
    ) -> None:
        self.asset = asset
        self.run = asset.current_conversion.run_id
        self._assets = assets
        self._changes = changes
        self._blobs = blobs
        self._meter = meter
        self._bench = bench
        self._clock = clock
        self._lease = lease
        self._furthest = asset.current_conversion.progress
        self._renewed_at = self._held_at = clock()

    def keep_alive(self, share: float) -> None:
        """A tick for work that shows no progress of its own."""
        self._beat(self._furthest)

    def make(self, kind: OutputKind, source: Path, media: MediaInfo) -> None:
        """Make an output, upload it, then show it."""
        started = self._clock()
        target = self._bench.folder / f"{kind.value}.{kind.extension}"
        preset = self.asset.preset
        made = self._bench.transcoder.make(kind, source, media, preset, target, self._tick(kind))
        self._publish(made, target, media)
        target.unlink()
        self._meter.made(kind, (self._clock() - started).total_seconds(), made.size_bytes)

    def leave_to_many(self, fan_out: FanOut, media: MediaInfo) -> None:
        """Give the rest to those who work on its pieces; they keep the lease from now on."""
        at = self._clock()
        self._apply(lambda asset: spread(asset, self.run, fan_out, media, at), at)

    def release(self) -> None:
        """Give the job up: the next converter need not wait for the lease, but rests."""
        rest = self._bench.rest(self.run.run)
        self._assets.renew(self.asset, self._clock() + rest, self._furthest)
        self._bench.hold.keep_for(held_s(rest))

    def _tick(self, kind: OutputKind) -> Tick:
        """What the maker of that output calls while it works."""
        return lambda share: self._beat(progress_of(kind, share))

    def _publish(self, made: MadeOutput, source: Path, media: MediaInfo) -> None:
        key = output_key(self.asset, made.kind)
        self._blobs.publish(source, key, made.kind.content_type, self.keep_alive)
        self._renew(progress_of(made.kind, 1.0))
        at = self._clock()
        self._apply(lambda asset: publish(asset, self.run, made, media, at), at)

    def _apply(self, change: Change, at: datetime) -> None:
        cause = Cause(CONVERTER, self._bench.request_id, at)
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
            self._bench.hold.keep_for(held_s(self._lease))
            self._held_at = now
        self._renewed_at = now
