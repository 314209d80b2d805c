"""Live status in which one promise is broken."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from mediadesk.contracts.socket import Event, Position, Snapshot, Subscribed
from mediadesk.domain.connections import Connection, Subscription
from mediadesk.domain.ids import ConnectionId, Topic
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.services.change_announcer import ChangeAnnouncer
from mediadesk.services.event_replay import REPLAYED_AT_MOST, EventReplay
from mediadesk.services.notifications import NotificationService
from mediadesk.services.positions import Positions
from tests.fake_live import FakeConnectionStore, FakeEventLog
from tests.faults import watched
from tests.services.live_story import MakeWorld
from tests.world import World


class BehindByOneWrite(FakeConnectionStore):
    before: Mapping[tuple[Topic, ConnectionId], Subscription] = {}

    def follow(self, before: Connection, topics: frozenset[Topic]) -> None:
        self.before = dict(self._storage.subscriptions)
        super().follow(before, topics)

    @watched
    def subscriptions(self, topics: Sequence[Topic]) -> list[Subscription]:
        return [self.before[pair] for pair in sorted(self.before) if pair[0] in topics]


class MovesNothing(FakeEventLog):
    @watched
    def append(self, event: Event) -> None:
        self._storage.told.setdefault(event.event_id, event)


class ReadsFromTheCursor(EventReplay):
    def since(self, cursor: str) -> list[Event] | None:
        return self._log.after(cursor, REPLAYED_AT_MOST)


class AsItLies(EventReplay):
    def since(self, cursor: str) -> list[Event] | None:
        return self._log.after(self.begin(cursor) or "", REPLAYED_AT_MOST)


class AnswersFirst(NotificationService):
    def subscribe(
        self, connection: Connection, topics: Sequence[Topic], since: Mapping[Topic, str]
    ) -> None:
        self._follow(connection, lambda followed: followed | frozenset(topics))
        here = {ALL_ASSETS: self._replay.here(), **self._positions.of(topics)}
        positions = tuple(Position(topic=topic, cursor=here[topic]) for topic in topics)
        self.answer(connection.connection_id, Subscribed(topics=positions))
        for frame in self.replay(since):
            self.answer(connection.connection_id, frame)


class FollowsLast(NotificationService):
    def subscribe(
        self, connection: Connection, topics: Sequence[Topic], since: Mapping[Topic, str]
    ) -> None:
        here = {ALL_ASSETS: self._replay.here(), **self._positions.of(topics)}
        missed = self.replay(since)
        self._follow(connection, lambda followed: followed | frozenset(topics))
        for frame in missed:
            self.answer(connection.connection_id, frame)
        positions = tuple(Position(topic=topic, cursor=here[topic]) for topic in topics)
        self.answer(connection.connection_id, Subscribed(topics=positions))


class TrustsEveryCursor(Positions):
    def missed(self, since: Mapping[Topic, str]) -> list[Snapshot]:
        return self.newer(since)


class LogsAfterwards(ChangeAnnouncer):
    def deliver(self, changed_at: datetime) -> None:
        events = list(self._frames)
        super().deliver(changed_at)
        for event in events:
            if isinstance(event, Event) and event.topic == ALL_ASSETS:
                self._log.append(event)

    def _logged(self, frame: Event) -> Event:
        return frame.model_copy(update={"cursor": self._here()})

    def _here(self) -> str:
        return EventReplay(log=self._log, clock=self._clock, new_id=self._new_id).here()


class WithAStaleStore(World):
    def __init__(self) -> None:
        super().__init__()
        self.connections = BehindByOneWrite(self.faults, self.storage)


class WithALogThatMovesNothing(World):
    def __init__(self) -> None:
        super().__init__()
        self.event_log = MovesNothing(self.faults, self.storage)


class WithoutOverlap(World):
    kind_of_replay = ReadsFromTheCursor


class WithoutOrder(World):
    kind_of_replay = AsItLies


class WithAnswersFirst(World):
    kind_of_notifications = AnswersFirst


class WithFollowingLast(World):
    kind_of_notifications = FollowsLast


class WithTrustInCursors(World):
    kind_of_positions = TrustsEveryCursor


class WithALogThatComesLast(World):
    kind_of_announcer = LogsAfterwards


MUTANTS: Final[Mapping[str, MakeWorld]] = {
    "a store whose readers are one write behind": WithAStaleStore,
    "a log that moves nothing that is told again": WithALogThatMovesNothing,
    "a log that is written after everybody was told": WithALogThatComesLast,
    "a replay that begins just where the client got to": WithoutOverlap,
    "a replay as it lies in the log": WithoutOrder,
    "subscribed before what was missed": WithAnswersFirst,
    "what was missed is read before the subscription is noted": WithFollowingLast,
    "an asset's cursor is taken for the whole truth": WithTrustInCursors,
}
