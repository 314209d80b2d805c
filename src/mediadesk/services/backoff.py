"""How long work that failed for a passing reason rests before it is tried again."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Final

FIRST_S: Final = 3.0
LONGEST_S: Final = 600.0
GROWTH: Final = 6.0
"""So steep that the runs of an attempt outlast a service that is away for five minutes."""
ENOUGH: Final = 10
"""By then it is the longest rest; numbers end somewhere, failures need not."""

Chance = Callable[[], float]
"""A number from 0.0 up to 1.0, another one each time."""


def rest_after(failures: int, chance: Chance = random.random) -> timedelta:
    """Exponentially longer with each failure in a row, a random half of it apart.

    Those who failed together, as when a service was down, don't come back together.
    """
    steps = min(max(1, failures), ENOUGH) - 1
    longest = min(LONGEST_S, FIRST_S * GROWTH**steps)
    return timedelta(seconds=longest / 2 + chance() * longest / 2)
