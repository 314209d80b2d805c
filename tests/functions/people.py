"""Users and assets as tests about them begin, and what admins ask of them by HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from mediadesk.domain.ids import AssetId
from tests.builders import an_asset, claimed, completed, queued
from tests.fakes import START
from tests.gateway import ADMIN, Answer, Person, call
from tests.world import World

ASSETS: Final = "/api/admin/assets"
USERS: Final = "/api/admin/users"
GRACE: Final = {"display_name": "Grace Hopper", "email": "grace@example.org"}
WINDOW: Final = timedelta(seconds=30)


@dataclass(frozen=True)
class Asked:
    """A request that can be sent more than once."""

    method: str
    address: str
    body: Mapping[str, object] | None = None

    def send(
        self,
        person: Person | None = ADMIN,
        *,
        at: datetime = START,
        key: str | None = None,
        if_match: str | None = None,
    ) -> Answer:
        given = {"Idempotency-Key": key, "If-Match": if_match}
        headers = {name: value for name, value in given.items() if value is not None}
        return call(self.method, self.address, person, body=self.body, headers=headers, at=at)


def ready(world: World, number: int = 1) -> AssetId:
    """A converted asset."""
    asset = completed(claimed(queued(an_asset(number))))
    world.storage.assets[asset.asset_id] = asset
    return asset.asset_id


def registered(user_id: str = "grace", **changed: object) -> str:
    assert put(user_id, **changed).send().status in {200, 201}
    return user_id


def assigned(world: World, number: int = 1, user_id: str = "grace") -> Any:  # noqa: ANN401 - JSON
    """The answer to a fresh assignment; the user need not be in the directory before."""
    registered(user_id)
    answer = assign(ready(world, number), user_id).send()
    assert answer.status == 201, answer.body
    return answer.json()


def state_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the answer to a change says of the state, without what it did to bulks."""
    return {name: value for name, value in told.items() if name != "sealed_bulk_ids"}


def path_of(user_id: str) -> str:
    return f"{USERS}/{quote(user_id)}"


def put(user_id: str = "grace", **changed: object) -> Asked:
    return Asked("PUT", path_of(user_id), {**GRACE, **changed})


def read(user_id: str = "grace") -> Answer:
    return call("GET", path_of(user_id))


def deactivate(user_id: str = "grace") -> Asked:
    return Asked("DELETE", path_of(user_id))


def assign(asset_id: str, user_id: str = "grace", **more: object) -> Asked:
    return Asked("POST", f"{ASSETS}/{asset_id}/assign", {"user_id": user_id, **more})


def undo(made: Mapping[str, Any], **more: object) -> Asked:
    """Take back what such an answer told of."""
    asset_id = made["asset_id"] or made["previous_asset_id"]
    return undo_of(asset_id, made["assignment_id"], **more)


def undo_of(asset_id: str, assignment_id: str, **more: object) -> Asked:
    body = {"assignment_id": assignment_id, **more}
    return Asked("POST", f"{ASSETS}/{asset_id}/undo-assign", body)


def unassign(user_id: str = "grace") -> Asked:
    return Asked("DELETE", f"{path_of(user_id)}/assignment")


def revert(entry_id: str, user_id: str = "grace", **more: object) -> Asked:
    return Asked("POST", f"{path_of(user_id)}/revert-assignment", {"entry_id": entry_id, **more})


def delete(asset_id: str) -> Asked:
    return Asked("DELETE", f"{ASSETS}/{asset_id}")


def restore(asset_id: str) -> Asked:
    return Asked("POST", f"{ASSETS}/{asset_id}/restore")


def history(user_id: str = "grace", **query: object) -> Answer:
    return call("GET", f"{path_of(user_id)}/assignment-history?{urlencode(query)}".rstrip("?"))


def entries(user_id: str = "grace", **query: object) -> list[Any]:
    """The entries of a history, the newest first."""
    answer = history(user_id, **query)
    assert answer.status == 200, answer.body
    return list(answer.json()["items"])


def held(user_id: str = "grace") -> str | None:
    current = read(user_id).json()["current"]
    return None if current is None else str(current["asset_id"])
