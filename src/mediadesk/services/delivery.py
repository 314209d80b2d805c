"""Frames on their way: to each connection in order, to all connections side by side."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from mediadesk.contracts.socket import Announcement, Progress
from mediadesk.domain.connections import Subscription
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.ids import ConnectionId, Topic
from mediadesk.ports import Clock, ConnectionStore, LiveMeter, Sockets

BEGUN_WITHIN: Final = timedelta(seconds=20)
"""How long after all began sending a frame may begin.

Later it would come from further back in the log than clients ask for: see `places.OVERLAP`.
"""
STUBBORN_FOR: Final = timedelta(minutes=1)
"""How long a connection that neither takes a frame nor ends keeps a batch coming again."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one connection is to be sent, and the topics by which it was found."""

    connection_id: ConnectionId
    expires_at: datetime
    topics: list[Topic] = field(default_factory=list)
    frames: list[Announcement] = field(default_factory=list)

    @property
    def has_events(self) -> bool:
        """Whether any of it must not get lost."""
        return not all(isinstance(frame, Progress) for frame in self.frames)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the frames for one connection."""

    frames: int = 0
    is_gone: bool = False
    is_cut: bool = False
    failure: ServiceUnavailable | None = None
    """That it could neither be reached nor ended."""


class Delivery:
    """Nobody waits for another: who does not take a frame in time loses the connection.

    It then connects again and asks for what it missed, so that nothing is lost by that either.
    """

    def __init__(
        self,
        *,
        connections: ConnectionStore,
        sockets: Sockets,
        meter: LiveMeter,
        clock: Clock,
        pool: Executor,
    ) -> None:
        self._connections = connections
        self._sockets = sockets
        self._meter = meter
        self._clock = clock
        self._pool = pool

    def deliver(self, frames: Sequence[Announcement], changed_at: datetime) -> None:
        """Send frames to whoever follows their topics, in this order to each.

        `changed_at` is when the oldest change happened that they tell of. ServiceUnavailable when
        somebody could neither be reached nor cut off; everybody else was told.
        """
        if not frames:
            return
        began = self._clock()
        topics = list(dict.fromkeys(Topic(frame.topic) for frame in frames))
        parcels = _parcels(frames, self._connections.subscriptions(topics))
        live = [each for each in parcels if each.expires_at > began]
        old = [each for each in parcels if each.expires_at <= began]
        results = self._all([self._pool.submit(self._hand_over, each, began) for each in live])
        self._all([self._pool.submit(self._cut, each, 0) for each in old])
        self._tell(live, results)
        for parcel, result in zip(live, results, strict=True):
            if result.failure is None:
                continue
            if parcel.has_events and changed_at > self._clock() - STUBBORN_FOR:
                raise result.failure
            # Nobody knows it from now on: it is ended as soon as it asks for anything.
            self._forget(parcel)

    @staticmethod
    def _all(asked: Sequence[Future[Sent]]) -> list[Sent]:
        # None may go on behind the back of the next batch.
        wait(asked)
        return [each.result() for each in asked]

    def _hand_over(self, parcel: Parcel, began: datetime) -> Sent:
        sent = 0
        try:
            for frame in parcel.frames:
                if self._clock() > began + BEGUN_WITHIN:
                    return self._cut(parcel, sent)
                if not self._send(parcel.connection_id, frame):
                    self._forget(parcel)
                    return Sent(sent, is_gone=True)
                sent += 1
        except ServiceUnavailable:
            return self._cut(parcel, sent)
        return Sent(sent)

    def _send(self, connection_id: ConnectionId, frame: Announcement) -> bool:
        if not isinstance(frame, Progress):
            return self._sockets.send(connection_id, frame)
        try:
            return self._sockets.offer(connection_id, frame)
        except ServiceUnavailable:
            return True  # The next one says it all.

    def _cut(self, parcel: Parcel, sent: int) -> Sent:
        try:
            self._sockets.close(parcel.connection_id)
        except ServiceUnavailable as failure:
            return Sent(sent, failure=failure)
        self._forget(parcel)
        return Sent(sent, is_cut=True)

    def _forget(self, parcel: Parcel) -> None:
        try:
            self._connections.remove(parcel.connection_id, parcel.topics)
        except (ServiceUnavailable, WriteConflict):
            return  # The next frame for it finds it gone again.

    def _tell(self, parcels: Sequence[Parcel], results: Sequence[Sent]) -> None:
        at = self._clock()
        events = {
            frame.event_id: frame.occurred_at
            for parcel in parcels
            for frame in parcel.frames
            if not isinstance(frame, Progress)
        }
        self._meter.delivered(
            frames=sum(result.frames for result in results),
            gone=sum(result.is_gone for result in results),
            cut=sum(result.is_cut for result in results),
            lags_ms=[(at - since).total_seconds() * 1000 for since in events.values()],
        )


def _parcels(frames: Sequence[Announcement], found: Iterable[Subscription]) -> list[Parcel]:
    parcels: dict[ConnectionId, Parcel] = {}
    for each in found:
        own = parcels.setdefault(each.connection_id, Parcel(each.connection_id, each.expires_at))
        own.topics.append(each.topic)
    for parcel in parcels.values():
        topics = frozenset(parcel.topics)
        parcel.frames.extend(frame for frame in frames if frame.topic in topics)
    return list(parcels.values())
