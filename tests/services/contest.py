"""The story of one clip told by several at once, in an order that a seed decides."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import MAX_RUNS, Asset, ConversionStatus
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import MediaFault, OutputKind
from mediadesk.services.uploads import StartedUpload
from tests.builders import a_file, an_operation
from tests.faults import Faults
from tests.services.simulation import FILE, ROUNDS, Simulation, require_legal, require_sound
from tests.services.test_faults import FAULTS
from tests.services.turns import Turns, Worker
from tests.world import LEASE_S, World

FAULTY_CALLS: Final = 0.03
COPIES: Final = 0.06
LONG_PAUSES: Final = 0.05
DELIVERIES: Final = 0.3
MOST_AT_ONCE: Final = 6
PACES_S: Final = (0, 0, 2, 25)
"""What a tick of the encoder takes; at the slowest pace leases are renewed by every tick."""
CALLS: Final = 600


class Contest(Simulation):
    """Two ask with one key; events, sweeps and converters overlap; all may fall asleep."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world)
        self._dice = random.Random(seed)  # noqa: S311 - picks an order, guards nothing
        self._workers: dict[Worker, Callable[[], object]] = {}
        self._delivered: list[ConversionRequested] = []
        self._again: list[ConversionRequested] = []
        self._shown: dict[str, bytes] = {}

    def run(self) -> Asset:
        pace = self._dice.choice(PACES_S)
        self.world.transcoder.tick_takes = timedelta(seconds=pace)
        try:
            asset = super().run()
        finally:
            for worker in self._workers:
                worker.kill()
        require_fair(self.seen)
        require_good_end(self.world, asset)
        return asset

    def _announced(self) -> AssetId:
        answers: list[StartedUpload] = []
        for _ in range(ROUNDS):
            for _ in range(2):
                self._start(partial(self._ask, answers))
            self._interleave()
            if answers:
                assert len({answer.asset.asset_id for answer in answers}) == 1
                return answers[0].asset.asset_id
        raise AssertionError("no answer to any request")

    def _ask(self, answers: list[StartedUpload]) -> None:
        file = a_file(size_bytes=len(FILE))
        answers.append(self.world.uploads().start(file, an_operation()))

    def _round(self, number: int) -> None:
        keys, self._events = self._events, []
        for key in keys:
            self._start(self._receives(key), partial(self._events.append, key))
        if self.world.queue.sent:
            self._deliver(self.world.queue.sent.pop(0))
        self._start(lambda: self.world.arrivals().sweep(f"sweep-{number}"))
        self._start(self.world.converter().sweep)
        self._interleave()
        self.world.queue.sent.extend(self._again)
        self._delivered, self._again = [], []
        self.world.clock.advance(timedelta(seconds=61))

    def _start(self, act: Callable[[], object], if_it_fails: Callable[[], object] = int) -> None:
        self._workers[Worker(act)] = if_it_fails

    def _interleave(self) -> None:
        """Let all workers take their steps, in any order, until each is at its end."""
        while busy := [worker for worker in self._workers if not worker.is_over]:
            self._something_happens(len(busy))
            self._dice.choice(busy).step()
            self._glance()
        for worker, if_it_fails in self._workers.items():
            if not worker.went_well:
                if_it_fails()
        self._workers.clear()

    def _something_happens(self, busy: int) -> None:
        if self._dice.random() < LONG_PAUSES:
            self.world.clock.advance(timedelta(seconds=LEASE_S + 1))
        if busy < MOST_AT_ONCE and self._dice.random() < COPIES and self._delivered:
            self._deliver(self._dice.choice(self._delivered))
        if busy < MOST_AT_ONCE and self._dice.random() < DELIVERIES and self.world.queue.sent:
            self._deliver(self.world.queue.sent.pop(0))

    def _deliver(self, message: ConversionRequested) -> None:
        self._delivered.append(message)
        self._start(self._converts(message), partial(self._comes_again, message))

    def _comes_again(self, message: ConversionRequested) -> None:
        if message not in self._again:
            self._again.append(message)

    def _glance(self) -> None:
        if self._asset_id is None:
            return
        if not self.seen or self.seen[-1] is not self.asset:
            self.seen.append(self.asset)
            require_sound(self.world, self.asset)
        for output in self.asset.outputs:
            stored = self.world.blobs.objects[output.key]
            assert self._shown.setdefault(output.key, stored) is stored, "written once more"


def require_fair(seen: list[Asset]) -> None:
    """What must be true of the whole story, looked at after every step."""
    require_legal(seen)
    for before, after in pairwise(seen):
        if before.conversion is None or after.conversion is None:
            continue
        assert after.conversion.job_id == before.conversion.job_id, "queued twice"
        assert after.conversion.run <= MAX_RUNS, "started too often"
        lease_until = before.conversion.lease_until
        is_ended = lease_until is None or lease_until < after.updated_at
        is_lost = after.conversion.run > before.conversion.run or _is_given_up(after)
        assert is_ended or not is_lost, "taken from a converter that was at work"


def require_good_end(world: World, asset: Asset) -> None:
    """Completed with everything, or given up for the reason that converters kept falling silent."""
    assert len(world.storage.assets) == 1, "announced twice"
    assert len(world.storage.jobs) == 1
    [job] = world.storage.jobs.values()
    assert (job.status, job.is_unsent) == (asset.status, False)
    if _is_given_up(asset):
        return
    assert asset.status is ConversionStatus.COMPLETED
    assert [output.kind for output in asset.outputs] == list(OutputKind)
    assert asset.current_conversion.progress == 100


def _is_given_up(asset: Asset) -> bool:
    error = asset.current_conversion.error
    return error is not None and error.code == MediaFault.ABANDONED.value


def plan(faults: Faults, seed: int) -> None:
    """Faults at random calls, the same ones for the same seed."""
    dice = random.Random(~seed)  # noqa: S311 - picks faults, guards nothing
    for call in range(1, CALLS):
        if dice.random() < FAULTY_CALLS:
            FAULTS[dice.choice(list(FAULTS))](faults, call)


def contest(make_world: Callable[[Faults], World], seed: int) -> Asset:
    """Tell one story; AssertionError names the seed when it ends badly."""
    world = make_world(Turns())
    plan(world.faults, seed)
    try:
        return Contest(world, seed).run()
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
