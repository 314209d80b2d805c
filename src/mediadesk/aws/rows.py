"""What an item of each table looks like: models that a deployment's tables are bound to later."""

from typing import ClassVar

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from mediadesk import tables
from mediadesk.aws.attributes import Moment, WholeNumber
from mediadesk.aws.trail_indexes import AuditByAsset, AuditByDay


class Row(Model):
    """An item of `table`."""

    table: ClassVar[tables.Table]
    schema_version = WholeNumber(default_for_new=tables.SCHEMA_VERSION)


class ErrorMap(MapAttribute[str, object]):
    code = UnicodeAttribute()
    message = UnicodeAttribute()
    retryable = BooleanAttribute()


class OutputMap(MapAttribute[str, object]):
    kind = UnicodeAttribute()
    key = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size_bytes = WholeNumber()
    width = WholeNumber()
    height = WholeNumber()


class MediaMap(MapAttribute[str, object]):
    container = UnicodeAttribute()
    duration_seconds = NumberAttribute()
    width = WholeNumber()
    height = WholeNumber()
    frame_rate = NumberAttribute()
    video_codec = UnicodeAttribute()
    audio_codec = UnicodeAttribute(null=True)


class LastBulkMap(MapAttribute[str, object]):
    bulk_id = UnicodeAttribute()
    committed_at = Moment()


class OffenderMap(MapAttribute[str, object]):
    user_id = UnicodeAttribute()
    code = UnicodeAttribute()


class FailureMap(MapAttribute[str, object]):
    code = UnicodeAttribute()
    detail = UnicodeAttribute()
    offenders = ListAttribute(of=OffenderMap)
    offender_count = WholeNumber()
    undo_until = Moment(null=True)


class ByCreated(GlobalSecondaryIndex["AssetRow"]):
    class Meta:
        index_name = "by_created"
        projection = KeysOnlyProjection()

    list_shard = UnicodeAttribute(hash_key=True)
    asset_id = UnicodeAttribute(range_key=True)


class ByStatus(GlobalSecondaryIndex["AssetRow"]):
    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status_shard = UnicodeAttribute(hash_key=True)
    asset_id = UnicodeAttribute(range_key=True)


class ByDue(GlobalSecondaryIndex["AssetItem"]):
    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = Moment(range_key=True)


class AssetItem(Row):
    """What both kinds of item about an asset share: keys, and the indexes of their table."""

    table = tables.ASSETS
    by_created = ByCreated()
    by_status = ByStatus()
    by_due = ByDue()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class AssetRow(AssetItem):
    """`open_bulks` and `holders_v` are written by bulks alone."""

    list_shard = UnicodeAttribute()
    status_shard = UnicodeAttribute()
    asset_id = UnicodeAttribute()
    title = UnicodeAttribute()
    filename = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size_bytes = WholeNumber()
    sha256 = UnicodeAttribute(null=True)
    preset = UnicodeAttribute()
    created_at = Moment()
    created_by = UnicodeAttribute()
    updated_at = Moment()
    deleted_at = Moment(null=True)
    status = UnicodeAttribute()
    version = WholeNumber()
    job_id = UnicodeAttribute(null=True)
    attempt = WholeNumber(null=True)
    run = WholeNumber(null=True)
    progress = WholeNumber(null=True)
    queued_at = Moment(null=True)
    started_at = Moment(null=True)
    finished_at = Moment(null=True)
    lease_until = Moment(null=True)
    error = ErrorMap(null=True)
    outputs = ListAttribute(of=OutputMap)
    media = MediaMap(null=True)
    audit_sequence = WholeNumber()
    audit_hash = UnicodeAttribute()
    open_bulks = UnicodeSetAttribute(null=True)
    holders_v = WholeNumber(null=True)
    multipart_id = UnicodeAttribute(null=True)
    original_version = UnicodeAttribute(null=True)
    pieces = WholeNumber(null=True)
    pieces_left = WholeNumber(null=True)
    encoded_ms = WholeNumber(null=True)
    total_ms = WholeNumber(null=True)


class AuditRow(Row):
    table = tables.AUDIT
    by_day = AuditByDay()
    by_asset = AuditByAsset()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    entry_id = UnicodeAttribute()
    chain = UnicodeAttribute()
    sequence = WholeNumber()
    action = UnicodeAttribute()
    actor = UnicodeAttribute()
    actor_kind = UnicodeAttribute()
    asset_id = UnicodeAttribute(null=True)
    user_id = UnicodeAttribute(null=True)
    bulk_id = UnicodeAttribute(null=True)
    before: MapAttribute[str, object] = MapAttribute(null=True)
    after: MapAttribute[str, object] = MapAttribute(null=True)
    occurred_at = UnicodeAttribute()
    request_id = UnicodeAttribute()
    previous_hash = UnicodeAttribute()
    hash = UnicodeAttribute()
    performed_day = UnicodeAttribute()


class AnswerRow(Row):
    """`expires_at` is for DynamoDB, which deletes late; `valid_until` decides."""

    table = tables.OPERATIONS

    pk = UnicodeAttribute(hash_key=True)
    request_hash = UnicodeAttribute()
    status = WholeNumber()
    body = JSONAttribute()
    valid_until = Moment()
    expires_at = TTLAttribute()
