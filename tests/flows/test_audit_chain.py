"""The audit trail of a conversion, checked with nothing but the standard library."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from local.outputs import Outputs
from tests.flows.consumer import Consumer

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
