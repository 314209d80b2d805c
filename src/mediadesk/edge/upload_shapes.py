"""How an upload is shown: its form or its parts, what has come, what is missing."""

from mediadesk.contracts import uploads as shapes
from mediadesk.domain.assets import Asset
from mediadesk.domain.holders import Holders
from mediadesk.domain.media import PART_BYTES
from mediadesk.domain.uploads import SentPart, SignedForm, UploadProgress, Way
from mediadesk.edge.asset_shapes import asset_shape


def upload_shape(asset: Asset, way: Way) -> shapes.NewUpload:
    """An announced asset, and how its file gets to storage."""
    shape = asset_shape(asset, {}, Holders(asset.asset_id))
    return shapes.NewUpload(asset=shape, upload=_way(asset, way))


def state_shape(progress: UploadProgress) -> shapes.UploadState:
    """How far an upload is."""
    asset = progress.asset
    return shapes.UploadState(
        asset_id=asset.asset_id,
        conversion_status=asset.status,
        strategy="multipart" if asset.comes_in_parts else "post",
        size_bytes=asset.size_bytes,
        received_parts=tuple(
            shapes.Part(part_number=part.number, size_bytes=part.size_bytes, etag=part.etag)
            for part in progress.received
        ),
        upload=None if progress.way is None else _way(asset, progress.way),
        expires_at=asset.upload_expires_at,
    )


def sent_parts(body: shapes.UploadCompletion) -> tuple[SentPart, ...] | None:
    """What the sender believes to have sent; None when it says nothing of parts."""
    if body.parts is None:
        return None
    return tuple(SentPart(part.part_number, part.etag) for part in body.parts)


def _way(asset: Asset, way: Way) -> shapes.PostUpload | shapes.MultipartUpload:
    if isinstance(way, SignedForm):
        return shapes.PostUpload(
            url=way.url,
            fields=way.fields,
            expires_at=asset.upload_expires_at,
            max_bytes=asset.size_bytes,
        )
    return shapes.MultipartUpload(
        upload_id=asset.multipart_id or "",
        part_size_bytes=PART_BYTES,
        parts=tuple(
            shapes.PartUrl(part_number=part.number, size_bytes=part.size_bytes, url=part.url)
            for part in way.parts
        ),
        expires_at=way.expires_at,
    )
