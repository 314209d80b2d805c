"""What the items look like that count what somebody asked for."""

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from mediadesk import tables
from mediadesk.aws.attributes import WholeNumber
from mediadesk.aws.rows import Row


class LimitRow(Row):
    table = tables.RATE_LIMITS

    pk = UnicodeAttribute(hash_key=True)
    used = WholeNumber()
    expires_at = TTLAttribute()
