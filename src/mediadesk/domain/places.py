"""Places in the log of events, in the order of time, and from where on it is read again."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from mediadesk.domain.errors import InvalidCursor

KEPT_FOR: Final = timedelta(hours=24)
"""How long the log keeps an event."""
OVERLAP: Final = timedelta(seconds=45)
"""How much earlier reading begins than where a client got to.

An event gets its place before it is written and sent: clients may have heard of later ones before.
So long it takes at most until it was sent, or who does not take it was cut off.
"""
AHEAD_AT_MOST: Final = timedelta(minutes=1)
"""How far the clocks of two machines may be apart."""

_PLACE: Final = re.compile(r"([0-9]{13})-[0-9A-Za-z]{1,40}", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def place_at(at: datetime, tail: str) -> str:
    """The place of an event that is told now; `tail` makes it differ from all others."""
    return f"{_milliseconds(at):013d}-{tail}"


def earliest(at: datetime) -> str:
    """Before every place of that moment and after all earlier ones."""
    return f"{_milliseconds(at):013d}"


def told_at(place: str) -> datetime:
    """When an event got its place; InvalidCursor for what is none."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise InvalidCursor("The cursor is none of this topic's.")
    return _EPOCH + timedelta(milliseconds=int(found[1]))


def from_where(cursor: str, now: datetime) -> datetime | None:
    """The moment to read the log from; None where it no longer reaches back so far.

    InvalidCursor for what is no place, and for one that is yet to come.
    """
    got_to = told_at(cursor)
    if got_to > now + AHEAD_AT_MOST:
        raise InvalidCursor("The cursor is from the future.")
    begin = got_to - OVERLAP
    return begin if begin > now - KEPT_FOR else None


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
