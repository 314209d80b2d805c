"""Chains of entries, checked with nothing but the standard library, and who may alter them."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from local.outputs import Outputs
from tests.flows import desk
from tests.flows.consumer import Consumer, created, ok

KEYS = {"pk", "sk", "schema_version", "performed_day"}
EMPTY = {"user_id": None, "bulk_id": None, "before": None}
"""What an entry may lack is null in it; the table does not store nulls."""


def test_every_step_is_in_the_chain_and_each_entry_seals_the_one_before(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any], clip: Path
) -> None:
    asset = admin.converted(clip)
    entries = _entries(aws("dynamodb"), stack.tables["audit_log"], asset["asset_id"])

    assert [entry["action"] for entry in entries] == [
        "asset.created",
        "asset.uploaded",
        "conversion.status_changed",
        "conversion.status_changed",
    ]
    statuses = [entry["after"]["conversion_status"] for entry in entries]
    assert statuses == ["pending_upload", "queued", "processing", "completed"]
    assert [entry["actor"] for entry in entries] == ["ada", "system:upload"] + [
        "system:convert"
    ] * 2
    previous = "0" * 64
    for sequence, entry in enumerate(entries, start=1):
        assert entry["sequence"] == sequence
        assert entry["previous_hash"] == previous
        previous = entry.pop("hash")
        assert hashlib.sha256(_canonical(entry)).hexdigest() == previous


def test_a_history_seals_itself_as_the_api_shows_it(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    user_id = desk.registered(admin)
    ok(desk.undo(admin, created(desk.assign(admin, asset_ids[0], user_id))))
    entries = desk.history(admin, user_id)
    desk.require_linear(entries)
    for entry in entries:
        sealed = entry.pop("hash")
        assert hashlib.sha256(_canonical(entry)).hexdigest() == sealed


@pytest.mark.parametrize("table", ["assignment_history", "audit_log"])
def test_the_function_that_appends_an_entry_can_neither_alter_nor_remove_it(
    stack: Outputs, aws: Callable[[str], Any], table: str
) -> None:
    dynamodb = as_function(stack, aws, "assign.on_request")
    key = {"pk": {"S": "nowhere"}, "sk": {"S": "0000000001"}}
    assert "Item" not in dynamodb.get_item(TableName=stack.tables["users"], Key=key)
    place = {"TableName": stack.tables[table], "Key": key}
    change = {
        "UpdateExpression": "SET note = :note",
        "ExpressionAttributeValues": {":note": {"S": "forged"}},
    }
    for call, arguments in (
        (dynamodb.update_item, place | change),
        (dynamodb.delete_item, place),
        (dynamodb.transact_write_items, {"TransactItems": [{"Delete": place}]}),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call(**arguments)


def as_function(stack: Outputs, aws: Callable[[str], Any], module: str) -> Any:  # noqa: ANN401 - any client
    """A client that may do what the function may."""
    name = stack.functions[module]
    role = aws("lambda").get_function_configuration(FunctionName=name)["Role"]
    given = aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    # Under this type mypy asks for no stubs of the one service.
    make: Callable[..., Any] = boto3.client
    return make(
        "dynamodb",
        endpoint_url=stack.endpoint_url,
        region_name=stack.region,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def _canonical(entry: dict[str, Any]) -> bytes:
    """RFC 8785, as far as entries need it: they hold text, whole numbers, true, false and null."""
    return json.dumps(
        entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=int
    ).encode()


def _entries(dynamodb: Any, table: str, asset_id: str) -> list[dict[str, Any]]:  # noqa: ANN401 - any client
    answer = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :chain",
        ExpressionAttributeValues={":chain": {"S": f"ASSET#{asset_id}"}},
        ConsistentRead=True,
    )
    read = TypeDeserializer().deserialize
    rows = [{name: read(value) for name, value in item.items()} for item in answer["Items"]]
    return [EMPTY | {name: row[name] for name in row.keys() - KEYS} for row in rows]
