"""What goes wrong with the fakes, and at which of their calls: planned by a test, call by call."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from mediadesk.domain.errors import ServiceUnavailable

M = TypeVar("M", bound=Callable[..., Any])

Moment = Literal["before", "after"]
"""Around the call: an error after it is an answer that got lost, for the change was made."""
Action = Callable[[], object]


class Crash(BaseException):
    """The process is gone: nothing that could be caught."""


class Faults:
    """The calls of all fakes of a world, in order, and what is to happen around some of them.

    `calls` has a name such as `FakeAssetStore.save` for each call. Calls count from 1; what an
    action calls itself does not count.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._plan: dict[tuple[int, Moment], Action] = {}
        self._is_acting = False

    def at(self, call: int, moment: Moment, action: Action) -> None:
        """Do something around the call of that number: a racer's write, a jump of the clock."""
        self._plan[call, moment] = action

    def fail(self, call: int, moment: Moment, error: BaseException | None = None) -> None:
        """Let the call of that number raise; ServiceUnavailable where nothing else is asked for."""

        def throw() -> None:
            raise error or ServiceUnavailable("A fault was planned here.")

        self.at(call, moment, throw)

    def clear(self) -> None:
        """Count from 1 again, and plan nothing."""
        self.calls.clear()
        self._plan.clear()

    def enter(self, name: str) -> int | None:
        """Number of the call that begins; None within an action."""
        if self._is_acting:
            return None
        self.calls.append(name)
        number = len(self.calls)
        self._act(number, "before")
        return number

    def leave(self, number: int | None) -> None:
        if number is not None:
            self._act(number, "after")

    def _act(self, number: int, moment: Moment) -> None:
        action = self._plan.get((number, moment))
        if action is None:
            return
        self._is_acting = True
        try:
            action()
        finally:
            self._is_acting = False


class Faulty:
    """A fake whose watched methods can be made to fail."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults


def watched(method: M) -> M:
    """A method of a port: counted, and surrounded by what a test planned for it."""

    @wraps(method)
    def call(self: Faulty, *args: object, **kwargs: object) -> object:
        number = self.faults.enter(f"{type(self).__name__}.{method.__name__}")
        result = method(self, *args, **kwargs)
        self.faults.leave(number)
        return result

    return cast(M, call)
