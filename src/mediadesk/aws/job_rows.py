"""What the items of the table of jobs look like."""

from typing import Final

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from mediadesk import tables
from mediadesk.aws.attributes import Moment, WholeNumber
from mediadesk.aws.rows import ErrorMap, Row

SEND: Final = "send"
"""The partition of the jobs whose message was not handed over."""
TIDY: Final = "tidy"
"""The partition of the jobs that ended, and whose leftovers may still be in storage."""


class ByTodo(GlobalSecondaryIndex["JobItem"]):
    class Meta:
        index_name = "todo"
        projection = KeysOnlyProjection()

    todo = UnicodeAttribute(hash_key=True)
    todo_at = Moment(range_key=True)


class JobItem(Row):
    """What both kinds of item in the table of jobs share: keys, and the index of their table."""

    table = tables.JOBS
    by_todo = ByTodo()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class JobRow(JobItem):
    todo = UnicodeAttribute(null=True)
    todo_at = Moment(null=True)
    job_id = UnicodeAttribute()
    asset_id = UnicodeAttribute()
    attempt = WholeNumber()
    status = UnicodeAttribute()
    runs = WholeNumber()
    queued_at = Moment()
    started_at = Moment(null=True)
    finished_at = Moment(null=True)
    error = ErrorMap(null=True)


class PieceRow(JobItem):
    asset_id = UnicodeAttribute()
    attempt = WholeNumber()
    asset_run = WholeNumber()
    number = WholeNumber()
    kind = UnicodeAttribute()
    starts_at = NumberAttribute()
    seconds = NumberAttribute()
    frames = WholeNumber()
    status = UnicodeAttribute()
    run = WholeNumber()
    encoded_ms = WholeNumber()
    lease_until = Moment(null=True)
    expires_at = TTLAttribute(null=True)
