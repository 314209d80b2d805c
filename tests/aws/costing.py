"""Measures one access pattern after another in one world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mediadesk.domain.operations import Asked, Operation
from tests.aws.metering import Meter
from tests.aws.stored_world import StoredWorld
from tests.builders import an_operation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    places: tuple[str, ...]
    requests: float
    read: float
    write: float
    indexes: float

    def cells(self) -> tuple[str, ...]:
        places = ", ".join(f"`{place}`" for place in self.places)
        numbers = (self.requests, self.read, self.write, self.indexes)
        return (self.what, places, *(f"{number:.10g}" for number in numbers))


class Costing:
    def __init__(self, world: StoredWorld) -> None:
        self.world = world
        self.found: list[Measured] = []
        self._meter = Meter(world.database, has_indexes=True)

    def measure(self, what: str, act: Callable[[], T], *, per: int = 1) -> T:
        """Do it, and note what it costs, for each of `per`."""
        self._meter.clear()
        done = act()
        meter = self._meter
        numbers = (meter.read_units, float(meter.write_units), float(meter.index_units))
        requests = (float(meter.requests.total()), *numbers)
        places = tuple(sorted(meter.places))
        self.found.append(Measured(what, places, *(round(n / per, 2) for n in requests)))
        return done

    def operation(self, key: str) -> Operation:
        return an_operation(key, received_at=self.world.clock())

    def asked(self, key: str) -> Asked:
        return Asked(self.operation(key))
