"""What an admin does all the time, at random, so that there is something to be told of."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.flows import crowds, desk
from tests.flows.consumer import Body, Consumer, created, ok
from tests.flows.crowds import Tables

BULK_AT: Final = 30
BULK_UNDONE_AT: Final = 42
UPLOAD_AT: Final = 10
MEMBERS: Final = 30


class Stirring:
    """Assets that come and go, others that change hands, a bulk that is taken back, an upload."""

    def __init__(self, admin: Consumer, tables: Tables, clip: Path, chance: random.Random) -> None:
        self._admin = admin
        self._clip = clip
        self._chance = chance
        self._volatile = {tables.asset(): False for _ in range(3)}
        """Whether each is deleted."""
        self._given = [tables.asset() for _ in range(3)]
        self._held: dict[str, str] = dict.fromkeys(tables.crowd(8), "")
        self._members = tables.crowd(MEMBERS)
        self._bulk: Body = {}
        self.uploaded = ""
        self.event_ids: set[str] = set()
        """Of events that must come of it; there are more."""

    @property
    def topics(self) -> list[str]:
        """Of everything that changes."""
        assets = [f"asset:{asset_id}" for asset_id in (*self._volatile, *self._given)]
        return [*assets, *(f"user:{user_id}" for user_id in (*self._held, *self._members[:2]))]

    def step(self, number: int) -> None:
        """Make one change."""
        planned: dict[int, Callable[[], None]] = {
            UPLOAD_AT: self._upload,
            BULK_AT: self._give_many,
            BULK_UNDONE_AT: self._take_back,
        }
        act = planned.get(number) or self._chance.choice((self._toggle, self._give, self._take))
        act()

    def come_to_rest(self) -> None:
        """Return when nothing goes on any more by itself."""
        self._admin.ended(self.uploaded)
        for asset_id in self._given:
            self._await_holders(asset_id, list(self._held.values()).count(asset_id))

    def _await_holders(self, asset_id: str, count: int) -> None:
        crowds.awaited(
            lambda: self._admin.asset(asset_id), lambda it: it["assigned_user_count"] == count
        )

    def _toggle(self) -> None:
        asset_id = self._chance.choice(list(self._volatile))
        path = f"{desk.ASSETS}/{asset_id}"
        is_deleted = self._volatile[asset_id]
        answer = (
            self._admin.http.post(f"{path}/restore")
            if is_deleted
            else self._admin.http.delete(path)
        )
        self._volatile[asset_id] = not is_deleted
        self.event_ids.add(f"{asset_id}:{ok(answer)['version']}")

    def _give(self) -> None:
        user_id = self._chance.choice(list(self._held))
        others = [asset_id for asset_id in self._given if asset_id != self._held[user_id]]
        asset_id = self._chance.choice(others)
        created(desk.assign(self._admin, asset_id, user_id))
        self._held[user_id] = asset_id

    def _take(self) -> None:
        holding = [user_id for user_id, asset_id in self._held.items() if asset_id]
        if not holding:
            return self._give()
        user_id = self._chance.choice(holding)
        ok(desk.unassign(self._admin, user_id))
        self._held[user_id] = ""

    def _give_many(self) -> None:
        self._bulk = ok(crowds.assign(self._admin, self._given[0], self._members))
        self.event_ids.add(f"{self._bulk['bulk_id']}:committed")

    def _take_back(self) -> None:
        ok(crowds.undo(self._admin, self._bulk))
        self.event_ids.add(f"{self._bulk['bulk_id']}:undone")

    def _upload(self) -> None:
        self.uploaded = self._admin.upload(self._clip)
        self.event_ids.add(f"{self.uploaded}:1")
