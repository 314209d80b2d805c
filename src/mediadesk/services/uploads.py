"""How an upload begins and goes on: the file is announced, and gets a form or addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from mediadesk.contracts.http import NewAsset
from mediadesk.domain.assets import Asset, as_announced
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import AssetTooLarge, UnsupportedMediaType, WriteConflict
from mediadesk.domain.ids import ASSET_PREFIX, AssetId, known_asset_id
from mediadesk.domain.media import CONTENT_TYPES
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.domain.uploads import (
    ReceivedPart,
    SignedPart,
    SignedParts,
    UploadProgress,
    Way,
    missing_parts,
)
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    Clock,
    MediaBlobs,
    MultipartUploads,
    NewId,
)
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.exactly_once import earlier_answer

ADDRESS_S: Final = 60 * 60
"""How long the address of a part works; fresh ones are given while the upload is open."""


@dataclass(frozen=True, slots=True)
class StartedUpload:
    asset: Asset
    way: Way
    is_replay: bool


class UploadService:
    def __init__(
        self,
        *,
        assets: AssetStore,
        answers: AnswerStore,
        blobs: MediaBlobs,
        multipart: MultipartUploads,
        audit: AuditLogger,
        clock: Clock,
        new_id: NewId,
        limits: MediaLimits,
    ) -> None:
        self._assets = assets
        self._answers = answers
        self._blobs = blobs
        self._multipart = multipart
        self._audit = audit
        self._clock = clock
        self._new_id = new_id
        self._limits = limits

    def start(self, new: NewAsset, operation: Operation) -> StartedUpload:
        """Announce a file; a repeat of the same request gets the same asset.

        Raises AssetTooLarge, UnsupportedMediaType, IdempotencyKeyReused.
        """
        earlier = None if operation.key is None else earlier_answer(self._answers, operation)
        if earlier is None:
            self._require_acceptable(new)
        outcome = earlier or self._announce(new, operation)
        if isinstance(outcome, Asset):
            return StartedUpload(outcome, self._way(outcome, ()), is_replay=False)
        asset = as_announced(self._assets.get(AssetId(str(outcome.body["asset_id"]))))
        return StartedUpload(asset, self._way(asset, ()), is_replay=True)

    def state(self, asset_id: str, *, may_send: bool) -> UploadProgress:
        """How far an upload is, with fresh addresses for those who may send; AssetNotFound."""
        asset = self._assets.get(known_asset_id(asset_id))
        if asset.status is not ConversionStatus.PENDING_UPLOAD:
            return UploadProgress(asset, (), None)
        received = self._multipart.received(asset) if asset.multipart_id else []
        if received is None:
            return UploadProgress(asset, (), None)
        is_wanted = may_send and asset.deleted_at is None
        way = self._way(asset, received) if is_wanted else None
        return UploadProgress(asset, tuple(received), way)

    def _announce(self, new: NewAsset, operation: Operation) -> Asset | Answer:
        """The new asset, or the answer of an equal request that was faster."""
        cause = Cause(operation.actor, operation.request_id, operation.received_at)
        asset, entry = self._audit.log_created(self._prepared(new, cause), cause)
        answer = answered(operation, 201, {"asset_id": asset.asset_id})
        try:
            self._assets.create(asset, entry, answer)
        except WriteConflict:
            earlier = earlier_answer(self._answers, operation)
            if earlier is None:
                raise
            return earlier
        return asset

    def _new_asset(self, new: NewAsset, cause: Cause) -> Asset:
        return Asset(
            asset_id=AssetId(self._new_id(ASSET_PREFIX)),
            title=new.title or new.filename,
            filename=new.filename,
            content_type=new.content_type,
            size_bytes=new.size_bytes,
            sha256=new.sha256,
            preset=new.preset,
            created_at=cause.at,
            created_by=cause.actor.name,
            updated_at=cause.at,
        )

    def _prepared(self, new: NewAsset, cause: Cause) -> Asset:
        """The new asset; where it comes in parts, storage knows of it already."""
        asset = self._new_asset(new, cause)
        if not asset.comes_in_parts:
            return asset
        return replace(asset, multipart_id=self._multipart.begin(asset))

    def _way(self, asset: Asset, received: Sequence[ReceivedPart]) -> Way:
        at = self._clock()
        seconds = max(1, int((asset.upload_expires_at - at).total_seconds()))
        if asset.multipart_id is None:
            return self._blobs.upload_form(asset, seconds)
        seconds = min(seconds, ADDRESS_S)
        parts = tuple(
            SignedPart(number, size, self._multipart.part_url(asset, number, size, seconds))
            for number, size in missing_parts(asset, received)
        )
        return SignedParts(parts, at + timedelta(seconds=seconds))

    def _require_acceptable(self, new: NewAsset) -> None:
        if new.content_type not in CONTENT_TYPES:
            accepted = ", ".join(sorted(CONTENT_TYPES))
            raise UnsupportedMediaType(f"{new.content_type} is not accepted; accepted: {accepted}.")
        most = self._limits.upload_bytes
        if new.size_bytes > most:
            raise AssetTooLarge(
                f"The file has {new.size_bytes} bytes; {most} are accepted at most."
            )
