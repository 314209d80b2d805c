"""What happens when an uploaded file has landed, and when it never does."""

from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.assets import (
    Asset,
    ConversionStatus,
    expire,
    queue,
    reject_upload,
    upload_key,
)
from mediadesk.domain.audit import Actor, ActorKind
from mediadesk.domain.errors import AssetNotFound, IllegalTransition, MediadeskError
from mediadesk.domain.ids import JOB_PREFIX, AdminId, AssetId, JobId, is_asset_id
from mediadesk.domain.jobs import job_of
from mediadesk.domain.media import MediaFault
from mediadesk.ports import AssetStore, Clock, JobQueue, JobStore, MediaBlobs, NewId
from mediadesk.services.asset_changes import AssetChanges, Change
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.outbox import Outbox

RECEIVER: Final = Actor(AdminId("system:upload"), ActorKind.SYSTEM)
EVENT_PATIENCE: Final = timedelta(minutes=2)
"""How long the storage event may take before the sweep looks for the object itself."""
SWEEP_PAGE: Final = 100


class ArrivalService:
    """Checks what landed and queues its conversion."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        jobs: JobStore,
        queue: JobQueue,
        blobs: MediaBlobs,
        audit: AuditLogger,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._assets = assets
        self._outbox = Outbox(jobs, queue)
        self._blobs = blobs
        self._changes = AssetChanges(assets, audit)
        self._clock = clock
        self._new_id = new_id

    def receive(self, key: str, request_id: str) -> None:
        """An object has landed: queue its conversion, once however often this is told."""
        asset_id = AssetId(key.rpartition("/")[2])
        if not is_asset_id(asset_id) or key != upload_key(asset_id):
            return
        try:
            asset = self._assets.get(asset_id)
        except AssetNotFound:
            return
        if asset.status is ConversionStatus.PENDING_UPLOAD:
            self._accept(asset, request_id)

    def sweep(self, request_id: str) -> int:
        """Accept what no event told of, expire what never came; returns how many changed.

        One that can't be settled keeps no other one waiting; its error is raised at the end.
        """
        changed = 0
        failures: list[MediadeskError] = []
        before: AssetId | None = None
        while ids := self._assets.newest(ConversionStatus.PENDING_UPLOAD, before, SWEEP_PAGE):
            for asset in self._assets.get_many(ids):
                try:
                    changed += self._settle(asset, request_id)
                except MediadeskError as failure:
                    failures.append(failure)
            before = ids[-1]
        if failures:
            raise failures[0]
        return changed

    def _settle(self, asset: Asset, request_id: str) -> bool:
        at = self._clock()
        if asset.status is not ConversionStatus.PENDING_UPLOAD:
            return False
        if at < asset.created_at + EVENT_PATIENCE:
            return False
        return self._accept(asset, request_id) or self._expire(asset, at, request_id)

    def _accept(self, asset: Asset, request_id: str) -> bool:
        """Whether the file was there; it is queued then, or refused as not what was announced."""
        size = self._blobs.size(upload_key(asset.asset_id))
        if size is None:
            return False
        at = self._clock()
        change = self._verdict(asset, size, at)
        try:
            changed = self._changes.apply(asset, change, Cause(RECEIVER, request_id, at))
        except IllegalTransition:
            return True  # Somebody else has just decided about the same file.
        if changed.status is ConversionStatus.QUEUED:
            self._outbox.send(job_of(changed))
        return True

    def _verdict(self, asset: Asset, size: int, at: datetime) -> Change:
        job_id = JobId(self._new_id(JOB_PREFIX))
        fault = self._fault(asset, size)
        if fault is None:
            return lambda current: queue(current, job_id, at)
        return lambda current: reject_upload(current, job_id, fault, at)

    def _fault(self, asset: Asset, size: int) -> MediaFault | None:
        if size != asset.size_bytes:
            return MediaFault.SIZE_MISMATCH
        if asset.sha256 and self._blobs.sha256(upload_key(asset.asset_id)) != asset.sha256:
            return MediaFault.CHECKSUM_MISMATCH
        return None

    def _expire(self, asset: Asset, at: datetime, request_id: str) -> bool:
        if not asset.is_overdue(at):
            return False
        cause = Cause(RECEIVER, request_id, at)
        try:
            self._changes.apply(asset, lambda current: expire(current, at), cause)
        except IllegalTransition:
            return False  # It has come after all.
        return True
