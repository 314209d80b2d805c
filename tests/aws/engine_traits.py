"""What one can ask an engine of DynamoDB to tell it from another, and from AWS."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import boto3
from botocore.exceptions import ClientError

TABLE = "mediadesk-traits"
CLIENTS = 8
ROUNDS = 20
Client = Any


def new_table() -> Client:
    """A table with one index and a stream, empty."""
    client: Client = boto3.client("dynamodb")
    if TABLE in client.list_tables()["TableNames"]:
        client.delete_table(TableName=TABLE)
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}]
    index = {
        "IndexName": "by_kind",
        "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=keys,
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "kind")],
        GlobalSecondaryIndexes=[index],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return client


def put(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - options of the operation
    options = {option: more.pop(option) for option in list(more) if option[0].isupper()}
    return {"TableName": TABLE, "Item": {"pk": {"S": name}, **more}, **options}


def outcome(act: Callable[[], object]) -> str:
    """The code of what the engine refuses."""
    try:
        act()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "accepted"


def _transaction(client: Client, *puts: dict[str, Any], **options: str) -> Any:  # noqa: ANN401
    return client.transact_write_items(TransactItems=[{"Put": p} for p in puts], **options)


def _collisions(client: Client) -> str:
    """Of many transactions that write the same two items at once."""
    start = Barrier(CLIENTS)

    def write(number: int) -> set[str]:
        codes: set[str] = set()
        start.wait()
        for _ in range(ROUNDS):
            try:
                _transaction(client, put("a", n={"N": str(number)}), put("b"))
            except ClientError as error:
                reasons = error.response.get("CancellationReasons", [])
                codes |= {r["Code"] for r in reasons} | {error.response["Error"]["Code"]}
        return codes

    with ThreadPoolExecutor(CLIENTS) as threads:
        found = set[str]().union(*threads.map(write, range(CLIENTS)))
    return "TransactionConflict" if found & {"TransactionConflict"} else "one after the other"


def _reasons(client: Client) -> str:
    client.put_item(**put("there"))
    absent = {"ConditionExpression": "attribute_not_exists(pk)"}
    try:
        _transaction(client, put("x", **absent), put("there", **absent), put("y", **absent))
    except ClientError as error:
        return ", ".join(r["Code"] for r in error.response.get("CancellationReasons", []))
    return "accepted"


def _repeated(client: Client, second: dict[str, Any]) -> str:
    client.delete_item(TableName=TABLE, Key={"pk": {"S": "token"}})
    first = put("token", ConditionExpression="attribute_not_exists(pk)")
    _transaction(client, first, ClientRequestToken="token-1")
    return outcome(lambda: _transaction(client, second, ClientRequestToken="token-1"))


def _index(client: Client) -> str:
    client.put_item(**put("indexed", kind={"S": "k"}))
    found = client.query(
        TableName=TABLE,
        IndexName="by_kind",
        KeyConditionExpression="kind = :k",
        ExpressionAttributeValues={":k": {"S": "k"}},
    )
    return "at once" if found["Count"] else "later"


def _strong_index(client: Client) -> str:
    return outcome(
        lambda: client.query(
            TableName=TABLE,
            IndexName="by_kind",
            ConsistentRead=True,
            KeyConditionExpression="kind = :k",
            ExpressionAttributeValues={":k": {"S": "k"}},
        )
    )


def _capacity(client: Client) -> str:
    answer = _transaction(client, put("counted"), ReturnConsumedCapacity="TOTAL")
    return "".join(f"{each['CapacityUnits']:g}" for each in answer.get("ConsumedCapacity", []))


def _sum_of(client: Client) -> str:
    puts = [put(f"large-{n}", text={"S": "x" * 380_000}) for n in range(12)]
    return outcome(lambda: _transaction(client, *puts))


def _recovery(client: Client) -> str:
    wanted = {"PointInTimeRecoveryEnabled": True}
    return outcome(
        lambda: client.update_continuous_backups(
            TableName=TABLE, PointInTimeRecoverySpecification=wanted
        )
    )


def _expiry(client: Client) -> str:
    wanted = {"Enabled": True, "AttributeName": "expires_at"}
    return outcome(
        lambda: client.update_time_to_live(TableName=TABLE, TimeToLiveSpecification=wanted)
    )


def _reserved(client: Client) -> str:
    return outcome(
        lambda: client.put_item(**put("r", ConditionExpression="attribute_not_exists(status)"))
    )


def _policy(client: Client) -> str:
    arn = client.describe_table(TableName=TABLE)["Table"]["TableArn"]
    return outcome(lambda: client.get_resource_policy(ResourceArn=arn))


def _stream(client: Client) -> str:
    table = client.describe_table(TableName=TABLE)["Table"]
    return "named" if table.get("LatestStreamArn") else "not named"


TRAITS: dict[str, Callable[[Client], str]] = {
    "transactions that collide": _collisions,
    "reasons of a cancelled transaction": _reasons,
    "a token again, with the same": lambda c: _repeated(
        c, put("token", ConditionExpression="attribute_not_exists(pk)")
    ),
    "a token again, with something else": lambda c: _repeated(c, put("other")),
    "two actions on one item": lambda c: outcome(lambda: _transaction(c, put("i"), put("i"))),
    "a transaction of 101 actions": lambda c: outcome(
        lambda: _transaction(c, *(put(f"i-{n}") for n in range(101)))
    ),
    "a transaction of 4.5 MB": _sum_of,
    "an item of 410 KB": lambda c: outcome(
        lambda: c.put_item(**put("large", text={"S": "x" * 410_000}))
    ),
    "an empty key": lambda c: outcome(lambda: c.put_item(**put(""))),
    "a number of 39 digits": lambda c: outcome(lambda: c.put_item(**put("n", n={"N": "1" * 39}))),
    "a reserved word in an expression": _reserved,
    "units told of a small put in a transaction": _capacity,
    "an index after a write": _index,
    "a strongly consistent read of an index": _strong_index,
    "point-in-time recovery": _recovery,
    "time to live": _expiry,
    "the policy of a table": _policy,
    "the stream of a table": _stream,
}
