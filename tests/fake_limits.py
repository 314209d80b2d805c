"""Counts of what was asked for, in memory; held to the real ones by `tests/aws`."""

from mediadesk.domain.limits import Window
from tests.faults import Faults, Faulty, watched


class FakeRateLimits(Faulty):
    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.counts: dict[Window, int] = {}

    @watched
    def take(self, window: Window, count: int) -> bool:
        total = self.counts.get(window, 0) + count
        if total > window.limit.most:
            return False
        self.counts[window] = total
        return True

    @watched
    def used(self, window: Window) -> int:
        return self.counts.get(window, 0)
