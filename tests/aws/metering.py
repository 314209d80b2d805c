"""What AWS would bill for what a Database does: requests, and units by the sizes of items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import boto3

from mediadesk import tables
from mediadesk.aws.database import Database

WRITE_UNIT = 1024
READ_UNIT = 4096
AT_ONCE = 100
Item = Mapping[str, Mapping[str, Any]]
READERS = frozenset({"BatchGetItem", "GetItem", "Query", "Scan"})
TABLES = {table.name: table for table in tables.ALL}


class Write(NamedTuple):
    """What a request wants to do to one item; `item` is what it puts there, if it is known."""

    table: str
    key: Item
    item: Item | None


class Meter:
    """Counts from when it is made; `transactions` has the number of actions of each.

    `write_units` are those of tables. `index_units` are what their indexes add, which are written
    once, after the transaction; without `has_indexes` they are left aside, which takes less time.
    `places` tells which tables and indexes were asked.
    """

    def __init__(self, database: Database, *, has_indexes: bool = False) -> None:
        self.clear()
        self._has_indexes = has_indexes
        self._reader: Any = boto3.client("dynamodb")
        for client in (database.connection.client, database.deciding.client):
            client.meta.events.register("before-parameter-build.dynamodb.*", self._note)
            client.meta.events.register("after-call.dynamodb.*", self._weigh)

    def clear(self) -> None:
        self.requests: Counter[str] = Counter()
        self.read_units = 0.0
        self.write_units = 0
        self.index_units = 0
        self.transactions: list[int] = []
        self.places: set[str] = set()

    def _note(self, params: dict[str, Any], model: Any, context: Any, **_: object) -> None:  # noqa: ANN401
        self.requests[model.name] += 1
        context["asked"] = params
        if model.name not in READERS:
            context["writes"] = list(_writes(params))
            context["before"] = self._images(context["writes"]) if self._has_indexes else []

    def _weigh(self, model: Any, context: Any, parsed: Any, **_: object) -> None:  # noqa: ANN401
        asked = context["asked"]
        if model.name in READERS:
            self.places |= set(_places_read(asked))
            self.read_units += _read_units(model.name, asked, parsed)
            return
        writes: list[Write] = context["writes"]
        before = context["before"] or [write.item for write in writes]
        after = before if all(before) and not self._has_indexes else self._images(writes)
        is_transaction = "TransactItems" in asked
        if is_transaction:
            self.transactions.append(len(writes))
        for write, old, new in zip(writes, before, after, strict=True):
            table = table_of(write.table)
            self.places.add(table.name)
            largest = max(size(item) for item in (old, new, write.item, write.key) if item)
            self.write_units += units(largest) * (2 if is_transaction else 1)
            if self._has_indexes:
                self.index_units += sum(_index_units(table, i, old, new) for i in table.indexes)

    def _images(self, writes: list[Write]) -> list[Item | None]:
        """What is stored where each of them writes."""
        found: dict[str, Item] = {}
        for start in range(0, len(writes), AT_ONCE):
            keys: dict[str, Any] = {}
            for write in writes[start : start + AT_ONCE]:
                asked = keys.setdefault(write.table, {"Keys": [], "ConsistentRead": True})
                asked["Keys"].append(write.key)
            answer = self._reader.batch_get_item(RequestItems=keys)
            for name, items in answer["Responses"].items():
                found |= {_place(name, _key(name, item)): item for item in items}
        return [found.get(_place(write.table, write.key)) for write in writes]


def size(item: Item) -> int:
    """Of an item, in bytes."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def units(length: int, unit: int = WRITE_UNIT) -> int:
    return max(1, -(-length // unit))


def table_of(name: str) -> tables.Table:
    """By the name under which a deployment created it."""
    return TABLES[max((each for each in TABLES if name.endswith(each)), key=len)]


def _writes(params: Mapping[str, Any]) -> Iterator[Write]:
    if "RequestItems" in params:
        for name, requests in params["RequestItems"].items():
            for request in requests:
                [details] = request.values()
                yield _write({"TableName": name, **details})
    elif "TransactItems" in params:
        for action in params["TransactItems"]:
            yield from map(_write, action.values())
    else:
        yield _write(params)


def _write(details: Mapping[str, Any]) -> Write:
    name, item = details["TableName"], details.get("Item")
    return Write(name, details["Key"] if item is None else _key(name, item), item)


def _key(name: str, item: Item) -> Item:
    table = table_of(name)
    return {key: item[key] for key in (table.partition_key, table.sort_key) if key}


def _place(name: str, key: Item) -> str:
    return f"{name} {sorted((part, value['S']) for part, value in key.items())}"


def _index_units(
    table: tables.Table, index: tables.Index, old: Item | None, new: Item | None
) -> int:
    before, after = _projected(table, index, old), _projected(table, index, new)
    if before == after:
        return 0
    if before and after and not _moves(index, before, after):
        return units(max(size(before), size(after)))
    return sum(units(size(item)) for item in (before, after) if item)


def _moves(index: tables.Index, before: Item, after: Item) -> bool:
    return any(before[key] != after[key] for key in (index.partition_key, index.sort_key))


def _projected(table: tables.Table, index: tables.Index, item: Item | None) -> Item | None:
    if item is None or index.partition_key not in item or index.sort_key not in item:
        return None
    keys = {table.partition_key, table.sort_key, index.partition_key, index.sort_key}
    return {name: value for name, value in item.items() if not index.keys_only or name in keys}


def _places_read(params: Mapping[str, Any]) -> Iterator[str]:
    for name in params.get("RequestItems", [params.get("TableName")]):
        index = params.get("IndexName")
        yield f"{table_of(name).name}{f'/{index}' if index else ''}"


def _read_units(operation: str, params: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Strongly consistent reads cost twice as much; what is not there costs as the least item."""
    if operation == "BatchGetItem":
        [(name, asked)] = params["RequestItems"].items()
        sizes = [size(item) for item in answer["Responses"].get(name, ())]
        sizes += [0] * (len(asked["Keys"]) - len(sizes))
        return _halved(sum(units(length, READ_UNIT) for length in sizes), asked)
    found = answer.get("Items") or [answer.get("Item") or {}]
    return _halved(units(sum(map(size, found)), READ_UNIT), params)


def _halved(count: int, params: Mapping[str, Any]) -> float:
    return float(count) if params.get("ConsistentRead") else count / 2


def _value_size(value: Mapping[str, Any]) -> int:
    [(kind, content)] = value.items()
    if kind in {"BOOL", "NULL"}:
        return 1
    if kind == "N":
        return _number_size(content)
    if kind in {"SS", "BS"}:
        return sum(len(element.encode()) for element in content)
    if kind == "L":
        return 3 + sum(_value_size(element) + 1 for element in content)
    if kind == "M":
        return 3 + size(content) + len(content)
    return len(content.encode())


def _number_size(digits: str) -> int:
    return len(digits.strip("-0.")) // 2 + 2
