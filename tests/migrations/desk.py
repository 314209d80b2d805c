"""An operator with a deployment: runs of migrations, and what is stored before and after them."""

from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, Final, cast

import boto3

from mediadesk import tables
from mediadesk.aws import clients
from mediadesk.aws.archive import S3Archive
from mediadesk.aws.database import Database
from mediadesk.aws.migration_store import DynamoMigrationStore
from mediadesk.aws.search_repair import SearchRepair
from mediadesk.aws.user_records import search_rows, user_row
from mediadesk.domain.users import Profile
from mediadesk.settings import Settings
from migrations.log_entries import ArchiveLogEntries
from migrations.runner import Runner
from migrations.telling import Teller
from migrations.user_search import BackfillUserSearch
from tests.aws.backends import Stores, stores_in
from tests.fakes import HandSetClock
from tests.faults import Faults

ARCHIVE: Final = "archive"
WRITES: Final = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")
Item = Mapping[str, Any]
Rows = dict[tuple[str, str], Item]


class Desk:
    """`writes` plans what happens around the calls that write; it counts them from 1."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = HandSetClock()
        self.lines: list[str] = []
        self.writes = Faults()
        self.database = Database(settings, pause=lambda _: None)
        # Whoever else is at work is not disturbed by what is planned.
        self.others: Stores = stores_in(Database(settings, pause=lambda _: None))
        # Under this type mypy asks for no stubs; and nothing guards the logs from it.
        make: Callable[..., Any] = boto3.client
        self._client = make("dynamodb")
        self._watch(cast(Any, self.database.connection.client).meta.events)

    def store(self, page_of: int = 2) -> DynamoMigrationStore:
        return DynamoMigrationStore(self.database, page_of)

    def runner(self, owner: str = "run-1", stop: Event | None = None, page_of: int = 2) -> Runner:
        return Runner(
            store=self.store(page_of),
            clock=self.clock,
            owner=owner,
            stop=stop or Event(),
            teller=Teller(self.lines.append, self.clock),
        )

    def backfill(self) -> BackfillUserSearch:
        return BackfillUserSearch(SearchRepair(self.database))

    def archiving(self) -> ArchiveLogEntries:
        return ArchiveLogEntries(self.archive())

    def archive(self) -> S3Archive:
        return S3Archive(clients.s3(), self.settings.archive_bucket)

    def put(self, table: tables.Table, item: Item) -> None:
        self._client.put_item(TableName=self.settings.table_name(table), Item=item)

    def put_profile(self, profile: Profile, **changes: Any) -> None:  # noqa: ANN401 - of an item
        """As it was written before there was a search; None leaves an attribute out."""
        item: dict[str, Any] = user_row(profile).serialize() | changes
        self.put(tables.USERS, {name: value for name, value in item.items() if value})

    def rows(self, table: tables.Table) -> Rows:
        """Everything in a table."""
        pages = self._client.get_paginator("scan")
        found = pages.paginate(TableName=self.settings.table_name(table), ConsistentRead=True)
        items = [item for page in found for item in page["Items"]]
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}

    def empty(self, *emptied: tables.Table) -> None:
        """These tables, and what was planned."""
        for table in emptied:
            for pk, sk in self.rows(table):
                key = {"pk": {"S": pk}, "sk": {"S": sk}}
                self._client.delete_item(TableName=self.settings.table_name(table), Key=key)
        self.writes.clear()

    def around(self, call: int, action: Callable[[], object]) -> None:
        """Somebody does this just before the write of that number."""
        self.writes.at(call, "before", action)

    def _watch(self, events: Any) -> None:  # noqa: ANN401 - botocore's
        numbers: list[int | None] = []
        for name in WRITES:
            events.register(
                f"before-call.dynamodb.{name}",
                lambda model, **_: numbers.append(self.writes.enter(model.name)),
            )
            events.register(
                f"after-call.dynamodb.{name}", lambda **_: self.writes.leave(numbers.pop())
            )


def expected(*profiles: Profile) -> Rows:
    """What the search has of these users, and of nobody else."""
    rows = [row for profile in profiles for row in search_rows(profile)]
    return {(row.pk, row.sk): row.serialize() for row in rows}
