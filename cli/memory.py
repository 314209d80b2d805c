"""What a client remembers of topics: where it got to, and what it was told already."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final

from mediadesk.contracts.socket import (
    Announcement,
    AssetSnapshot,
    AssignmentChanged,
    Progress,
    Snapshot,
    StatusChanged,
    UserAssignment,
    UserSnapshot,
)
from mediadesk.domain.topics import ALL_ASSETS

REMEMBERED: Final = 10_000
"""So many events are known again when they come twice; far more than one replay brings."""


class Memory:
    """It stays as small as it is, however long a client follows."""

    def __init__(self) -> None:
        self._cursors: dict[str, str] = {}
        self._events: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._versions: OrderedDict[tuple[str, str], int] = OrderedDict()
        """The newest that was told of each asset and user, by topic."""

    def cursors_of(self, topics: Iterable[str]) -> dict[str, str]:
        """Where it got to with each; without those that it does not know."""
        return {topic: self._cursors[topic] for topic in topics if topic in self._cursors}

    def advance(self, topic: str, cursor: str | None) -> None:
        known = self._cursors.get(topic)
        if cursor is not None and (known is None or _order(topic, cursor) > _order(topic, known)):
            self._cursors[topic] = cursor

    def drop_cursor(self, topic: str) -> None:
        self._cursors.pop(topic, None)

    def takes(self, frame: Announcement | Snapshot) -> bool:
        """Whether it is to be told: nothing of it was yet, nor anything later of its item."""
        is_progress = isinstance(frame, Progress)
        is_unknown = is_progress or self._is_unknown(frame.topic, frame.event_id)
        return is_unknown and not self._is_passed(frame)

    def _is_unknown(self, topic: str, event_id: str) -> bool:
        key = (topic, event_id)
        if key in self._events:
            return False
        self._events[key] = None
        _shorten(self._events)
        return True

    def _is_passed(self, frame: Announcement | Snapshot) -> bool:
        item = _item(frame)
        if item is None:
            return False
        key = (frame.topic, item)
        known = self._versions.pop(key, 0)
        self._versions[key] = max(known, frame.version)
        _shorten(self._versions)
        return frame.version < known


def _item(frame: Announcement | Snapshot) -> str | None:
    """What the frame's version is the version of; None where it orders nothing."""
    match frame:
        case StatusChanged() | Progress():
            return frame.data.asset_id
        case AssetSnapshot():
            return frame.data.conversion.asset_id
        case AssignmentChanged(data=UserAssignment()) | UserSnapshot():
            return frame.data.user_id
    return None


def _shorten(known: OrderedDict[tuple[str, str], Any]) -> None:
    if len(known) > REMEMBERED:
        known.popitem(last=False)


def _order(topic: str, cursor: str) -> tuple[int, str]:
    """Those of `assets` are places, all others numbers."""
    return (0 if topic == ALL_ASSETS else len(cursor), cursor)
