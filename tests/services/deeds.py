"""Everything that changes what a user holds, each with what must have happened before."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.heads import assignment_of
from mediadesk.services.exactly_once import Outcome
from tests.faults import Crash, Faults
from tests.services import lives
from tests.world import World

MakeWorld = Callable[[Faults], World]
Request = Callable[[World, str], Outcome[Any]]
TRIES: Final = 12


@dataclass(frozen=True)
class Deed:
    """A request that can be sent with any key, once `before` has happened."""

    request: Request
    before: tuple[Request, ...] = ()


def undo(place: int) -> Request:
    def request(world: World, key: str) -> Outcome[Any]:
        return lives.take_back(world, assignment_of(lives.history(world)[place - 1]), key)

    return request


def assign(number: int) -> Request:
    return lambda world, key: lives.give(world, number, key)


def revert(place: int) -> Request:
    return lambda world, key: lives.go_back(world, place, key)


def put(name: str) -> Request:
    return lambda world, key: lives.put(world, name, key)


def delete(number: int) -> Request:
    return lambda world, key: lives.delete(world, number, key)


def restore(number: int) -> Request:
    return lambda world, key: lives.restore(world, number, key)


DEEDS: Final[dict[str, Deed]] = {
    "assign": Deed(assign(1)),
    "assign another": Deed(assign(2), (assign(1),)),
    "undo": Deed(undo(1), (assign(1),)),
    "undo to another": Deed(undo(2), (assign(1), assign(2))),
    "unassign": Deed(lives.end, (assign(1),)),
    "revert": Deed(revert(1), (assign(1), assign(2))),
    "describe": Deed(put("G. Hopper"), (assign(1),)),
    "deactivate": Deed(lives.dismiss, (assign(1),)),
    "deactivate one without": Deed(lives.dismiss),
    "reactivate": Deed(put("Grace Hopper"), (assign(1), lives.dismiss)),
    "delete": Deed(delete(1)),
    "restore": Deed(restore(1), (delete(1),)),
}


def stage(deed: Deed, make_world: MakeWorld, faults: Faults | None = None) -> World:
    """A world in which everything is ready for the deed, and no call was counted yet."""
    world = lives.a_town(make_world(faults or Faults()))
    for number, request in enumerate(deed.before):
        request(world, f"before-{number}")
    world.faults.clear()
    return world


@cache
def calm(deed: Deed) -> tuple[int, object]:
    """How many calls of a port the deed takes, and what has come of it."""
    world = stage(deed, World)
    deed.request(world, "key-1")
    return len(world.faults.calls), lives.signature(world)


def until_answered(world: World, request: Request, key: str = "key-1") -> Outcome[Any]:
    """Send the same request again until an answer comes, as a client does."""
    for _ in range(TRIES):
        try:
            return request(world, key)
        except Crash:
            continue
        except MediadeskError as refusal:
            if refusal.code not in PASSING:
                raise AssertionError(f"refused with {refusal.code}") from refusal
    raise AssertionError("no answer to any request")


PASSING: Final = {"service_unavailable", "write_conflict", "assignment_conflict"}
"""The codes that ask for another try."""
