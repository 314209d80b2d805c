"""Bulks, undos, sweepers and twins at once, in an order that a seed decides: all stays whole."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import pytest

from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.ids import UserId
from tests.builders import ADA
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, MakeWorld, a_city
from tests.services.turns import Turns, Worker
from tests.world import World

CROWD: Final = bulks.people(3)
STEPS: Final = 130
MOST_AT_ONCE: Final = 4
NEWCOMERS: Final = 0.12
DEATHS: Final = 0.01
NAPS: Final = 0.03
NAPS_S: Final = (1, 4, 12, 31, 40)


class Contest:
    """Whoever comes may fall asleep at any call of a port, and some never wake up."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.told: list[BulkRecord] = []
        self._dice = random.Random(seed)  # noqa: S311 - picks an order, guards nothing
        self._workers: list[Worker] = []
        self._seen: dict[UserId, list[str]] = {}

    def run(self) -> None:
        try:
            for _ in range(STEPS):
                self._go_on()
        finally:
            for worker in self._workers:
                worker.kill()
        bulks.come_to_rest(self.world)
        self._look()
        for record in self.told:
            if record.status.is_final:
                assert self.world.storage.bulks[record.bulk_id].status is record.status

    def _go_on(self) -> None:
        busy = [worker for worker in self._workers if not worker.is_over]
        if not busy or (len(busy) < MOST_AT_ONCE and self._dice.random() < NEWCOMERS):
            busy.append(Worker(self._deed()))
            self._workers.append(busy[-1])
        if self._dice.random() < NAPS:
            self.world.clock.advance(timedelta(seconds=self._dice.choice(NAPS_S)))
        worker = self._dice.choice(busy)
        if self._dice.random() < DEATHS:
            worker.kill()
        else:
            worker.step()
        self._look()

    def _deed(self) -> Callable[[], object]:
        records = bulks.records(self.world)
        if not records or self._dice.random() < 0.35:
            return partial(self._assign, self._dice.randint(1, 3), self._dice.random())
        record = self._dice.choice(records[-2:])
        deeds: list[Callable[[], object]] = [
            partial(bulks.carry_on, self.world, record.bulk_id),
            partial(self._undo, record),
            self.world.bulk_storing().sweep,
        ]
        return self._dice.choice(deeds)

    def _assign(self, number: int, luck: float) -> None:
        members = CROWD[:2] if luck < 1 / 4 else CROWD[::-1]
        by = ADA if luck < 1 / 2 else BOB
        given = bulks.assign(
            self.world, number, members, by=by, has_override=luck < 3 / 4, skips_holders=True
        )
        self.told.append(given.value)

    def _undo(self, record: BulkRecord) -> None:
        self.told.append(bulks.undo(self.world, record.bulk_id))

    def _look(self) -> None:
        """What anybody could see once is never taken out of a history."""
        for user_id in CROWD:
            standing = self.world.standings().of(user_id)
            stored = lives.history(self.world, user_id)[: standing.stored.sequence]
            now = [entry.hash for entry in (*stored, *standing.virtual)]
            earlier = self._seen.get(user_id, [])
            assert now[: len(earlier)] == earlier, user_id
            self._seen[user_id] = now


def contest(make_world: MakeWorld, seed: int) -> list[str]:
    """How its bulks ended."""
    world = a_city(make_world, count=3, faults=Turns())
    Contest(world, seed).run()
    return [record.status.value for record in bulks.records(world)]


def test_eighty_contests_stay_whole_and_see_every_end() -> None:
    ends = [end for seed in range(80) for end in contest(World, seed)]
    counts = {end: ends.count(end) for end in ("sealed", "undone", "aborted")}
    assert min(counts.values()) > 20, counts


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_twenty_thousand_contests_stay_whole() -> None:
    for seed in range(80, 20_080):
        contest(World, seed)
