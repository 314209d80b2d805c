"""Bulk operations as tests about them begin, and what admins ask of them by HTTP."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from mediadesk.domain.heads import Head
from mediadesk.domain.ids import BulkId, UserId
from mediadesk.domain.users import Profile
from tests.fakes import START
from tests.functions.people import ASSETS, Asked, ready
from tests.gateway import ADMIN, Answer, Person, call
from tests.world import World

BULK_ASSIGN: Final = f"{ASSETS}/bulk-assign"
OPERATIONS: Final = "/api/admin/bulk-operations"
BOB: Final = Person("bob")


def crowd(world: World, count: int = 3) -> list[str]:
    """So many users of the directory, who hold nothing yet; by id."""
    user_ids = [UserId(f"user-{number:05d}") for number in range(count)]
    for user_id in user_ids:
        profile = Profile(user_id, "Somebody", "somebody@example.org", START)
        world.storage.profiles[user_id] = profile
        world.storage.heads[user_id] = Head(user_id)
    return list(user_ids)


def everybody(world: World) -> list[str]:
    """Who is in the directory, as they are."""
    return sorted(world.storage.heads)


def give(asset_id: str, user_ids: Iterable[str], **more: object) -> Asked:
    return Asked("POST", BULK_ASSIGN, {"asset_id": asset_id, "user_ids": list(user_ids), **more})


def given(
    world: World, number: int = 1, count: int = 3, person: Person = ADMIN, **more: object
) -> Any:  # noqa: ANN401 - JSON
    """The answer to a bulk that was decided at once; its crowd held nothing of it before."""
    user_ids = crowd(world, count) if not world.storage.heads else sorted(world.storage.heads)
    answer = give(ready(world, number), user_ids[:count], **more).send(person)
    assert answer.status == 200, answer.body
    return answer.json()


def begun(world: World) -> Any:  # noqa: ANN401 - JSON
    """The answer to a bulk that is not decided yet: it waits in the queue."""
    answer = give(ready(world), crowd(world, 1001)).send()
    assert answer.status == 202, answer.body
    return answer.json()


def go_on(world: World, made: Mapping[str, Any]) -> None:
    """Let what continues bulks bring this one to its decision."""
    world.bulk().advance(BulkId(made["bulk_id"]), world.clock() + timedelta(minutes=1))


def undo(made: Mapping[str, Any], **more: object) -> Asked:
    return undo_of(made["asset_id"], made["bulk_id"], **more)


def undo_of(asset_id: str, bulk_id: str, **more: object) -> Asked:
    return Asked("POST", f"{ASSETS}/{asset_id}/undo-assign", {"bulk_id": bulk_id, **more})


def shown(made: Mapping[str, Any], person: Person = ADMIN, etag: str | None = None) -> Answer:
    headers = {} if etag is None else {"If-None-Match": etag}
    return call("GET", f"{OPERATIONS}/{made['bulk_id']}", person, headers=headers)


def holders(world: World, asset_id: str) -> list[str]:
    """Everybody of the directory who holds it in effect."""
    standings = world.standings()
    return [
        each for each in sorted(world.storage.heads) if standings.of(each).head.asset_id == asset_id
    ]
