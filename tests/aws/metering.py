"""What AWS would bill for what a Database does: requests, and write units by the size of items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
Indexes are left aside.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mediadesk.aws.database import Database

UNIT = 1024
Item = Mapping[str, Mapping[str, Any]]
READERS = frozenset({"BatchGetItem", "GetItem", "Query", "Scan"})


class Meter:
    """Counts from when it is made; `transactions` has the number of actions of each."""

    def __init__(self, database: Database) -> None:
        self.clear()
        # Typed as the least that every client can do.
        self._reader: Any = database.connection.client
        self._is_measuring = False
        for client in {id(c): c for c in (self._reader, database.deciding.client)}.values():
            client.meta.events.register("before-parameter-build.dynamodb.*", self._note)
            client.meta.events.register("after-call.dynamodb.*", self._weigh)
        self._params: dict[str, Any] = {}

    def clear(self) -> None:
        self.requests: Counter[str] = Counter()
        self.write_units = 0
        self.transactions: list[int] = []

    def _note(self, params: dict[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401
        if not self._is_measuring:
            self.requests[model.name] += 1
            self._params = params

    def _weigh(self, model: Any, **_: object) -> None:  # noqa: ANN401 - as botocore hands it
        if self._is_measuring or model.name in READERS:
            return
        self._is_measuring = True
        actions = self._params.get("TransactItems")
        if actions is None:
            self.write_units += self._units(self._params)
        else:
            self.transactions.append(len(actions))
            self.write_units += 2 * sum(self._units(*action.values()) for action in actions)
        self._is_measuring = False

    def _units(self, action: Mapping[str, Any]) -> int:
        """An update costs as much as the item is large, before or after."""
        item = action.get("Item") or self._stored(action)
        return max(1, -(-size(item) // UNIT))

    def _stored(self, action: Mapping[str, Any]) -> Item:
        name, key = action["TableName"], action["Key"]
        answer = self._reader.get_item(TableName=name, Key=key, ConsistentRead=True)
        item: Item = answer.get("Item", key)
        return item


def size(item: Item) -> int:
    """Of an item, in bytes."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


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
