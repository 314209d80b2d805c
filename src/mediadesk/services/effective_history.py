"""A user's history as it is in effect: what is stored, and what a bulk adds to it already."""

from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import UserId
from mediadesk.ports import HistoryStore
from mediadesk.services.standings import Standing, Standings


class EffectiveHistory:
    def __init__(self, *, history: HistoryStore, standings: Standings) -> None:
        self._history = history
        self._standings = standings

    def get(self, user_id: UserId, sequence: int) -> HistoryEntry | None:
        """UserNotFound where there is neither such an entry nor such a user."""
        stored = self._history.get(user_id, sequence)
        if stored is not None:
            return stored
        standing = self._standings.of(user_id)
        for entry in standing.virtual:
            if entry.sequence == sequence:
                return entry
        # It may have been stored since the first look.
        return self._history.get(user_id, sequence) if sequence <= standing.head.sequence else None

    def newest(self, standing: Standing, before: int | None, limit: int) -> list[HistoryEntry]:
        """Entries with a sequence below `before`, the newest first.

        `standing` was read before: what was stored since is not shown twice.
        """
        virtual = [entry for entry in standing.virtual if before is None or entry.sequence < before]
        stored = self._history.newest(standing.stored.user_id, before, limit)
        merged = {entry.sequence: entry for entry in (*virtual, *stored)}
        return [merged[sequence] for sequence in sorted(merged, reverse=True)][:limit]
