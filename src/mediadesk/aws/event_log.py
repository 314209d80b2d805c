"""What was told, in DynamoDB: each event at one place, in the order of time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final

from pynamodb.transactions import TransactWrite

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.live_records import event_key, event_of, event_row, place_key, place_row
from mediadesk.aws.live_rows import EventItem, EventRow, PlaceRow
from mediadesk.aws.shards import log_shards
from mediadesk.contracts.socket import Event
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.places import AHEAD_AT_MOST
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.ports import Clock
from mediadesk.tables import LOG_SHARDS

ATTEMPTS: Final = 10
HOUR: Final = timedelta(hours=1)


class DynamoEventLog:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._events = database.rows(EventRow)
        self._places = database.rows(PlaceRow)

    def append(self, event: Event) -> None:
        place, known = event.cursor or "", None
        for _ in range(ATTEMPTS):
            try:
                return self._put(event, place, known)
            except WriteConflict:
                known = self._place_of(event)
            if known is not None and known >= place:
                return None
        raise ServiceUnavailable("Others are moving the same event without a pause.")

    def after(self, place: str, limit: int) -> list[Event]:
        found: list[EventRow] = []
        with ThreadPoolExecutor(LOG_SHARDS) as pool:
            for hour in self._hours(place):
                shards = log_shards(ALL_ASSETS, hour)
                rows = pool.map(lambda shard: self._later(shard, place, limit), shards)
                found += sorted((row for part in rows for row in part), key=lambda row: row.sk)
                if len(found) >= limit:
                    break
        return [event_of(row) for row in found[:limit]]

    def _put(self, event: Event, place: str, known: str | None) -> None:
        """WriteConflict unless it stands at `known`, or nowhere."""
        is_still = PlaceRow.place == known if known else PlaceRow.pk.does_not_exist()

        def fill(transaction: TransactWrite) -> None:
            transaction.save(event_row(event, place, self._events))
            transaction.save(place_row(event, place, self._places), is_still)
            if known is not None:
                transaction.delete(self._events(*event_key(event, known)))

        self._database.transact(fill)

    def _place_of(self, event: Event) -> str | None:
        with translated():
            try:
                return self._places.get(*place_key(event), consistent_read=True).place
            except self._places.DoesNotExist:
                return None

    def _later(self, shard: str, place: str, limit: int) -> list[EventRow]:
        with translated():
            later = EventItem.sk > place
            return list(self._events.query(shard, later, consistent_read=True, limit=limit))

    def _hours(self, place: str) -> Iterator[datetime]:
        """Each one that may hold later places; another machine's clock may be ahead of this one."""
        at = datetime.fromtimestamp(int(place.partition("-")[0]) // 1000, UTC)
        at = at.replace(minute=0, second=0)
        while at <= self._clock() + AHEAD_AT_MOST:
            yield at
            at += HOUR
