"""A hand-set clock, and in memory everything that the services need beside their stores."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from mediadesk.contracts.events import ConversionMessage
from mediadesk.domain.media import OutputKind
from tests.faults import Faults, Faulty, watched

START: Final = datetime(2026, 11, 22, 10, 15, 30, 123000, UTC)


class HandSetClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


class HandSetPause:
    """Pauses as long as it may, by the hand-set clock; `taken` holds each pause in seconds."""

    def __init__(self, clock: HandSetClock) -> None:
        self.taken: list[float] = []
        self._clock = clock

    def __call__(self, at_most_s: float) -> None:
        self.taken.append(at_most_s)
        self._clock.advance(timedelta(seconds=at_most_s))


class CountingIds:
    """`ast_00000000000000000000000001` and on: in order, and each in the form of a real one."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:026d}"


class FakeJobQueue(Faulty):
    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.sent: list[ConversionMessage] = []

    @watched
    def send(self, messages: Sequence[ConversionMessage]) -> None:
        self.sent.extend(messages)


class Buried(NamedTuple):
    body: str
    reason: str
    detail: str


class FakeDeadLetters(Faulty):
    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.buried: list[Buried] = []

    @watched
    def bury(self, body: str, reason: str, detail: str) -> None:
        self.buried.append(Buried(body, reason, detail))


class FakeMeter:
    """What it was told, as tuples that begin with the name of the method."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def started(self, attempt: int, run: int) -> None:
        self.told.append(("started", attempt, run))

    def made(self, kind: OutputKind, seconds: float, size_bytes: int) -> None:
        self.told.append(("made", kind, seconds, size_bytes))

    def completed(self, seconds: float) -> None:
        self.told.append(("completed", seconds))

    def failed(self, code: str, diagnosis: str) -> None:
        self.told.append(("failed", code, diagnosis))

    def buried(self, reason: str) -> None:
        self.told.append(("buried", reason))


class FakeMessageHold(Faulty):
    """`kept_for`: every wish, in seconds."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.kept_for: list[int] = []

    @watched
    def keep_for(self, seconds: int) -> None:
        self.kept_for.append(seconds)
