"""How domain objects become items, and items domain objects.

What makes an item takes the class that is bound to the table it is for.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from mediadesk.aws.conversion_records import conversion_attributes, conversion_of
from mediadesk.aws.rows import (
    AnswerRow,
    AssetRow,
    AuditRow,
    MediaMap,
    OutputMap,
)
from mediadesk.aws.shards import day_shard, shard_of
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.chains import ChainHead
from mediadesk.domain.conversions import ConversionStatus, Output
from mediadesk.domain.ids import AdminId, AssetId, BulkId
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from mediadesk.domain.operations import Answer

T = TypeVar("T")
R = TypeVar("R")

META = "META"
LIVE = "live"
DELETED = "deleted"


def partition(asset_id: AssetId) -> str:
    """Where everything about an asset lies together, in each table."""
    return f"A#{asset_id}"


def asset_key(asset_id: AssetId) -> tuple[str, str]:
    return partition(asset_id), META


def asset_row(asset: Asset, row: type[AssetRow] = AssetRow) -> AssetRow:
    pk, sk = asset_key(asset.asset_id)
    return row(
        pk=pk,
        sk=sk,
        list_shard=shard_of(LIVE if asset.deleted_at is None else DELETED, asset.asset_id),
        status_shard=shard_of(asset.status, asset.asset_id),
        asset_id=asset.asset_id,
        title=asset.title,
        filename=asset.filename,
        content_type=asset.content_type,
        size_bytes=asset.size_bytes,
        sha256=asset.sha256,
        preset=asset.preset.value,
        created_at=asset.created_at,
        created_by=asset.created_by,
        updated_at=asset.updated_at,
        deleted_at=asset.deleted_at,
        status=asset.status.value,
        version=asset.version,
        outputs=[OutputMap(**asdict(output)) for output in asset.outputs],
        media=_maybe(_media_map, asset.media),
        audit_sequence=asset.audit.sequence,
        audit_hash=asset.audit.hash,
        multipart_id=asset.multipart_id,
        original_version=asset.original_version,
        **conversion_attributes(asset.conversion),
    )


def asset_of(row: AssetRow) -> Asset:
    return Asset(
        asset_id=AssetId(row.asset_id),
        title=row.title,
        filename=row.filename,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        preset=Preset(row.preset),
        created_at=row.created_at,
        created_by=AdminId(row.created_by),
        updated_at=row.updated_at,
        status=ConversionStatus(row.status),
        version=row.version,
        conversion=conversion_of(row) if row.attempt else None,
        outputs=tuple(_output(output) for output in row.outputs),
        media=_maybe(_media, row.media),
        deleted_at=row.deleted_at,
        audit=ChainHead(sequence=row.audit_sequence, hash=row.audit_hash),
        open_bulks=frozenset(BulkId(bulk_id) for bulk_id in row.open_bulks or ()),
        holders_v=row.holders_v or 0,
        multipart_id=row.multipart_id,
        original_version=row.original_version,
    )


def asset_from_image(image: Mapping[str, Mapping[str, Any]]) -> Asset:
    """The asset that an image of the table's stream shows, in DynamoDB's JSON."""
    return asset_of(AssetRow.from_raw_data({name: dict(image[name]) for name in image}))


def audit_row(entry: AuditEntry, row: type[AuditRow] = AuditRow) -> AuditRow:
    facts: dict[str, Any] = entry.document()
    day = day_shard(entry.occurred_at, entry.chain)
    sequence = f"{entry.sequence:010d}"
    return row(pk=entry.chain, sk=sequence, hash=entry.hash, performed_day=day, **facts)


def answer_row(answer: Answer, row: type[AnswerRow] = AnswerRow) -> AnswerRow:
    return row(
        pk=answer.operation_id,
        request_hash=answer.request_hash,
        status=answer.status,
        body=dict(answer.body),
        valid_until=answer.expires_at,
        expires_at=answer.expires_at,
    )


def answer_of(row: AnswerRow) -> Answer:
    return Answer(
        operation_id=row.pk,
        request_hash=row.request_hash,
        status=row.status,
        body=row.body,
        expires_at=row.valid_until,
    )


def _output(item: OutputMap) -> Output:
    return Output(
        kind=OutputKind(item.kind),
        key=item.key,
        content_type=item.content_type,
        size_bytes=item.size_bytes,
        width=item.width,
        height=item.height,
    )


def _media_map(media: MediaInfo) -> MediaMap:
    return MediaMap(
        container=media.container,
        duration_seconds=media.duration_seconds,
        width=media.width,
        height=media.height,
        frame_rate=media.frame_rate,
        video_codec=media.video_codec,
        audio_codec=media.audio_codec,
    )


def _media(item: MediaMap) -> MediaInfo:
    return MediaInfo(
        container=item.container,
        duration_seconds=float(item.duration_seconds),
        width=item.width,
        height=item.height,
        frame_rate=float(item.frame_rate),
        video_codec=item.video_codec,
        audio_codec=item.audio_codec,
    )


def _maybe(change: Callable[[T], R], value: T | None) -> R | None:
    return None if value is None else change(value)
