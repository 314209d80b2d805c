"""The audit trail, page by page: all that happened, or what has to do with one user or asset."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from mediadesk.domain.audit_query import AuditQuery
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.instants import rfc3339
from mediadesk.domain.trail import Chain, ChainKind, Position, Recorded, recorded_history
from mediadesk.ports import AssetStore, AuditStore, Clock
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.standings import Standings

DAYS_A_PAGE: Final = 7
READ_AHEAD: Final = 4
"""How many times `limit` entries are read at most to fill a page of matching ones."""
FIRST_DAY: Final = date(2026, 1, 1)
"""No entry is older than the program."""
SETTLED_AFTER: Final = timedelta(minutes=1)
"""An entry can be found at the latest so long after the moment that it bears."""
_LAST: Final = "~"
"""Comes after the name of every chain."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Among what is older than `complete_until`, nothing more will appear."""

    items: tuple[Recorded, ...]
    next_cursor: str | None
    complete_until: datetime


class Batch(NamedTuple):
    """Entries in their order, each with the mark to go on from after it.

    `rest` is the mark after all of them; None at the end of the trail.
    """

    steps: list[tuple[Recorded, str]]
    rest: str | None


class AuditTrail:
    def __init__(
        self,
        *,
        trail: AuditStore,
        assets: AssetStore,
        standings: Standings,
        cursors: CursorSigner,
        clock: Clock,
    ) -> None:
        self._trail = trail
        self._assets = assets
        self._standings = standings
        self._cursors = cursors
        self._clock = clock

    def get_audit_trail(self, query: AuditQuery, cursor: str | None, limit: int) -> AuditPage:
        """Up to `limit` entries, newest first; a page may be short and yet have a successor.

        Raises UserNotFound, AssetNotFound, InvalidCursor.
        """
        complete_until = self._clock() - SETTLED_AFTER
        name = query.fingerprint
        mark = None if cursor is None else self._cursors.position(name, cursor)
        found, mark = self._fill(query, mark, limit)
        next_cursor = None if mark is None else self._cursors.sign(name, mark)
        return AuditPage(tuple(found), next_cursor, complete_until)

    def _fill(
        self, query: AuditQuery, mark: str | None, limit: int
    ) -> tuple[list[Recorded], str | None]:
        found: list[Recorded] = []
        read, rest = 0, mark
        for batch in self._batches(query, mark, limit):
            rest = batch.rest
            for entry, after in batch.steps:
                if query.matches(entry):
                    found.append(entry)
                if len(found) == limit:
                    return found, after
            read += len(batch.steps)
            if read >= READ_AHEAD * limit:
                break
        return found, rest

    def _batches(self, query: AuditQuery, mark: str | None, limit: int) -> Iterator[Batch]:
        if query.user_id is not None:
            return self._of_user(query.user_id, mark, limit)
        below = self._beginning(query) if mark is None else Position.parse(mark)
        if query.asset_id is not None:
            return self._of_asset(query.asset_id, below, limit)
        return self._by_day(query, below, limit)

    def _beginning(self, query: AuditQuery) -> Position:
        # Another host's clock may be ahead of this one's.
        newest = query.until or self._clock() + SETTLED_AFTER
        return Position(rfc3339(newest), _LAST, 0)

    def _by_day(self, query: AuditQuery, below: Position, limit: int) -> Iterator[Batch]:
        first = max(FIRST_DAY, query.since.date()) if query.since else FIRST_DAY
        days_left, day = DAYS_A_PAGE, date.fromisoformat(below.at[:10])
        while days_left and day >= first:
            entries = self._trail.day(day, below, limit)
            if len(entries) < limit:
                below, day, days_left = _midnight(day), day - timedelta(days=1), days_left - 1
            else:
                below = entries[-1].position
            yield _batch(entries, None if day < first else str(below))

    def _of_asset(self, asset_id: AssetId, below: Position, limit: int) -> Iterator[Batch]:
        self._assets.get(asset_id)
        is_over = False
        while not is_over:
            entries = self._trail.of_asset(asset_id, below, limit)
            is_over = len(entries) < limit
            below = entries[-1].position if entries else below
            yield _batch(entries, None if is_over else str(below))

    def _of_user(self, user_id: UserId, mark: str | None, limit: int) -> Iterator[Batch]:
        """The two chains of a user by time, but each in its own order whatever clocks said."""
        places = [int(place) for place in mark.split("|")] if mark else [2**53, 2**53]
        profile = Chain(ChainKind.PROFILE, user_id)
        while True:
            sources = [
                self._history(user_id, places[0], limit),
                self._trail.newest(profile, places[1], limit),
            ]
            whole = [len(source) < limit for source in sources]
            steps: list[tuple[Recorded, str]] = []
            while any(sources) and all(s or w for s, w in zip(sources, whole, strict=True)):
                number = max((n for n in (0, 1) if sources[n]), key=lambda n: sources[n][0].at)
                entry = sources[number].pop(0)
                places[number] = entry.sequence
                steps.append((entry, f"{places[0]}|{places[1]}"))
            rest = None if all(whole) else f"{places[0]}|{places[1]}"
            yield Batch(steps, rest)
            if rest is None:
                return

    def _history(self, user_id: UserId, before: int, limit: int) -> list[Recorded]:
        """Also what a bulk decided and is not stored yet."""
        virtual = [recorded_history(entry) for entry in self._standings.of(user_id).virtual]
        stored = self._trail.newest(Chain(ChainKind.USER, user_id), before, limit)
        entries = {entry.sequence: entry for entry in (*virtual, *stored)}
        places = sorted((place for place in entries if place < before), reverse=True)
        return [entries[place] for place in places[:limit]]


def _batch(entries: list[Recorded], rest: str | None) -> Batch:
    return Batch([(entry, str(entry.position)) for entry in entries], rest)


def _midnight(day: date) -> Position:
    """Just after the newest entry of the day before."""
    return Position(rfc3339(datetime.combine(day, time.min, UTC)), "", 0)
