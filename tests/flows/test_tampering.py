"""An administrator of the database alters a history by hand, and is found out."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from local.outputs import Outputs
from tests.flows import desk
from tests.flows.consumer import PATIENCE_S, Body, Consumer, created, ok
from tests.flows.test_audit_chain import as_function

SCRIPT: Final = Path(__file__).parents[2] / "scripts/verify_chain.py"
Client = Callable[[str], Any]
Tamper = Callable[["Log"], None]


class Log:
    """The history of one user, open to whoever has the whole account."""

    def __init__(self, dynamodb: Any, table: str, user_id: str) -> None:  # noqa: ANN401 - any client
        self._dynamodb = dynamodb
        self._table = table
        self._user_id = user_id

    def read(self, place: int) -> dict[str, Any]:
        found = self._dynamodb.get_item(TableName=self._table, Key=self._key(place))
        return dict(found["Item"])

    def put(self, place: int, item: Mapping[str, Any]) -> None:
        self._dynamodb.put_item(TableName=self._table, Item={**item, **self._key(place)})

    def edit(self, place: int, note: str) -> None:
        self._dynamodb.update_item(
            TableName=self._table,
            Key=self._key(place),
            UpdateExpression="SET note = :note",
            ExpressionAttributeValues={":note": {"S": note}},
        )

    def delete(self, place: int) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=self._key(place))

    def _key(self, place: int) -> dict[str, Any]:
        return {"pk": {"S": f"U#{self._user_id}"}, "sk": {"S": f"{place:010d}"}}


def _edit(log: Log) -> None:
    log.edit(2, "forged")


def _delete(log: Log) -> None:
    log.delete(2)


def _insert(log: Log) -> None:
    log.put(4, log.read(3))


def _reorder(log: Log) -> None:
    second, third = log.read(2), log.read(3)
    log.put(2, third)
    log.put(3, second)


@pytest.mark.parametrize(
    ("tamper", "place"),
    [(_edit, 2), (_delete, 2), (_insert, 4), (_reorder, 2)],
    ids=["edited", "deleted", "inserted", "reordered"],
)
def test_what_was_done_by_hand_is_found_by_the_service_and_offline(
    admin: Consumer,
    auditor: Consumer,
    stack: Outputs,
    aws: Client,
    asset_ids: tuple[str, str],
    tmp_path: Path,
    tamper: Tamper,
    place: int,
) -> None:
    user_id = _with_a_history(admin, asset_ids)
    assert verified(auditor, user_id)["verified"]
    assert offline(tmp_path, auditor, user_id) == (0, "")

    tamper(Log(aws("dynamodb"), stack.tables["assignment_history"], user_id))

    found = verified(auditor, user_id)
    assert (found["verified"], found["first_bad_sequence"]) == (False, place)
    code, told = offline(tmp_path, auditor, user_id)
    assert (code, f"user:{user_id}: BAD, entry {place}: " in told) == (1, True)


def test_each_entry_is_copied_once_and_a_change_of_it_beside_it(
    admin: Consumer, stack: Outputs, aws: Client, asset_ids: tuple[str, str]
) -> None:
    user_id = _with_a_history(admin, asset_ids)
    hashes = {entry["hash"] for entry in desk.history(admin, user_id)}
    copies = _awaited(stack, aws, f"user:{user_id}/", 3)
    assert {key.rpartition("-")[2] for key in copies} == {f"{sealed}.json" for sealed in hashes}
    assert verified(admin, user_id, against_archive=True)["verified"]

    log = Log(aws("dynamodb"), stack.tables["assignment_history"], user_id)
    log.put(2, {**log.read(2), "hash": {"S": "ab" * 32}})

    assert len(_awaited(stack, aws, f"user:{user_id}/", 4)) == 4
    assert verified(admin, user_id, against_archive=True)["first_bad_sequence"] == 2


def test_a_copy_can_not_be_removed_by_whoever_finds_it(
    admin: Consumer, stack: Outputs, aws: Client, asset_ids: tuple[str, str]
) -> None:
    user_id = _with_a_history(admin, asset_ids)
    [key, *_] = _awaited(stack, aws, f"user:{user_id}/", 3)
    place = {"Bucket": stack.buckets["archive"], "Key": key}
    [version] = aws("s3").list_object_versions(Bucket=place["Bucket"], Prefix=key)["Versions"]

    with pytest.raises(ClientError, match="AccessDenied"):
        aws("s3").delete_object(**place, VersionId=version["VersionId"])


def test_the_trail_is_listed_by_time_by_asset_and_by_user(
    admin: Consumer, auditor: Consumer, asset_ids: tuple[str, str]
) -> None:
    user_id = _with_a_history(admin, asset_ids)
    chain = f"user:{user_id}"

    for query in ({}, {"asset_id": asset_ids[0]}, {"user_id": user_id}):
        page = ok(auditor.http.get("/api/admin/audit", params={"limit": "100", **query}))
        mine = [entry["sequence"] for entry in page["items"] if entry["chain"] == chain]
        assert mine == [3, 2, 1]


@pytest.mark.parametrize("table", ["assignment_history", "audit_log"])
def test_no_function_can_alter_or_remove_an_entry(stack: Outputs, aws: Client, table: str) -> None:
    place = {
        "TableName": stack.tables[table],
        "Key": {"pk": {"S": "nowhere"}, "sk": {"S": "0000000001"}},
    }
    change = {
        "UpdateExpression": "SET note = :note",
        "ExpressionAttributeValues": {":note": {"S": "forged"}},
    }
    for module in stack.functions:
        dynamodb = as_function(stack, aws, module)
        for call, arguments in (
            (dynamodb.update_item, place | change),
            (dynamodb.delete_item, place),
        ):
            with pytest.raises(ClientError, match="AccessDenied"):
                call(**arguments)


def _with_a_history(admin: Consumer, asset_ids: tuple[str, str]) -> str:
    """A new user who held one asset, the other one, and the first one again."""
    user_id = desk.registered(admin)
    for asset_id in (*asset_ids, asset_ids[0]):
        created(desk.assign(admin, asset_id, user_id))
    return user_id


def verified(consumer: Consumer, user_id: str, *, against_archive: bool = False) -> Body:
    query = {"chain": f"user:{user_id}", "against_archive": str(against_archive).lower()}
    return ok(consumer.http.get("/api/admin/audit/verify", params=query))


def offline(folder: Path, consumer: Consumer, user_id: str) -> tuple[int, str]:
    """What the verifier says of an export that is wrong; nothing of one that is whole."""
    answer = consumer.http.get(
        "/api/admin/audit",
        params={"user_id": user_id},
        headers={"Accept": "application/x-ndjson"},
    )
    answer.raise_for_status()
    file = folder / "export.ndjson"
    file.write_text(answer.text, "utf-8")
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)  # noqa: S603
    return ended.returncode, ended.stdout if ended.returncode else ""


def _awaited(stack: Outputs, aws: Client, prefix: str, count: int) -> list[str]:
    """The copies below that prefix, each with one version, once there are so many."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        bucket = stack.buckets["archive"]
        found = aws("s3").list_object_versions(Bucket=bucket, Prefix=prefix).get("Versions", [])
        if len(found) >= count:
            keys = [version["Key"] for version in found]
            assert len(set(keys)) == len(keys)
            return keys
        time.sleep(desk.PAUSE_S / 5)
    raise TimeoutError(f"{len(found)} copies of {count} below {prefix}")
