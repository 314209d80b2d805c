"""What happens when an uploaded file has landed, and when it never does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from mediadesk.domain.asset_life import expire
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.audit import Actor, ActorKind
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AssetNotFound,
    AssetUnavailable,
    IllegalTransition,
    UploadExpired,
    UploadIncomplete,
)
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AdminId, AssetId, is_asset_id, known_asset_id
from mediadesk.domain.operations import Answer, Operation
from mediadesk.domain.uploads import SentPart
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    Clock,
    MediaBlobs,
    MultipartUploads,
    Pause,
)
from mediadesk.services.asset_changes import AssetChanges
from mediadesk.services.asset_walk import Failures, assets_in
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.exactly_once import ExactlyOnce, Outcome
from mediadesk.services.media_converter import MediaConverterService
from mediadesk.services.outbox import is_due_again
from mediadesk.services.upload_parts import join_parts

RECEIVER: Final = Actor(AdminId("system:upload"), ActorKind.SYSTEM)
EVENT_PATIENCE: Final = timedelta(minutes=2)
"""How long the storage event may take before the sweep looks for the object itself."""


class ArrivalService:
    """Checks what landed and queues its conversion."""

    def __init__(
        self,
        *,
        assets: AssetStore,
        blobs: MediaBlobs,
        multipart: MultipartUploads,
        conversions: MediaConverterService,
        answers: AnswerStore,
        audit: AuditLogger,
        clock: Clock,
        pause: Pause,
    ) -> None:
        self._assets = assets
        self._blobs = blobs
        self._multipart = multipart
        self._conversions = conversions
        self._once = ExactlyOnce(answers, pause)
        self._changes = AssetChanges(assets, audit)
        self._clock = clock

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

    def complete(
        self, asset_id: str, sent: Sequence[SentPart] | None, operation: Operation
    ) -> Outcome[Asset]:
        """Its sender says that all of it was sent: make one file of parts, and accept it.

        Does nothing when it was accepted before; a repeat shows the asset as it is then. Raises
        AssetNotFound, AssetUnavailable, UploadIncomplete, UploadExpired.
        """

        def attempt() -> Asset:
            asset = self._complete(asset_id, sent, operation.request_id)
            self._once.unchanged(operation, {"asset_id": asset.asset_id}, status=202)
            return asset

        return self._once.decide(operation, attempt, self._present)

    def _present(self, answer: Answer) -> Asset:
        return self._assets.get(AssetId(str(answer.body["asset_id"])))

    def _complete(self, asset_id: str, sent: Sequence[SentPart] | None, request_id: str) -> Asset:
        asset = self._assets.get(known_asset_id(asset_id))
        _require_not_expired(asset)
        if asset.status is not ConversionStatus.PENDING_UPLOAD:
            return asset
        if asset.deleted_at is not None:
            raise AssetUnavailable(f"{asset_id} was deleted.")
        is_open = asset.multipart_id is None or join_parts(self._multipart, asset, sent)
        if not self._accept(asset, request_id):
            # Joined by somebody else a moment ago, it would have been there.
            if not is_open:
                raise UploadExpired("Storage has forgotten this upload and its parts.")
            raise UploadIncomplete("Nothing has arrived yet.")
        asset = self._assets.get(asset.asset_id)
        _require_not_expired(asset)
        return asset

    def sweep(self, request_id: str) -> int:
        """Accept what no event told of, expire what never came; returns how many changed.

        One that can't be settled keeps no other one waiting; its error is raised at the end.
        """
        failures = Failures()
        changed = sum(
            failures.count(partial(self._settle, asset, request_id))
            for asset in assets_in(self._assets, ConversionStatus.PENDING_UPLOAD)
        )
        failures.tell()
        return changed

    def _settle(self, asset: Asset, request_id: str) -> int:
        at = self._clock()
        if asset.status is not ConversionStatus.PENDING_UPLOAD:
            return False
        # Thousands may be open for a day: each is looked for more and more rarely.
        if not asset.is_overdue(at) and not is_due_again(asset.created_at, at, EVENT_PATIENCE):
            return False
        return self._accept(asset, request_id) or self._expire(asset, at, request_id)

    def _accept(self, asset: Asset, request_id: str) -> bool:
        """Whether the file was there; it is queued then, or refused as not what was announced."""
        found = self._blobs.stat(upload_key(asset.asset_id))
        if found is None:
            return False
        cause = Cause(RECEIVER, request_id, self._clock())
        try:
            if found.size_bytes == asset.size_bytes:
                self._conversions.queue_conversion(asset, found.version, cause)
            else:
                self._conversions.refuse_upload(asset, MediaFault.SIZE_MISMATCH, cause)
        except IllegalTransition:
            return True  # Somebody else has just decided about the same file.
        return True

    def _expire(self, asset: Asset, at: datetime, request_id: str) -> bool:
        if not asset.is_overdue(at):
            return False
        cause = Cause(RECEIVER, request_id, at)
        try:
            self._changes.apply(asset, lambda current: expire(current, at), cause)
        except IllegalTransition:
            return False  # It has come after all.
        if asset.multipart_id is not None:
            self._multipart.abandon(asset)
        return True


def _require_not_expired(asset: Asset) -> None:
    if asset.status is ConversionStatus.EXPIRED:
        raise UploadExpired(f"The upload of {asset.asset_id} ended at {asset.upload_expires_at}.")
