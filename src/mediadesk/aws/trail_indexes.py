"""The indexes by which the two logs are listed; what reads them is `trail_store`."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from mediadesk.aws.attributes import Moment


class AuditByDay(GlobalSecondaryIndex[Model]):
    class Meta:
        index_name = "by_performed_day"
        projection = AllProjection()

    performed_day = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class AuditByAsset(GlobalSecondaryIndex[Model]):
    class Meta:
        index_name = "by_asset"
        projection = AllProjection()

    asset_id = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class HistoryByDay(GlobalSecondaryIndex[Model]):
    class Meta:
        index_name = "by_performed_day"
        projection = AllProjection()

    performed_day = UnicodeAttribute(hash_key=True)
    performed_at = Moment(range_key=True)


class HistoryByAsset(GlobalSecondaryIndex[Model]):
    class Meta:
        index_name = "by_asset"
        projection = AllProjection()

    asset_id = UnicodeAttribute(hash_key=True)
    performed_day = UnicodeAttribute(range_key=True)


class HistoryByPreviousAsset(GlobalSecondaryIndex[Model]):
    class Meta:
        index_name = "by_previous_asset"
        projection = AllProjection()

    previous_asset_id = UnicodeAttribute(hash_key=True)
    performed_day = UnicodeAttribute(range_key=True)
