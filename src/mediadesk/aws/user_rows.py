"""What the items of the directory and of its search look like."""

from pynamodb.attributes import ListAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from mediadesk import tables
from mediadesk.aws.attributes import Moment, WholeNumber
from mediadesk.aws.rows import Row


class Directory(GlobalSecondaryIndex["UserRow"]):
    class Meta:
        index_name = "directory"
        projection = KeysOnlyProjection()

    directory_shard = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)


class UserRow(Row):
    table = tables.USERS
    directory = Directory()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    directory_shard = UnicodeAttribute()
    user_id = UnicodeAttribute()
    display_name = UnicodeAttribute()
    email = UnicodeAttribute()
    updated_at = Moment()
    version = WholeNumber()
    deactivated_at = Moment(null=True)
    audit_sequence = WholeNumber()
    audit_hash = UnicodeAttribute()


class SearchRow(Row):
    table = tables.USER_SEARCH

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    term = UnicodeAttribute()
    user_id = UnicodeAttribute()
    terms: ListAttribute[str] = ListAttribute()
