"""A process of the model: between two steps of it anything else may happen, also its end."""

from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from tests.model.world import World

Broken = frozenset[str]
"""Which rules the processes break: each must be caught."""


class Process(Protocol):
    @property
    def is_done(self) -> bool: ...

    def steps(self, world: World) -> Iterator["Step"]: ...


Step = tuple[World, Process]


class _Done(NamedTuple):
    name: str = "done"

    @property
    def is_done(self) -> bool:
        return True

    def steps(self, world: World) -> Iterator[Step]:
        yield from ()


DONE: Final = _Done()
