"""What migrations alone do in DynamoDB: read whole tables, and keep how far they have come."""

from typing import Any, Final, NamedTuple, cast

from mediadesk.aws.assignment_rows import HistoryRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.migration_rows import PartRow, part_key, part_of, part_row
from mediadesk.aws.rows import AuditRow, Row
from mediadesk.aws.trail_records import Item
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.migrations import Key, Part

PAGE_OF: Final = 50
"""Items of a page; all that one user has too many of fits into a transaction."""
_ROWS: Final[tuple[type[Row], ...]] = (UserRow, SearchRow, AuditRow, HistoryRow)


class Page(NamedTuple):
    """Items as they lie there; `position` is where to go on, None at the end of the segment."""

    items: list[Item]
    position: Key | None


class DynamoMigrationStore:
    def __init__(self, database: Database, page_of: int = PAGE_OF) -> None:
        # Typed as a part of PynamoDB's own that can't read tables.
        self._client = cast(Any, database.connection.client)
        self._names = {row.table.name: str(database.rows(row).Meta.table_name) for row in _ROWS}
        self._parts = database.rows(PartRow)
        self._database = database
        self._page_of = page_of

    def page(self, part: Part) -> Page:
        """The next items of its segment; strongly consistent."""
        place = part.position or {}
        with translated():
            answer = self._client.scan(
                TableName=self._names[part.table],
                Segment=part.segment,
                TotalSegments=part.segments,
                Limit=self._page_of,
                ConsistentRead=True,
                **({"ExclusiveStartKey": _typed(place)} if place else {}),
            )
        last = answer.get("LastEvaluatedKey") or {}
        return Page(answer["Items"], {name: last[name]["S"] for name in last} or None)

    def parts(self, migration: str) -> list[Part]:
        """Those that were begun, by table and segment."""
        with translated():
            return [part_of(row) for row in self._parts.query(migration, consistent_read=True)]

    def begin(self, part: Part) -> Part:
        """The part as it is stored from now on, or as somebody else began it."""
        try:
            self._put(part, PartRow.pk.does_not_exist())
        except WriteConflict:
            return self.stored(part)
        return part

    def stored(self, part: Part) -> Part:
        """The part as it is now."""
        with translated():
            return part_of(self._parts.get(*part_key(part), consistent_read=True))

    def save(self, before: Part, after: Part) -> Part:
        """Give back `after`; WriteConflict unless `before` is still what is stored."""
        try:
            self._put(after, PartRow.version == before.version)
        except WriteConflict:
            # The SDK sends a write again whose answer got lost, and is refused by its own.
            if self.stored(after) != after:
                raise
        return after

    def _put(self, part: Part, condition: Any) -> None:  # noqa: ANN401 - any of PynamoDB's conditions
        self._database.put(part_row(part, self._parts), condition, WriteConflict)


def _typed(key: Key) -> dict[str, dict[str, str]]:
    """In DynamoDB's JSON; every key of ours is text."""
    return {name: {"S": value} for name, value in key.items()}
