"""What the items about bulk operations look like: records, and chunks of members."""

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from mediadesk import tables
from mediadesk.aws.attributes import Moment, WholeNumber
from mediadesk.aws.rows import FailureMap, Row


class Open(GlobalSecondaryIndex["BulkRow"]):
    class Meta:
        index_name = "open"
        projection = KeysOnlyProjection()

    open = UnicodeAttribute(hash_key=True)
    due_at = Moment(range_key=True)


class BulkItem(Row):
    """What both kinds of item about a bulk share: keys, and the index of their table."""

    table = tables.BULKS
    by_open = Open()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class MembersRow(BulkItem):
    user_ids: ListAttribute[str] = ListAttribute()


class BulkRow(BulkItem):
    open = UnicodeAttribute(null=True)
    due_at = Moment(null=True)
    bulk_id = UnicodeAttribute()
    status = UnicodeAttribute()
    asset_id = UnicodeAttribute()
    assigned_by = UnicodeAttribute()
    request_id = UnicodeAttribute()
    created_at = Moment()
    lease_until = Moment()
    user_count = WholeNumber()
    members_hash = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    skipped_count = WholeNumber()
    override = BooleanAttribute()
    is_queued = BooleanAttribute(null=True)
    format = WholeNumber()
    assigned_at = Moment(null=True)
    undo_until = Moment(null=True)
    undone_at = Moment(null=True)
    undone_by = UnicodeAttribute(null=True)
    undo_note = UnicodeAttribute(null=True)
    undo_request_id = UnicodeAttribute(null=True)
    sealed_by = UnicodeAttribute(null=True)
    sealed_bulk_ids = UnicodeSetAttribute(null=True)
    error = FailureMap(null=True)
    storing_until = Moment(null=True)
    drained_at = Moment(null=True)
    closed_at = Moment(null=True)
    audit_sequence = WholeNumber()
    audit_hash = UnicodeAttribute()
