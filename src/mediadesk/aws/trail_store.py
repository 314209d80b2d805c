"""The entries of all chains in DynamoDB, as they lie there."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import islice
from typing import Any, Final, cast

from mediadesk import tables
from mediadesk.aws.assignment_rows import HistoryRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.rows import AuditRow
from mediadesk.aws.trail_records import partition_of, recorded
from mediadesk.domain.ids import AssetId
from mediadesk.domain.trail import Chain, ChainKind, Position, Recorded

Condition = tuple[str, str, str, str, str]
"""Key and value of the partition; sort key, comparison and value."""

Asked = tuple[tables.Table, str, Condition]
"""Table, index and condition."""

AT_ONCE: Final = 8
"""How many partitions of a day are read at the same time."""
_AFTER_EVERY_SHARD: Final = "~"


class DynamoAuditStore:
    """Reads items and not models of them: what somebody has tampered with must be readable too."""

    def __init__(self, database: Database) -> None:
        # Typed as a part of PynamoDB's own that has no queries.
        self._client = cast(Any, database.connection.client)
        self._names = {
            tables.AUDIT: database.rows(AuditRow).Meta.table_name,
            tables.HISTORY: database.rows(HistoryRow).Meta.table_name,
        }

    def chain(self, chain: Chain, after: int, limit: int) -> list[Recorded]:
        condition = ("pk", partition_of(chain), "sk", ">", f"{after:010d}" if after else " ")
        return self._of_chain(chain, condition, limit, forward=True)

    def newest(self, chain: Chain, before: int | None, limit: int) -> list[Recorded]:
        place = "~" if before is None or before >= 10**10 else f"{before:010d}"
        condition = ("pk", partition_of(chain), "sk", "<", place)
        return self._of_chain(chain, condition, limit, forward=False)

    def day(self, day: date, below: Position, limit: int) -> list[Recorded]:
        end = min(below.at, f"{day}T{_AFTER_EVERY_SHARD}")
        queries: list[Asked] = [
            (table, "by_performed_day", ("performed_day", f"{day}#{shard}", moment, "<=", end))
            for table, moment in ((tables.AUDIT, "occurred_at"), (tables.HISTORY, "performed_at"))
            for shard in range(tables.DAY_SHARDS)
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool, translated():
            parts = list(pool.map(lambda asked: self._older(asked, below, limit), queries))
        return _newest(parts, limit)

    def of_asset(self, asset_id: AssetId, below: Position, limit: int) -> list[Recorded]:
        days = f"{below.at[:10]}{_AFTER_EVERY_SHARD}"
        queries: list[Asked] = [
            (tables.AUDIT, "by_asset", ("asset_id", asset_id, "occurred_at", "<=", below.at)),
            *(
                (tables.HISTORY, index, (name, asset_id, "performed_day", "<=", days))
                for index, name in (
                    ("by_asset", "asset_id"),
                    ("by_previous_asset", "previous_asset_id"),
                )
            ),
        ]
        with translated():
            parts = [self._older(asked, below, limit) for asked in queries]
        return _newest(parts, limit)

    def _of_chain(
        self, chain: Chain, condition: Condition, limit: int, *, forward: bool
    ) -> list[Recorded]:
        table = tables.HISTORY if chain.kind is ChainKind.USER else tables.AUDIT
        found = self._items(table, condition, limit, ConsistentRead=True, ScanIndexForward=forward)
        with translated():
            return [recorded(item) for item in islice(found, limit)]

    def _older(self, asked: Asked, below: Position, limit: int) -> list[Recorded]:
        """At least `limit` entries where there are so many, and of none of the moments only a part.

        Where the sort key is a day, its partitions among themselves are in no order of time.
        """
        table, index, condition = asked
        found: list[Recorded] = []
        group = ""
        for item in self._items(table, condition, limit, IndexName=index, ScanIndexForward=False):
            moment = item[condition[2]]["S"].partition("#")[0]
            if len(found) >= limit and moment != group:
                break
            group = moment
            entry = recorded(item)
            if entry.position < below:
                found.append(entry)
        return found

    def _items(
        self, table: tables.Table, condition: Condition, limit: int, **how: object
    ) -> Iterator[dict[str, Any]]:
        partition_key, partition, sort_key, compared, place = condition
        asked: dict[str, Any] = {
            "TableName": self._names[table],
            "KeyConditionExpression": f"#p = :p AND #s {compared} :s",
            "ExpressionAttributeNames": {"#p": partition_key, "#s": sort_key},
            "ExpressionAttributeValues": {":p": {"S": partition}, ":s": {"S": place}},
            "Limit": limit,
            **how,
        }
        while True:
            answer = self._client.query(**asked)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _newest(parts: Iterable[Iterable[Recorded]], limit: int) -> list[Recorded]:
    """The newest of all; an entry that is found by two indexes counts once."""
    found = {entry.position: entry for part in parts for entry in part}
    return [found[place] for place in sorted(found, reverse=True)[:limit]]
