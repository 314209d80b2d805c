"""Readers of many users at once, and of one user's stored history."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from tests.model.process import DONE, Broken, Step
from tests.model.world import Chain, Head, Record, World, settled


class Shown(NamedTuple):
    """What a reader was shown in the end: a process that only waits to be checked."""

    users: tuple[int, ...]
    chains: tuple[Chain, ...]
    before: tuple[Chain, ...]
    again: "Reader | None"

    @property
    def is_done(self) -> bool:
        return False

    def steps(self, world: World) -> Iterator[Step]:
        yield world, DONE if self.again is None else self.again


class Reader(NamedTuple):
    """Reads heads, then records, and again while it sees a bulk it did not know decided."""

    users: tuple[int, ...]
    broken: Broken
    rounds: int = 1
    phase: Literal["heads", "records"] = "heads"
    heads: tuple[Head, ...] = ()
    records: tuple[tuple[int, Record], ...] = ()
    known: frozenset[int] = frozenset()
    before: tuple[Chain, ...] = ()

    @property
    def is_done(self) -> bool:
        return False

    def steps(self, world: World) -> Iterator[Step]:
        yield world, self._next(world)

    def _next(self, world: World) -> "Reader | Shown":
        if self.phase == "heads":
            heads = (*self.heads, world.heads[self.users[len(self.heads)]])
            phase: Literal["heads", "records"]
            phase = "records" if len(heads) == len(self.users) else "heads"
            return self._replace(heads=heads, phase=phase)
        wanted = sorted({head.intent for head in self.heads if head.intent is not None})
        if len(self.records) < len(wanted):
            bulk = wanted[len(self.records)]
            return self._replace(records=(*self.records, (bulk, world.records[bulk])))
        return self._concluded()

    def _concluded(self) -> "Reader | Shown":
        records = dict(self.records)
        heads = [
            head if head.intent is None else settled(head, head.intent, records[head.intent].status)
            for head in self.heads
        ]
        seen = frozenset(head.last_bulk for head in heads if head.last_bulk is not None)
        anew = Reader(self.users, self.broken, self.rounds, before=self.before)
        if not seen <= self.known and "reads once" not in self.broken:
            return anew._replace(known=self.known | seen)
        chains = tuple(head.chain for head in heads)
        again = anew._replace(rounds=self.rounds - 1, known=self.known, before=chains)
        return Shown(self.users, chains, self.before, again if self.rounds > 1 else None)
