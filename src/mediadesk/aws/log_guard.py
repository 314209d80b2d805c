"""Keeps this process from rewriting a log: IAM can't forbid a PutItem that overwrites."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from botocore.client import BaseClient
from pynamodb.connection import Connection

from mediadesk import tables
from mediadesk.aws.trail_records import recorded
from mediadesk.domain.chains import digest
from mediadesk.settings import Settings

Params = Mapping[str, Any]

READERS: Final = frozenset({"BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"})
PUTS: Final = frozenset({"Put", "PutItem"})
PARTIQL: Final = frozenset({"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction"})
"""Which tables a statement writes to is not ours to parse; nothing of ours is written in it."""

_ABSENT: Final = "attribute_not_exists(pk)"
_ABSENT_OR_SAME: Final = re.compile(rf"{re.escape(_ABSENT)}ORhash=(:\w+)")


class LogRewrite(Exception):
    """A fault of the program: entries of a log are put where none is, and nothing else."""


class LogGuard:
    """Watches the requests of clients of DynamoDB."""

    def __init__(self, settings: Settings) -> None:
        self._logs = {settings.table_name(table) for table in tables.ALL if table.append_only}
        self._history = settings.table_name(tables.HISTORY)

    def watch(self, client: BaseClient) -> None:
        """From now on the client refuses, with LogRewrite, what would rewrite a log."""
        client.meta.events.register(
            "before-parameter-build.dynamodb", self._check, unique_id="mediadesk-log-guard"
        )

    def _check(self, params: Params, model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's
        operation = model.name
        if operation in PARTIQL:
            raise LogRewrite(f"{operation} may write to any table.")
        if operation in READERS:
            return
        for action, details in _actions(operation, params):
            named = self._logs & set(_names(details))
            if not named or _appends(action, details):
                continue
            if named == {self._history} and _repeats(action, details):
                continue
            raise LogRewrite(f"{operation} ({action}) is no new entry of {named.pop()}.")


class Guarded(Connection):
    """A connection whose client, whenever it is made anew, is watched."""

    def __init__(self, guard: LogGuard, **options: Any) -> None:  # noqa: ANN401 - PynamoDB's own
        super().__init__(**options)
        self._guard = guard
        self._watched: object = None

    @property
    def client(self) -> Any:  # noqa: ANN401 - a part of PynamoDB's own types
        client = super().client
        if client is not self._watched:
            self._guard.watch(client)
            self._watched = client
        return client


def _actions(operation: str, params: Params) -> Iterator[tuple[str, Params]]:
    if operation == "TransactWriteItems":
        for action in params.get("TransactItems", ()):
            yield from action.items()
    else:
        yield operation, params


def _names(details: Params) -> Iterator[str]:
    """Of the tables that are written to, which may be named by ARN."""
    for value in (*details.values(), *details.get("RequestItems", ())):
        if isinstance(value, str):
            yield value.rpartition("/")[2]


def _appends(action: str, details: Params) -> bool:
    return action in PUTS and _condition(details) == _ABSENT


def _repeats(action: str, details: Params) -> bool:
    """Whether at most an entry is overwritten that says the same: its hash is that of both."""
    same = _ABSENT_OR_SAME.fullmatch(_condition(details))
    if action not in PUTS or same is None:
        return False
    expected, item = details["ExpressionAttributeValues"][same[1]], details["Item"]
    if item.get("hash") != expected:
        return False
    entry = recorded(item)
    return digest(entry.document) == entry.hash


def _condition(details: Params) -> str:
    """With its names written out, and without spaces and outer parentheses."""
    names: Mapping[str, str] = details.get("ExpressionAttributeNames") or {}
    expression = details.get("ConditionExpression") or ""
    named = re.sub(r"#\w+", lambda found: names.get(found[0], found[0]), expression)
    bare = re.sub(r"\s", "", named)
    return bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare
