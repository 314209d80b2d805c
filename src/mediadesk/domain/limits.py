"""How much somebody may ask for in a span of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from mediadesk.domain.ids import AdminId


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much in each window; `rule` names what is counted, and never changes."""

    rule: str
    most: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time within which what one admin asks for adds up."""

    actor: AdminId
    limit: Limit
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(seconds=self.limit.window_s)

    def seconds_left(self, at: datetime) -> int:
        """Rounded up: whoever waits so long is in the next window."""
        return max(1, ceil((self.ends_at - at).total_seconds()))


def window_of(actor: AdminId, limit: Limit, at: datetime) -> Window:
    """Windows lie side by side from the epoch on, so that every process finds the same one."""
    starts_s = int(at.timestamp()) // limit.window_s * limit.window_s
    return Window(actor, limit, datetime.fromtimestamp(starts_s, UTC))
