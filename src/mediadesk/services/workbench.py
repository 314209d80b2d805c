"""What a converter has at hand while it works on one message."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mediadesk.ports import MessageHold, PieceMaker, Transcoder
from mediadesk.services.backoff import Chance, rest_after


@dataclass(frozen=True, slots=True)
class Workbench:
    """`folder` is empty, and private to the message."""

    hold: MessageHold
    transcoder: Transcoder
    piece_maker: PieceMaker
    folder: Path
    request_id: str
    chance: Chance = random.random
    """Keeps those apart that failed together."""

    def rest(self, failures: int) -> timedelta:
        """How long what failed so often for a passing reason rests now."""
        return rest_after(failures, self.chance)


def keep_at_first(hold: MessageHold, lease_s: int, deliveries: int) -> None:
    """Hide a message that was just received until its lease would end, if it is ever claimed.

    What fails before the claim must not wait for the queue's own, much longer time; and what fails
    again and again comes ever more rarely.
    """
    hold.keep_for(max(held_s(timedelta(seconds=lease_s)), held_s(rest_after(deliveries))))


def held_s(lease: timedelta) -> int:
    """Hidden just longer than a lease that begins now; progress may have renewed it since."""
    return int(lease.total_seconds()) + 1
