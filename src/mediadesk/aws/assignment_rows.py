"""What the items about assignments look like: heads, histories, and who holds an asset."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from mediadesk import tables
from mediadesk.aws.attributes import Moment, WholeNumber
from mediadesk.aws.rows import AssetItem, LastBulkMap, Row
from mediadesk.aws.trail_indexes import HistoryByAsset, HistoryByDay, HistoryByPreviousAsset


class ByAsset(GlobalSecondaryIndex["HeadRow"]):
    class Meta:
        index_name = "by_asset"
        projection = AllProjection()

    holder_shard = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)


class HeadRow(Row):
    table = tables.ASSIGNMENTS
    by_asset = ByAsset()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    holder_shard = UnicodeAttribute(null=True)
    user_id = UnicodeAttribute()
    v = WholeNumber()
    sequence = WholeNumber()
    asset_id = UnicodeAttribute(null=True)
    previous_asset_id = UnicodeAttribute(null=True)
    bulk_id = UnicodeAttribute(null=True)
    hash = UnicodeAttribute()
    entry_action = UnicodeAttribute(null=True)
    assigned_at = Moment(null=True)
    assigned_by = UnicodeAttribute(null=True)
    undo_until = Moment(null=True)
    op_id = UnicodeAttribute(null=True)
    deactivated_at = Moment(null=True)
    intent = UnicodeAttribute(null=True)
    last_bulk = LastBulkMap(null=True)


class HistoryRow(Row):
    table = tables.HISTORY
    by_day = HistoryByDay()
    by_asset = HistoryByAsset()
    by_previous_asset = HistoryByPreviousAsset()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    entry_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    sequence = WholeNumber()
    action = UnicodeAttribute()
    asset_id = UnicodeAttribute(null=True)
    previous_asset_id = UnicodeAttribute(null=True)
    performed_by = UnicodeAttribute()
    performed_at = Moment()
    bulk_id = UnicodeAttribute(null=True)
    refers_to = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute()
    op_id = UnicodeAttribute()
    previous_hash = UnicodeAttribute()
    hash = UnicodeAttribute()
    performed_day = UnicodeAttribute(null=True)


class HoldersRow(AssetItem):
    """`user_id`, `assigned_at` and `assigned_by` are of the latest assignment."""

    asset_id = UnicodeAttribute()
    user_id = UnicodeAttribute(null=True)
    assigned_at = Moment(null=True)
    assigned_by = UnicodeAttribute(null=True)
    assigned_user_count = WholeNumber()
    version = WholeNumber()
    v = WholeNumber()
    computed_at = Moment(null=True)
    due = UnicodeAttribute(null=True)
    due_at = Moment(null=True)
