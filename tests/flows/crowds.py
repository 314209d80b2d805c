"""What an admin does with many users at once, and what the tables hold of them."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx

from local.outputs import Outputs
from mediadesk import wiring
from mediadesk.aws.assignment_records import head_row
from mediadesk.aws.records import asset_row
from mediadesk.aws.user_records import user_row
from mediadesk.domain.ids import ASSET_PREFIX, AssetId, UserId
from tests.builders import a_head, a_profile, an_asset, claimed, completed, queued
from tests.flows.consumer import PATIENCE_S, Body, Consumer, ok
from tests.flows.desk import ASSETS

Client = Callable[[str], Any]
T = TypeVar("T")
BULKS: Final = "/api/admin/bulk-operations"
PAUSE_S: Final = 0.2


class Tables:
    """The tables of a stack, open to whoever has the whole account."""

    def __init__(self, stack: Outputs, aws: Client) -> None:
        self._names = stack.tables
        self._dynamodb = aws("dynamodb")

    def crowd(self, count: int) -> list[str]:
        """Ids of users, sorted, whom no other test knows; put there past the API, for speed."""
        name = f"crowd.{uuid4().hex[:8]}"
        user_ids = [UserId(f"{name}.{number:05d}") for number in range(count)]
        self._put("users", (user_row(a_profile(user_id)) for user_id in user_ids))
        self._put("asset_assignments", (head_row(a_head(user_id)) for user_id in user_ids))
        return [str(user_id) for user_id in user_ids]

    def asset(self) -> str:
        """The id of an asset that can be given to users, and that nobody holds.

        It has no files: a page that shows it would ask for them in vain.
        """
        asset_id = AssetId(wiring.new_id(ASSET_PREFIX))
        ready = replace(completed(claimed(queued(an_asset()))), asset_id=asset_id, outputs=())
        self._put("admin_media_assets", [asset_row(ready)])
        return asset_id

    def head(self, user_id: str) -> Body:
        """What is stored of what they hold, in DynamoDB's JSON."""
        return self._get("asset_assignments", f"U#{user_id}", "HEAD")

    def record(self, bulk_id: str) -> Body:
        return self._get("bulk_operations", f"B#{bulk_id}", "REC")

    def intents(self, user_ids: Sequence[str]) -> int:
        """How many of them a bulk still holds."""
        return sum("intent" in head for head in self._heads(user_ids))

    def _heads(self, user_ids: Sequence[str]) -> Iterator[Body]:
        table = self._names["asset_assignments"]
        for some in _batches(user_ids, 100):
            keys = [{"pk": {"S": f"U#{user_id}"}, "sk": {"S": "HEAD"}} for user_id in some]
            wanted = {table: {"Keys": keys, "ConsistentRead": True}}
            yield from self._dynamodb.batch_get_item(RequestItems=wanted)["Responses"][table]

    def _get(self, table: str, pk: str, sk: str) -> Body:
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        found = self._dynamodb.get_item(TableName=self._names[table], Key=key, ConsistentRead=True)
        return dict(found["Item"])

    def _put(self, table: str, rows: Iterable[Any]) -> None:
        for some in _batches([row.serialize() for row in rows], 25):
            puts = [{"PutRequest": {"Item": item}} for item in some]
            self._dynamodb.batch_write_item(RequestItems={self._names[table]: puts})


def assign(admin: Consumer, asset_id: str, user_ids: Sequence[str], **more: Any) -> httpx.Response:  # noqa: ANN401 - JSON
    body = {"asset_id": asset_id, "user_ids": list(user_ids), **more}
    return admin.http.post(f"{ASSETS}/bulk-assign", json=body)


def undo(admin: Consumer, operation: Body) -> httpx.Response:
    body = {"bulk_id": operation["bulk_id"]}
    return admin.http.post(f"{ASSETS}/{operation['asset_id']}/undo-assign", json=body)


def read(consumer: Consumer, operation: Body) -> Body:
    return ok(consumer.http.get(f"{BULKS}/{operation['bulk_id']}"))


def holders(consumer: Consumer, asset_id: str) -> list[str]:
    """Everybody who holds the asset, page by page."""
    found: list[str] = []
    page: dict[str, str] = {"limit": "100"}
    while True:
        answer = ok(consumer.http.get(f"{ASSETS}/{asset_id}/assignments", params=page))
        found += [user["user_id"] for user in answer["items"]]
        if answer["next_cursor"] is None:
            return found
        page["cursor"] = answer["next_cursor"]


def awaited(look: Callable[[], T], is_so: Callable[[T], bool], pause_s: float = PAUSE_S) -> T:
    """What is seen once it is so."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if is_so(seen := look()):
            return seen
        time.sleep(pause_s)
    raise TimeoutError("it never came to be so")


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
