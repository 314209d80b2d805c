"""What an admin does with users and assets, by HTTP alone."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from uuid import uuid4

import httpx

from tests.flows.consumer import Body, Consumer, created, ok

USERS: Final = "/api/admin/users"
ASSETS: Final = "/api/admin/assets"
PAUSE_S: Final = 1.0
ATTEMPTS: Final = 200
"""After so many requests without an answer something is wrong."""


def registered(admin: Consumer, name: str = "Noa Sørlie") -> str:
    """The id of a new user, whom no other test knows."""
    user_id = f"noa.{uuid4().hex[:12]}"
    fields = {"display_name": name, "email": f"{user_id}@example.org"}
    created(admin.http.put(f"{USERS}/{user_id}", json=fields))
    return user_id


def assign(admin: Consumer, asset_id: str, user_id: str, key: str = "") -> httpx.Response:
    path, body = f"{ASSETS}/{asset_id}/assign", {"user_id": user_id}
    return admin.http.post(path, json=body, headers=_under(key))


def undo(admin: Consumer, assignment: Body) -> httpx.Response:
    asset_id = assignment["asset_id"] or assignment["previous_asset_id"]
    body = {"assignment_id": assignment["assignment_id"]}
    return admin.http.post(f"{ASSETS}/{asset_id}/undo-assign", json=body)


def revert(admin: Consumer, user_id: str, entry_id: str) -> httpx.Response:
    body = {"entry_id": entry_id}
    return admin.http.post(f"{USERS}/{user_id}/revert-assignment", json=body)


def unassign(admin: Consumer, user_id: str, key: str = "") -> httpx.Response:
    return admin.http.delete(f"{USERS}/{user_id}/assignment", headers=_under(key))


def state(answer: Body) -> Body:
    """What the user holds by the answer to a change that took the undo from no bulk."""
    assert answer["sealed_bulk_ids"] == []
    return {name: told for name, told in answer.items() if name != "sealed_bulk_ids"}


def insisted(ask: Callable[[str], httpx.Response]) -> httpx.Response:
    """What a request is answered with that is repeated, under one key, until it is answered."""
    key = uuid4().hex
    for _ in range(ATTEMPTS):
        with suppress(httpx.TransportError):
            answer = ask(key)
            if answer.status_code != 429 and answer.status_code < 500:
                return answer
        time.sleep(random.uniform(0, PAUSE_S))  # noqa: S311 - spreads load, hides nothing
    raise TimeoutError(f"no answer after {ATTEMPTS} requests")


def user(admin: Consumer, user_id: str) -> Body:
    return ok(admin.http.get(f"{USERS}/{user_id}"))


def history(consumer: Consumer, user_id: str) -> list[Body]:
    """Every entry, the oldest first, page by page."""
    entries: list[Body] = []
    page: dict[str, str] = {"limit": "100"}
    while True:
        found = ok(consumer.http.get(f"{USERS}/{user_id}/assignment-history", params=page))
        entries += found["items"]
        if found["next_cursor"] is None:
            return entries[::-1]
        page["cursor"] = found["next_cursor"]


def require_linear(entries: list[Body]) -> None:
    """Each entry follows from the one before: sequence, hash, and what was held."""
    held, sealed = None, "0" * 64
    for sequence, entry in enumerate(entries, start=1):
        assert entry["sequence"] == sequence
        assert entry["previous_asset_id"] == held
        assert entry["previous_hash"] == sealed
        held, sealed = entry["asset_id"], entry["hash"]


def _under(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}
