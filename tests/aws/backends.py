"""The stores under test: the fakes, or the real ones on an engine that stands in for AWS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import boto3

from mediadesk import tables
from mediadesk.aws.answer_store import DynamoAnswerStore
from mediadesk.aws.asset_store import DynamoAssetStore
from mediadesk.aws.assignment_store import DynamoAssignmentStore
from mediadesk.aws.bulk_store import DynamoBulkStore
from mediadesk.aws.connection_store import DynamoConnectionStore
from mediadesk.aws.database import Database
from mediadesk.aws.event_log import DynamoEventLog
from mediadesk.aws.history_store import DynamoHistoryStore
from mediadesk.aws.holder_store import DynamoHolderStore
from mediadesk.aws.job_store import DynamoJobStore
from mediadesk.aws.piece_store import DynamoPieceStore
from mediadesk.aws.rate_limit_store import DynamoRateLimits
from mediadesk.aws.rows import AuditRow
from mediadesk.aws.ticket_store import DynamoTicketStore
from mediadesk.aws.trail_store import DynamoAuditStore
from mediadesk.aws.user_store import DynamoUserStore
from mediadesk.ports import (
    AnswerStore,
    AssetStore,
    AssignmentStore,
    AuditStore,
    BulkStore,
    Clock,
    ConnectionStore,
    EventLog,
    HistoryStore,
    HolderStore,
    JobStore,
    PieceStore,
    RateLimits,
    TicketStore,
    UserStore,
)
from mediadesk.settings import Settings
from tests.fakes import START
from tests.world import World

PRESENT = START + timedelta(hours=3)
"""By the clock of the stores: what tests write is over by then."""


@dataclass(frozen=True)
class Stores:
    """`chain` gives the stored hashes of an audit chain, the oldest first."""

    assets: AssetStore
    answers: AnswerStore
    jobs: JobStore
    pieces: PieceStore
    holders: HolderStore
    users: UserStore
    heads: AssignmentStore
    history: HistoryStore
    bulks: BulkStore
    limits: RateLimits
    trail: AuditStore
    tickets: TicketStore
    connections: ConnectionStore
    event_log: EventLog
    chain: Callable[[str], list[str]]


def fake_stores() -> Stores:
    world = World()
    return Stores(
        assets=world.assets,
        answers=world.answers,
        jobs=world.jobs,
        pieces=world.pieces,
        holders=world.holders,
        users=world.profiles,
        heads=world.heads,
        history=world.history,
        bulks=world.bulks,
        limits=world.limits,
        trail=world.trail,
        tickets=world.tickets,
        connections=world.connections,
        event_log=world.event_log,
        chain=lambda name: [entry.hash for entry in world.storage.chain(name)],
    )


@cache
def real_stores(settings: Settings) -> Stores:
    """The same for equal settings: a client takes longer to make than most tests to run."""
    database = Database(settings)
    for client in (database.connection.client, database.deciding.client):
        client.meta.events.register("before-parameter-build.dynamodb.Scan", refuse_scan)
    return stores_in(database)


def refuse_scan(**_: object) -> None:
    """So that every test of a store also shows that none reads a table from end to end."""
    raise AssertionError("A store tried to scan a table.")


def stores_in(database: Database, clock: Clock = lambda: PRESENT) -> Stores:
    audit = database.rows(AuditRow)
    return Stores(
        assets=DynamoAssetStore(database),
        answers=DynamoAnswerStore(database),
        jobs=DynamoJobStore(database),
        pieces=DynamoPieceStore(database),
        holders=DynamoHolderStore(database),
        users=DynamoUserStore(database),
        heads=DynamoAssignmentStore(database),
        history=DynamoHistoryStore(database),
        bulks=DynamoBulkStore(database),
        limits=DynamoRateLimits(database),
        trail=DynamoAuditStore(database),
        tickets=DynamoTicketStore(database),
        connections=DynamoConnectionStore(database),
        event_log=DynamoEventLog(database, clock),
        chain=lambda name: [row.hash for row in audit.query(name, consistent_read=True)],
    )


def create_tables(settings: Settings) -> None:
    """Every table, empty, from what `tables.py` says and nothing else."""
    client = boto3.client("dynamodb")
    there = client.list_tables()["TableNames"]
    for table in tables.ALL:
        name = settings.table_name(table)
        if name in there:
            client.delete_table(TableName=name)
        client.create_table(TableName=name, **_schema(table))


def _schema(table: tables.Table) -> dict[str, Any]:
    keys = {table.partition_key, table.sort_key or table.partition_key}
    keys |= {key for index in table.indexes for key in (index.partition_key, index.sort_key)}
    schema = {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": key, "AttributeType": "S"} for key in sorted(keys)
        ],
        "KeySchema": _key_schema(table.partition_key, table.sort_key),
    }
    indexes = [
        {
            "IndexName": index.name,
            "KeySchema": _key_schema(index.partition_key, index.sort_key),
            "Projection": {"ProjectionType": "KEYS_ONLY" if index.keys_only else "ALL"},
        }
        for index in table.indexes
    ]
    return schema | ({"GlobalSecondaryIndexes": indexes} if indexes else {})


def _key_schema(partition_key: str, sort_key: str | None) -> list[dict[str, str]]:
    hashed = {"AttributeName": partition_key, "KeyType": "HASH"}
    return [hashed] + ([{"AttributeName": sort_key, "KeyType": "RANGE"}] if sort_key else [])
