"""Where is counted what somebody asked for."""

from typing import Protocol

from mediadesk.domain.limits import Window


class RateLimits(Protocol):
    def take(self, window: Window, count: int) -> bool:
        """Count so many more if the limit allows all of them; whether it did."""
        ...

    def used(self, window: Window) -> int:
        """How many were counted; strongly consistent."""
        ...
