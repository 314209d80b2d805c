"""What was told under `assets` since a client got to a place in the log."""

from collections.abc import Iterable, Sequence
from typing import Final

from mediadesk.contracts.socket import Event
from mediadesk.domain.places import earliest, from_where, place_at
from mediadesk.ports import Clock, EventLog, NewId
from mediadesk.services.announcements import item_of

REPLAYED_AT_MOST: Final = 1000
"""Who has missed more is better off reading everything again."""
LOOKED_AHEAD: Final = 200
"""So many events after a page are looked at for earlier ones of the items on it."""


class EventReplay:
    def __init__(self, *, log: EventLog, clock: Clock, new_id: NewId) -> None:
        self._log = log
        self._clock = clock
        self._new_id = new_id

    def here(self) -> str:
        """A cursor for who has missed nothing yet."""
        return place_at(self._clock(), self._new_id(""))

    def since(self, cursor: str) -> list[Event] | None:
        """Everything since then, in order for each item; None when it is too long ago or too much.

        InvalidCursor.
        """
        begin = from_where(cursor, self._clock())
        if begin is None:
            return None
        found = self._log.after(earliest(begin), REPLAYED_AT_MOST + 1)
        return in_order(found) if len(found) <= REPLAYED_AT_MOST else None

    def page(self, place: str, limit: int) -> tuple[list[Event], str | None]:
        """The first so many after that place, and where to go on; None where that is the end.

        More where an item's events would come out of order otherwise.
        """
        found = self._log.after(place, limit + LOOKED_AHEAD)
        page = found[: _unbroken(found, limit)]
        is_end = len(page) == len(found) < limit + LOOKED_AHEAD
        return in_order(page), None if is_end else page[-1].cursor

    def begin(self, cursor: str) -> str | None:
        """The place after which a page by page reading begins; as `since` else."""
        begin = from_where(cursor, self._clock())
        return None if begin is None else earliest(begin)


def in_order(events: Iterable[Event]) -> list[Event]:
    """As they lie in the log, but for each item in the order in which it changed.

    The clocks of two functions may be apart by more than there was between two changes.
    """
    found = list(events)
    places: dict[str, list[int]] = {}
    for place, event in enumerate(found):
        places.setdefault(item_of(event)[0], []).append(place)
    ordered = list(found)
    for own in places.values():
        sorted_events = sorted((found[place] for place in own), key=lambda e: item_of(e)[1])
        for place, event in zip(own, sorted_events, strict=True):
            ordered[place] = event
    return ordered


def _unbroken(events: Sequence[Event], limit: int) -> int:
    """How many to take so that no earlier event of an item comes after a later one of it."""
    taken, highest = 0, dict[str, int]()
    for place, event in enumerate(events):
        item, number = item_of(event)
        if place >= limit and number > highest.get(item, 0):
            continue
        for each in events[taken : place + 1]:
            name, its_number = item_of(each)
            highest[name] = max(its_number, highest.get(name, 0))
        taken = place + 1
    return taken
