"""A user's history, page by page."""

from dataclasses import dataclass
from typing import Final

from mediadesk.domain.history import HistoryEntry, HistoryQuery
from mediadesk.domain.ids import known_user_id
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.standings import Standings

READ_AHEAD: Final = 4
"""How many times `limit` entries are read at most to fill a page of matching ones."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    items: tuple[HistoryEntry, ...]
    next_cursor: str | None


class HistoryReader:
    def __init__(
        self, *, standings: Standings, history: EffectiveHistory, cursors: CursorSigner
    ) -> None:
        self._standings = standings
        self._history = history
        self._cursors = cursors

    def page(self, query: HistoryQuery, cursor: str | None, limit: int) -> HistoryPage:
        """Up to `limit` entries, newest first; a page may be short and yet have a successor.

        Sequences never change, so a cursor stays right while entries arrive. Raises
        UserNotFound, InvalidCursor.
        """
        mark = query.fingerprint
        before = None if cursor is None else int(self._cursors.position(mark, cursor))
        standing = self._standings.of(known_user_id(query.user_id))
        found: list[HistoryEntry] = []
        for _ in range(READ_AHEAD):
            entries = self._history.newest(standing, before, limit)
            found += [entry for entry in entries if query.matches(entry)]
            before = entries[-1].sequence if len(entries) == limit else None
            if before is None or len(found) >= limit:
                break
        if len(found) > limit:
            before = found[limit - 1].sequence
        is_over = before is None or before == 1
        next_cursor = None if is_over else self._cursors.sign(mark, str(before))
        return HistoryPage(tuple(found[:limit]), next_cursor)
