"""Walks through every state that a scenario can reach, and looks for a broken promise."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.model.process import DONE, Broken, Process
from tests.model.promises import Violation, check_step, check_world
from tests.model.sweeping import sweeps
from tests.model.world import Head, Record, World


class State(NamedTuple):
    world: World
    processes: tuple[Process, ...]


@dataclass(frozen=True)
class Scenario:
    """Who is at work; `members` are the users of each bulk. Crashes come at every step."""

    users: int
    members: tuple[tuple[int, ...], ...]
    processes: tuple[Process, ...]
    broken: Broken = frozenset()
    crashes: bool = True

    @property
    def first(self) -> State:
        world = World(
            heads=(Head(),) * self.users,
            records=(Record(),) * len(self.members),
            logs=((),) * self.users,
        )
        return State(world, self.processes)


def explore(scenario: Scenario) -> int:
    """How many states there are; raises Violation with the first promise that one breaks."""
    first = scenario.first
    seen = {first}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        check_world(state.world, scenario.members)
        followers = [state_ for state_ in _followers(state, scenario) if state_ != state]
        if not followers and not _is_at_rest(state):
            raise Violation(f"nobody can go on: {state}")
        for follower in followers:
            check_step(state.world, follower.world, follower.processes, scenario.members)
            if follower not in seen:
                seen.add(follower)
                waiting.append(follower)
    return len(seen)


def _followers(state: State, scenario: Scenario) -> Iterator[State]:
    for world in sweeps(state.world, scenario.broken):
        yield State(world, state.processes)
    for place, process in enumerate(state.processes):
        for world, after in process.steps(state.world):
            yield State(world, _put(state.processes, place, after))
        if scenario.crashes and not process.is_done:
            yield State(state.world, _put(state.processes, place, DONE))


def _is_at_rest(state: State) -> bool:
    """Nobody is at work, no intent is left, every bulk is decided for good."""
    is_open = any(record.status in {"preparing", "committed"} for record in state.world.records)
    is_held = any(head.intent is not None for head in state.world.heads)
    return not is_open and not is_held and all(each.is_done for each in state.processes)


def _put(processes: tuple[Process, ...], place: int, process: Process) -> tuple[Process, ...]:
    return (*processes[:place], process, *processes[place + 1 :])
