"""Two requests at once, in every order in which their calls of the ports can follow each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from mediadesk.domain.errors import MediadeskError
from tests.services import deeds, lives
from tests.services.deeds import DEEDS, MakeWorld, Request
from tests.services.turns import Turns, Worker
from tests.world import World

End = tuple[tuple[str, str], object]
"""How both requests were answered, and what has come of it."""


@dataclass(frozen=True)
class Race:
    """Two requests that start when `before` has happened; `may_end` names answers beyond order."""

    one: Request
    other: Request
    before: tuple[Request, ...] = ()
    may_end: frozenset[tuple[str, str]] = field(default_factory=frozenset)


RACES: Final[dict[str, Race]] = {
    "assign, assign": Race(deeds.assign(1), deeds.assign(2)),
    "assign, assign the same": Race(deeds.assign(1), deeds.assign(1)),
    "assign, undo": Race(deeds.assign(2), deeds.undo(1), (deeds.assign(1),)),
    "undo, undo": Race(deeds.undo(1), deeds.undo(1), (deeds.assign(1),)),
    "unassign, undo": Race(lives.end, deeds.undo(1), (deeds.assign(1),)),
    "revert, undo": Race(deeds.revert(1), deeds.undo(2), (deeds.assign(1), deeds.assign(2))),
    "assign, deactivate": Race(deeds.assign(2), lives.dismiss, (deeds.assign(1),)),
    "assign the first, deactivate": Race(deeds.assign(1), lives.dismiss),
    "deactivate, deactivate": Race(lives.dismiss, lives.dismiss, (deeds.assign(1),)),
    "describe, deactivate": Race(deeds.put("Grace"), lives.dismiss, (deeds.assign(1),)),
    "describe, assign": Race(deeds.put("Grace"), deeds.assign(1)),
    "reactivate, assign": Race(DEEDS["reactivate"].request, deeds.assign(1), (lives.dismiss,)),
    "delete, assign": Race(deeds.delete(1), deeds.assign(1), may_end=frozenset({("done", "done")})),
    "delete, restore": Race(deeds.delete(1), deeds.restore(1)),
}


def staged(race: Race, make_world: MakeWorld) -> World:
    world = lives.a_town(make_world(Turns()))
    for number, request in enumerate(race.before):
        request(world, f"before-{number}")
    return world


def answer(world: World, request: Request, key: str) -> str:
    try:
        request(world, key)
    except MediadeskError as refusal:
        return refusal.code
    return "done"


def one_after_the_other(race: Race) -> list[End]:
    """Both ways in which the race could have been none."""
    world = staged(race, World)
    first = answer(world, race.one, "one"), answer(world, race.other, "other")
    turned = staged(race, World)
    last = answer(turned, race.other, "other")
    second = answer(turned, race.one, "one"), last
    return [(first, lives.signature(world)), (second, lives.signature(turned))]


def ends(race: Race, make_world: MakeWorld) -> Iterator[tuple[World, End]]:
    """Every end of the race; the world is as it was left."""
    plans: list[tuple[int, ...]] = [()]
    while plans:
        plan = plans.pop()
        world = staged(race, make_world)
        taken, end = _run(world, race, plan)
        for place in range(len(plan), len(taken)):
            if taken[place] == (0, 2):
                plans.append((*(choice for choice, _ in taken[:place]), 1))
        yield world, end


def _run(world: World, race: Race, plan: tuple[int, ...]) -> tuple[list[tuple[int, int]], End]:
    """Let both take steps as planned; each step with the number of those who could take it."""
    answers = ["", ""]

    def runner(number: int, request: Request, key: str) -> Worker:
        def run() -> None:
            answers[number] = answer(world, request, key)

        return Worker(run)

    workers = [runner(0, race.one, "one"), runner(1, race.other, "other")]
    taken: list[tuple[int, int]] = []
    while busy := [worker for worker in workers if not worker.is_over]:
        choice = plan[len(taken)] if len(taken) < len(plan) else 0
        taken.append((choice, len(busy)))
        busy[choice].step()
    return taken, ((answers[0], answers[1]), lives.signature(world))


def require_linear(race: Race, make_world: MakeWorld = World) -> int:
    """Each end of the race is one of no race, or allowed; the number of orders that were tried."""
    allowed = one_after_the_other(race)
    tried = 0
    for world, end in ends(race, make_world):
        assert end in allowed or end[0] in race.may_end, end
        lives.require_whole(world)
        tried += 1
    return tried
