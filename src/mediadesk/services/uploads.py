"""How an upload begins: the file is announced and gets a signed form."""

from dataclasses import dataclass

from mediadesk.contracts.http import NewAsset
from mediadesk.domain.assets import Asset, as_announced
from mediadesk.domain.errors import AssetTooLarge, UnsupportedMediaType, WriteConflict
from mediadesk.domain.ids import ASSET_PREFIX, AssetId
from mediadesk.domain.media import CONTENT_TYPES, MAX_UPLOAD_BYTES
from mediadesk.domain.operations import Answer, Operation, answered
from mediadesk.ports import AnswerStore, AssetStore, Clock, MediaBlobs, NewId, SignedForm
from mediadesk.services.audit import AuditLogger, Cause
from mediadesk.services.exactly_once import earlier_answer


@dataclass(frozen=True, slots=True)
class StartedUpload:
    asset: Asset
    form: SignedForm
    is_replay: bool


class UploadService:
    def __init__(
        self,
        *,
        assets: AssetStore,
        answers: AnswerStore,
        blobs: MediaBlobs,
        audit: AuditLogger,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._assets = assets
        self._answers = answers
        self._blobs = blobs
        self._audit = audit
        self._clock = clock
        self._new_id = new_id

    def start(self, new: NewAsset, operation: Operation) -> StartedUpload:
        """Announce a file; a repeat of the same request gets the same asset.

        Raises AssetTooLarge, UnsupportedMediaType, IdempotencyKeyReused.
        """
        earlier = None if operation.key is None else earlier_answer(self._answers, operation)
        if earlier is None:
            _require_acceptable(new)
        outcome = earlier or self._announce(new, operation)
        if isinstance(outcome, Asset):
            return StartedUpload(outcome, self._form(outcome), is_replay=False)
        asset = as_announced(self._assets.get(AssetId(str(outcome.body["asset_id"]))))
        return StartedUpload(asset, self._form(asset), is_replay=True)

    def _announce(self, new: NewAsset, operation: Operation) -> Asset | Answer:
        """The new asset, or the answer of an equal request that was faster."""
        cause = Cause(operation.actor, operation.request_id, operation.received_at)
        asset, entry = self._audit.log_created(self._new_asset(new, cause), cause)
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

    def _form(self, asset: Asset) -> SignedForm:
        left = asset.upload_expires_at - self._clock()
        return self._blobs.upload_form(asset, max(1, int(left.total_seconds())))


def _require_acceptable(new: NewAsset) -> None:
    if new.content_type not in CONTENT_TYPES:
        accepted = ", ".join(sorted(CONTENT_TYPES))
        raise UnsupportedMediaType(f"{new.content_type} is not accepted; accepted: {accepted}.")
    if new.size_bytes > MAX_UPLOAD_BYTES:
        raise AssetTooLarge(
            f"The file has {new.size_bytes} bytes; {MAX_UPLOAD_BYTES} are accepted at most."
        )
