"""What a run says of itself: plain lines, and not too many of them."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.migrations import Part
from mediadesk.ports import Clock

EVERY: Final = timedelta(seconds=2)
"""How often a segment tells how far it is."""
Say = Callable[[str], None]


class Teller:
    def __init__(self, say: Say, clock: Clock) -> None:
        self._say = say
        self._clock = clock
        self._told_at: dict[tuple[str, int], datetime] = {}

    def tell(self, part: Part, remarks: Iterable[str]) -> None:
        """After each page; each remark is a line of its own."""
        for remark in remarks:
            self._say(f"look into this: {remark}")
        place, now = (part.table, part.segment), self._clock()
        if part.is_finished or now >= self._told_at.setdefault(place, now) + EVERY:
            self._told_at[place] = now
            self._say(line(part))


def line(part: Part) -> str:
    state = "done" if part.is_finished else "not done" if part.looked_at else "not begun"
    return (
        f"{part.table}, segment {part.segment + 1} of {part.segments}: "
        f"{part.looked_at:,} items, {part.changed:,} writes, {state}"
    )


def total(parts: Iterable[Part], *, is_dry: bool = False) -> str:
    """How much came of all parts together."""
    known = list(parts)
    looked_at, changed = sum(p.looked_at for p in known), sum(p.changed for p in known)
    return f"{looked_at:,} items, {changed:,} writes{' would be made' if is_dry else ''}"


def state(parts: Iterable[Part]) -> str:
    """In one line, for a list: not begun, begun, or done and when."""
    known = list(parts)
    if not known:
        return "not begun"
    newest = max(part.round for part in known)
    finished = [p.finished_at for p in known if p.finished_at and p.round == newest]
    if len(finished) < len(known):
        return f"{len(finished)} of {len(known)} parts done; {total(known)}"
    return f"done at {max(finished):%Y-%m-%d %H:%M} UTC; {total(known)}"
