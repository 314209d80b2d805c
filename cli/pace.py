"""How long to wait, and before what."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_WAIT_S = 30.0


@dataclass(frozen=True)
class Pace:
    """Waits in seconds; tests bring their own `wait` and `clock`."""

    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.SystemRandom().random
    poll_s: float = 2.0
    quiet_s: float = 15.0
    """After so long without a frame, the state is read again."""
    ping_s: float = 45.0
    """So often a connection is tested, whether or not frames come."""
    answer_s: float = 15.0
    """So long a subscription may wait until it is confirmed, and a ping for a sign of life."""

    def backoff_s(self, failures: int) -> float:
        """Doubles with each failure in a row, between half and the whole of it."""
        longest = min(LONGEST_WAIT_S, 0.5 * float(1 << min(failures, 10)))
        return longest * (0.5 + self.jitter() / 2)
