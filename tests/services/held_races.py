"""Somebody changes one member while another decides about all: who wins, at every stop of both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import chain, repeat
from typing import Any, Final

from mediadesk.domain.audit import Actor
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.operations import Asked
from mediadesk.services.exactly_once import Outcome
from tests.builders import ADA
from tests.services import bulk_lives as bulks
from tests.services import held_deeds as held
from tests.services.deeds import PASSING
from tests.services.held_deeds import HeldDeed, MakeWorld, Reader
from tests.services.turns import Turns, Worker
from tests.world import World

Act = Callable[[World], str]
"""A request, and what its caller is told."""
End = tuple[tuple[str, str], object]
WINDOW: Final = timedelta(seconds=30)
STORED_AFTER: Final = timedelta(seconds=36)
MOST_CALLS: Final = 60


@dataclass(frozen=True)
class Match:
    """Two requests that start when `stage` has happened."""

    stage: Callable[[World], object]
    one: Act
    other: Act


@dataclass
class Told:
    """By the number of whoever asked; empty as long as there is no answer."""

    answers: list[str] = field(default_factory=lambda: ["", ""])

    def asking(self, number: int, act: Act, world: World) -> Callable[[], None]:
        def ask() -> None:
            self.answers[number] = answer(world, act)

        return ask

    @property
    def both(self) -> tuple[str, str]:
        one, other = self.answers
        return one, other


def answer(world: World, act: Act) -> str:
    try:
        return act(world)
    except MediadeskError as refusal:
        return refusal.code


def single(deed: HeldDeed, by: Actor = ADA, *, override: bool = False) -> Act:
    """Told with how many bulks lost their undo by it."""

    def act(world: World) -> str:
        asked = Asked(bulks.asks(world, f"single-{by.name}", by), override=override)
        outcome: Outcome[Any] = deed(world, asked)
        return f"done, {len(outcome.value.sealed_bulk_ids)} sealed"

    return act


def all_of_it(world: World) -> str:
    return bulks.assign(world, 1, key="all").value.status.value


def undo_of_all(world: World) -> str:
    """It arrived in the last moment, however late it is looked at."""
    record = held.the_bulk(world)
    arrived = min(world.clock(), record.undo_until or world.clock())
    back = bulks.take_back(world, record.bulk_id, "back", received_at=arrived)
    return back.value.status.value


def storing(world: World) -> str:
    """Sealed by time, and stored with each member."""
    return bulks.carry_on(world, held.the_bulk(world).bulk_id).status.value


def nothing(_: World) -> None:
    return


def over(world: World) -> None:
    """The bulk's window is over, and the grace after it."""
    held.committed(world)
    world.clock.advance(STORED_AFTER)


def staged(match: Match, make_world: MakeWorld) -> World:
    world = held.before_the_bulk(make_world, Turns())
    match.stage(world)
    world.faults.clear()
    return world


def rested(world: World) -> object:
    bulks.come_to_rest(world)
    return held.signature(world)


@dataclass(frozen=True)
class Outcomes:
    """What may come of a match: as if it had been none, or as if one had given up."""

    in_turn: tuple[End, End]
    of_one: object
    of_other: object


@cache
def outcomes(match: Match) -> Outcomes:
    return Outcomes(_in_turn(match), _alone(match, match.one), _alone(match, match.other))


def _in_turn(match: Match) -> tuple[End, End]:
    world = staged(match, World)
    first = answer(world, match.one), answer(world, match.other)
    turned = staged(match, World)
    last = answer(turned, match.other)
    second = answer(turned, match.one), last
    return (first, rested(world)), (second, rested(turned))


def _alone(match: Match, act: Act) -> object:
    world = staged(match, World)
    answer(world, act)
    return rested(world)


def run(match: Match, make_world: MakeWorld, choices: Iterator[int]) -> tuple[End, list[int]]:
    """Both take steps as chosen while a reader looks; how it ended, and how many each took."""
    world, told, steps = staged(match, make_world), Told(), [0, 0]
    workers = [
        Worker(told.asking(number, act, world))
        for number, act in enumerate((match.one, match.other))
    ]
    reader = Reader(world)
    while busy := [number for number, worker in enumerate(workers) if not worker.is_over]:
        number = next(choices) if len(busy) > 1 else busy[0]
        workers[number].step()
        steps[number] += 1
        reader.look()
    return (told.both, rested(world)), steps


def stops(match: Match, make_world: MakeWorld) -> Iterator[tuple[End, str]]:
    """One goes so far, the other so far, and each of them is the first to go on."""
    for first in (0, 1):
        for one in range(MOST_CALLS):
            for other in range(MOST_CALLS):
                order = chain(repeat(first, one), repeat(1 - first, other), repeat(first))
                end, steps = run(match, make_world, order)
                yield end, f"{first} first: {one}, {other}"
                if other >= steps[1 - first]:
                    break
            if one >= steps[first]:
                break


def require_fair(match: Match, make_world: MakeWorld = World) -> int:
    """Each end is one of no match at all; who gives up has changed nothing."""
    tried = 0
    for end, where in stops(match, make_world):
        require_allowed(end, outcomes(match), where)
        tried += 1
    return tried


def require_allowed(end: End, allowed: Outcomes, where: str) -> None:
    (one, other), found = end
    if one in PASSING or other in PASSING:
        expected = allowed.of_other if one in PASSING else allowed.of_one
        assert found == expected, f"{where}: {one}, {other}"
        return
    assert end in allowed.in_turn, f"{where}: {one}, {other}"
