"""A log is appended to; whatever else would write there never leaves the process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mediadesk.aws.assignment_records import history_row
from mediadesk.aws.assignment_rows import HistoryRow
from mediadesk.aws.database import Database
from mediadesk.aws.log_guard import LogRewrite
from mediadesk.aws.rows import AuditRow
from mediadesk.domain.errors import MediadeskError
from mediadesk.settings import Settings
from tests.aws.backends import create_tables
from tests.aws.calls import CALLS
from tests.aws.responses import Planned, ok
from tests.builders import an_entry

LOGS = ("audit_log", "assignment_history")
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/audit_log"
KEY = {"pk": {"S": "ASSET#x"}, "sk": {"S": "0000000001"}}
ITEM = KEY | {"hash": {"S": "new"}}
NEW = {"ConditionExpression": "attribute_not_exists(pk)"}
OTHER_HASH = {
    "ConditionExpression": "attribute_not_exists(#0) OR #1 = :0",
    "ExpressionAttributeNames": {"#0": "pk", "#1": "hash"},
    "ExpressionAttributeValues": {":0": {"S": "old"}},
}
ENTRY = history_row(an_entry()).serialize()
SAME_HASH = OTHER_HASH | {"ExpressionAttributeValues": {":0": ENTRY["hash"]}}
FORGED = [
    ENTRY | {"note": {"S": "forged"}},
    ENTRY | {"asset_id": {"NULL": True}},
    ENTRY | {"schema_version": {"S": "x"}, "sequence": {"N": "7"}},
    {name: value for name, value in ENTRY.items() if name != "request_id"},
]
OTHER_NAME = NEW | {
    "ConditionExpression": "attribute_not_exists(#0)",
    "ExpressionAttributeNames": {"#0": "note"},
}

Request = tuple[str, dict[str, Any]]


def transaction(action: str, **details: object) -> Request:
    free = {"Put": {"TableName": "users", "Item": KEY}}
    return "TransactWriteItems", {"TransactItems": [free, {action: details}]}


def forbidden(log: str) -> list[Request]:
    at, there = {"TableName": log}, {"TableName": log, "Key": KEY}
    return [
        ("PutItem", at | {"Item": ITEM}),
        ("PutItem", at | {"Item": ITEM, "ConditionExpression": "attribute_exists(pk)"}),
        ("PutItem", at | {"Item": ITEM} | OTHER_HASH),
        ("PutItem", at | {"Item": ITEM} | OTHER_NAME),
        ("PutItem", at | {"Item": KEY} | OTHER_HASH),
        *(("PutItem", at | {"Item": forged} | SAME_HASH) for forged in FORGED),
        *(transaction("Put", TableName=log, Item=forged, **SAME_HASH) for forged in FORGED),
        ("UpdateItem", there | {"UpdateExpression": "REMOVE note"} | NEW),
        ("DeleteItem", there | NEW),
        ("BatchWriteItem", {"RequestItems": {log: [{"PutRequest": {"Item": ITEM}}]}}),
        ("UpdateTimeToLive", at | {"TimeToLiveSpecification": {}}),
        ("DeleteTable", at),
        ("UpdateTable", at),
        transaction("Put", TableName=log, Item=ITEM),
        transaction("Put", TableName=log, Item=ITEM, **OTHER_HASH),
        transaction("Update", TableName=log, Key=KEY, UpdateExpression="REMOVE note", **NEW),
        transaction("Delete", TableName=log, Key=KEY, **NEW),
        transaction("ConditionCheck", TableName=log, Key=KEY, **NEW),
    ]


BY_ARN: list[Request] = [
    ("DeleteItem", {"TableName": ARN, "Key": KEY}),
    ("BatchWriteItem", {"RequestItems": {ARN: [{"DeleteRequest": {"Key": KEY}}]}}),
    ("DeleteResourcePolicy", {"ResourceArn": ARN}),
    transaction("Delete", TableName=ARN, Key=KEY),
]
STATEMENTS: list[Request] = [
    ("ExecuteStatement", {"Statement": "DELETE FROM audit_log WHERE pk = 'x'"}),
    ("BatchExecuteStatement", {"Statements": [{"Statement": "SELECT * FROM users"}]}),
    ("ExecuteTransaction", {"TransactStatements": [{"Statement": "SELECT * FROM users"}]}),
]
REPEATED: Request = ("PutItem", {"TableName": "audit_log", "Item": ENTRY} | SAME_HASH)
"""No entry of this log is ever put a second time."""
REFUSED = [*(request for log in LOGS for request in forbidden(log)), *BY_ARN, *STATEMENTS, REPEATED]


@pytest.fixture(scope="module")
def unreachable() -> Iterator[Database]:
    """Nothing answers: a refusal needs no answer."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            environment.setenv(name, "test")
        yield Database(Settings())


@pytest.fixture
def database(on_moto: None) -> Database:
    create_tables(Settings())
    return Database(Settings())


@pytest.mark.parametrize("request_", REFUSED, ids=lambda request: request[0])
@pytest.mark.parametrize("which", ["connection", "deciding"])
def test_what_would_rewrite_a_log_is_not_sent(
    unreachable: Database, request_: Request, which: str
) -> None:
    client: Any = getattr(unreachable, which).client
    sent = Planned(client, ok()).requests
    with pytest.raises(LogRewrite):
        client._make_api_call(*request_)
    assert not sent


def test_what_is_there_already_may_be_put_once_more(unreachable: Database) -> None:
    client: Any = unreachable.connection.client
    sent = Planned(client, ok()).requests
    client.put_item(TableName="assignment_history", Item=ENTRY, **SAME_HASH)
    assert len(sent) == 1


@pytest.mark.parametrize("row", [AuditRow, HistoryRow], ids=lambda row: row.__name__)
def test_a_model_can_t_rewrite_a_log_either(
    unreachable: Database, row: type[AuditRow] | type[HistoryRow]
) -> None:
    entry = unreachable.rows(row)("ASSET#x", "0000000001", hash="new")
    writes: list[Callable[[], object]] = [
        entry.delete,
        lambda: entry.update([row.hash.set("other")]),
    ]
    for write in writes:
        with pytest.raises(LogRewrite):
            write()


def test_a_refusal_is_no_failure_of_a_service_that_may_pass(unreachable: Database) -> None:
    with pytest.raises(LogRewrite):
        unreachable.transact(
            lambda t: t.delete(unreachable.rows(AuditRow)("ASSET#x", "0000000001"))
        )


def test_a_client_that_is_made_anew_is_watched_as_well(database: Database) -> None:
    first: Any = database.connection.client
    database.connection._client = None
    second: Any = database.connection.client
    assert second is not first
    with pytest.raises(LogRewrite):
        second.delete_item(TableName="audit_log", Key=KEY)


def test_every_write_of_every_store_is_let_through(database: Database) -> None:
    for call in CALLS.values():
        try:
            call(database)
        except MediadeskError:
            continue
