"""The story of one clip told by several at once, in an order that a seed decides."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Final

from mediadesk.contracts.events import ConversionMessage
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import MAX_RUNS, ConversionStatus
from mediadesk.domain.fan_out import Piece, PieceStatus
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AssetId
from mediadesk.services.uploads import StartedUpload
from tests.builders import a_file, an_operation
from tests.conversion_world import LEASE_S
from tests.faults import Faults
from tests.services.simulation import (
    ROUNDS,
    Simulation,
    require_good_end,
    require_legal,
    require_sound,
)
from tests.services.stories import FILE
from tests.services.test_faults import FAULTS
from tests.services.turns import Turns, Worker
from tests.world import World

FAULTY_CALLS: Final = 0.03
COPIES: Final = 0.12
LONG_PAUSES: Final = 0.08
DELIVERIES: Final = 0.3
MOST_AT_ONCE: Final = 6
PACES_S: Final = (0, 0, 2, 25)
"""What a tick of the encoder takes; at the slowest pace leases are renewed by every tick."""
CALLS: Final = 600
PieceKey = tuple[AssetId, int, int, int]


class Contest(Simulation):
    """Two ask with one key; events, sweeps and converters overlap; all may fall asleep."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world)
        self._dice = random.Random(seed)  # noqa: S311 - picks an order, guards nothing
        self._workers: dict[Worker, Callable[[], object]] = {}
        self._delivered: list[ConversionMessage] = []
        self._again: list[ConversionMessage] = []
        self._shown: dict[str, bytes] = {}
        self._held: dict[PieceKey, Piece] = {}
        self._asked: set[str] = set()

    def run(self) -> Asset:
        pace = self._dice.choice(PACES_S)
        self.world.transcoder.tick_takes = timedelta(seconds=pace)
        self.world.piece_maker.tick_takes = timedelta(seconds=pace)
        try:
            asset = super().run()
        finally:
            for worker in self._workers:
                worker.kill()
        require_fair(self.seen)
        require_good_end(self.world, asset)
        require_good_jobs(self.world, asset)
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
        self._start(self.world.conversion_sweep().sweep)
        self._start(self.world.tidying().sweep)
        if self._is_retried():
            self._start(self._retry)
            self._start(self._retry)
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

    def _deliver(self, message: ConversionMessage) -> None:
        self._delivered.append(message)
        self._start(self._converts(message), partial(self._comes_again, message))

    def _comes_again(self, message: ConversionMessage) -> None:
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
        self._write_over()
        self._require_asked()
        for key, piece in self.world.storage.pieces.items():
            self._require_fair_claim(self._held.get(key), piece)
            self._held[key] = piece
            stored_piece = self.world.blobs.objects.get(piece.encoded_key)
            if piece.status is PieceStatus.DONE and stored_piece is not None:
                first = self._shown.setdefault(piece.encoded_key, stored_piece)
                assert first is stored_piece, "a piece was written once more"

    def _require_asked(self) -> None:
        """A job counts as handed over only once it was."""
        self._asked |= {message.job_id for message in self.world.queue.sent}
        for job in self.world.storage.jobs.values():
            is_over = job.status is not ConversionStatus.QUEUED
            assert is_over or job.is_unsent or job.job_id in self._asked, "marked, and never sent"

    def _require_fair_claim(self, before: Piece | None, after: Piece) -> None:
        if before is not None and before.run < after.run:
            assert before.is_free(self.world.clock()), "a piece was taken from who was at work"
            assert before.status is not PieceStatus.DONE, "a piece was made once more"


def require_fair(seen: list[Asset]) -> None:
    """What must be true of the whole story, looked at after every step."""
    require_legal(seen)
    for before, after in pairwise(seen):
        if before.conversion is None or after.conversion is None:
            continue
        if after.conversion.attempt > before.conversion.attempt:
            continue
        assert after.conversion.run <= MAX_RUNS, "started too often"
        lease_until = before.conversion.lease_until
        is_ended = lease_until is None or lease_until < after.updated_at
        if before.conversion.fan_out is not None:
            continue  # Given up for one of its pieces, whatever the others do.
        is_lost = after.conversion.run > before.conversion.run or _is_given_up(after)
        assert is_ended or not is_lost, "taken from a converter that was at work"


def require_good_jobs(world: World, asset: Asset) -> None:
    """Of every attempt its row tells how it ended."""
    for (_, attempt), job in world.storage.jobs.items():
        is_last = attempt == asset.current_conversion.attempt
        assert not job.is_unsent
        assert job.status == (asset.status if is_last else ConversionStatus.FAILED)


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
