"""What a bulk costs beside as many single assignments, in the same run on the same engine."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mediadesk.aws.database import Database
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.ids import AssetId, BulkId, UserId
from mediadesk.domain.operations import Asked, Operation
from tests.aws.access_patterns import on_engine
from tests.aws.metering import Meter
from tests.aws.stored_world import StoredWorld
from tests.builders import an_operation

SIZES: Final = (1, 100, 1_000, 10_000)
ROUNDS: Final = 3
"""Bulk and singles take turns, so that what else the machine does burdens both."""
MOST: Final = 1_000
"""For so many users all is carried out; for more of them, what is done user by user is scaled."""
COUNTED: Final = 100
"""So many users tell how many requests and units what is done user by user takes."""
HEADINGS: Final = ("users", "what", "requests", "read", "write", "seconds", "bulk is")
STORED_AFTER: Final = timedelta(seconds=36)

Printer = Callable[[str], None]


@dataclass(slots=True)
class Cost:
    requests: float = 0
    read: float = 0
    write: float = 0
    seconds: float = 0

    def times(self, factor: float) -> "Cost":
        units = self.read * factor, self.write * factor
        return Cost(self.requests * factor, *units, self.seconds * factor)


@dataclass(frozen=True, slots=True)
class Comparison:
    users: int
    bulk: Cost
    singles: Cost
    undo: Cost
    drain: Cost


class Bench:
    """People of its own for each measurement, so that none finds what another one has left."""

    def __init__(self, database: Database) -> None:
        self._world = StoredWorld(database)
        # Above that of the asset which the crowd holds.
        self._number = 100

    def bulk(self, count: int, meter: Meter | None = None) -> tuple[Cost, AssetId, BulkId]:
        """Prepared and committed."""
        service, asset_id = self._world.bulk(), self._asset()
        new, asked = NewBulk(asset_id, self._crowd(count)), self._operation()
        with measured(meter) as cost:
            record = service.bulk_assign_asset(new, asked).value
            if record.status is BulkStatus.PREPARING:
                # More than one request may carry is gone on with by a function.
                record = service.advance(record.bulk_id, self._world.clock() + timedelta(hours=1))
        if record.status is not BulkStatus.COMMITTED:
            raise RuntimeError(f"the bulk of {count} is {record.status}: {record.failure}")
        return cost, asset_id, record.bulk_id

    def undo(self, asset_id: AssetId, bulk_id: BulkId, meter: Meter | None = None) -> Cost:
        service, asked = self._world.bulk(), self._operation()
        with measured(meter) as cost:
            service.undo(asset_id, bulk_id, None, asked)
        return cost

    def drain(self, bulk_id: BulkId, meter: Meter | None = None) -> Cost:
        """What was decided is stored with each member."""
        self._world.clock.advance(STORED_AFTER)
        storing, until = self._world.bulk_storing(), self._world.clock() + timedelta(hours=1)
        with measured(meter) as cost:
            storing.carry_on(bulk_id, until)
        return cost

    def singles(self, count: int, meter: Meter | None = None) -> Cost:
        service, asset_id = self._world.assignments(), self._asset()
        planned = [(user_id, Asked(self._operation())) for user_id in self._crowd(count)]
        with measured(meter) as cost:
            for user_id, asked in planned:
                service.assign(asset_id, user_id, asked)
        return cost

    def _asset(self) -> AssetId:
        return self._world.ready(self._next())

    def _crowd(self, count: int) -> tuple[UserId, ...]:
        return self._world.crowd(f"somebody-{self._next():06d}", count)

    def _operation(self) -> Operation:
        return an_operation(f"key-{self._next()}", received_at=self._world.clock())

    def _next(self) -> int:
        self._number += 1
        return self._number


@contextmanager
def measured(meter: Meter | None) -> Iterator[Cost]:
    """Seconds, or what a meter counts: counting takes time itself."""
    cost = Cost()
    if meter is not None:
        meter.clear()
    began = time.perf_counter()
    yield cost
    cost.seconds = time.perf_counter() - began
    if meter is not None:
        cost.requests, cost.read = meter.requests.total(), meter.read_units
        cost.write = meter.write_units


def compare(users: int, timed: Bench, counted: Bench, meter: Meter) -> Comparison:
    """`timed` runs unwatched; `counted` is watched by the meter."""
    few = min(users, MOST)
    rounds = ROUNDS if users == few else 1
    found = _counted(users, counted, meter)
    for _ in range(rounds):
        bulk, asset_id, bulk_id = timed.bulk(users)
        found.bulk.seconds += bulk.seconds / rounds
        part = max(1, few // rounds)
        found.singles.seconds += timed.singles(part).seconds * users / (part * rounds)
    found.undo.seconds = timed.undo(asset_id, bulk_id).seconds
    found.drain.seconds = timed.drain(timed.bulk(few)[2]).seconds * users / few
    return found


def _counted(users: int, bench: Bench, meter: Meter) -> Comparison:
    few = min(users, COUNTED)
    bulk, asset_id, bulk_id = bench.bulk(users, meter)
    undo = bench.undo(asset_id, bulk_id, meter)
    singles = bench.singles(few, meter).times(users / few)
    drain = bench.drain(bench.bulk(few)[2], meter).times(users / few)
    for cost in (bulk, singles, undo, drain):
        cost.seconds = 0
    return Comparison(users, bulk, singles, undo, drain)


def report(show: Printer) -> None:
    """A table of all sizes."""
    show("requests, units (of tables, by AWS's rules) and seconds, with the local engine;")
    show(f"for more than {MOST:,} users, single assignments and storing are scaled from {MOST:,}")
    show(_line(*HEADINGS))
    on_engine(lambda empty: _report(empty("timed"), empty("counted"), show))


def _report(timed: Database, counted: Database, show: Printer) -> None:
    benches, meter = (Bench(timed), Bench(counted)), Meter(counted)
    for users in SIZES:
        for line in _lines(compare(users, *benches, meter)):
            show(line)


def _lines(found: Comparison) -> Iterator[str]:
    ratio = f"{found.singles.seconds / found.bulk.seconds:.1f} x as fast"
    for what, cost, note in (
        ("bulk", found.bulk, ratio),
        ("singles", found.singles, ""),
        ("undo of the bulk", found.undo, ""),
        ("storing it, later", found.drain, ""),
    ):
        units = f"{cost.read:,.0f}", f"{cost.write:,.0f}"
        seconds = f"{cost.seconds:,.3f}"
        yield _line(f"{found.users:,}", what, f"{cost.requests:,.0f}", *units, seconds, note)


def _line(*cells: str) -> str:
    users, what, requests, read, write, seconds, note = cells
    numbers = f"{requests:>9} {read:>8} {write:>8} {seconds:>9}"
    return f"{users:>7} {what:<18} {numbers}  {note}".rstrip()
