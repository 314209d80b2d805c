"""A client of the WebSocket API that does just what clients are told to do."""

from collections.abc import Sequence
from typing import Final

from mediadesk.contracts.client_frames import Subscribe
from mediadesk.contracts.socket import (
    Announcement,
    AssetHolders,
    AssetSnapshot,
    AssignmentChanged,
    BulkDecided,
    ConversionState,
    Event,
    Replay,
    Reset,
    ServerFrame,
    Snapshot,
    StatusChanged,
    Subscribed,
    UserAssignment,
    UserSnapshot,
)
from mediadesk.domain.ids import ConnectionId, Topic, UserId
from mediadesk.domain.topics import ALL_ASSETS, topic_asset, topic_user
from mediadesk.services.announcements import conversion_told, held, holders_told, item_of
from tests.builders import an_admission
from tests.world import World

Told = ConversionState | AssetHolders | UserAssignment | None


class LiveClient:
    """What it knows lasts over its connections; a connection holds frames that are not read yet."""

    def __init__(self, world: World, name: str, *topics: Topic) -> None:
        self.told: list[Event] = []
        """Events of all assets, as they became known."""
        self.present: dict[tuple[str, str], Told] = {}
        """By topic, and by what of it."""
        self.resets = 0
        self.cursors: dict[str, str] = {}
        self._world = world
        self._name: Final = name
        self._topics = topics
        self._known: set[tuple[str, str]] = set()
        self._versions: dict[tuple[str, str], int] = {}
        self._held: dict[str, list[Announcement]] = {}
        self._connections = 0
        self._read = 0

    @property
    def connection_id(self) -> ConnectionId:
        return ConnectionId(f"{self._name}-{self._connections}")

    @property
    def unread(self) -> Sequence[ServerFrame]:
        return self._world.sockets.received(self.connection_id)[self._read :]

    def connect(self) -> None:
        """Follow everything on a new connection, from where it got to on."""
        self._connections += 1
        self._read = 0
        world = self._world
        world.notifications().connect(self.connection_id, an_admission(world.clock()))
        self.subscribe()

    def subscribe(self) -> None:
        since = dict(self.cursors)
        self._held = {topic: [] for topic in since}
        message = Subscribe(action="subscribe", topics=self._topics, since=since)
        self._world.notifications().receive(self.connection_id, message)

    def read(self, at_most: int | None = None) -> None:
        """Work off frames that have come."""
        for frame in self.unread[:at_most]:
            self._read += 1
            self._hear(frame)

    def cut(self, reads: int, *, is_noticed: bool) -> None:
        """Lose the connection, and what had come later than so many frames."""
        self.read(reads)
        self._world.sockets.gone.add(self.connection_id)
        if is_noticed:
            self._world.notifications().disconnect(self.connection_id)

    def numbers(self) -> dict[str, list[int]]:
        """Of each item, which of its events became known, in that order."""
        found: dict[str, list[int]] = {}
        for event in self.told:
            item, number = item_of(event)
            found.setdefault(item, []).append(number)
        return found

    def _hear(self, frame: ServerFrame) -> None:
        if isinstance(frame, Subscribed):
            for position in frame.topics:
                self._settle(position.topic, position.cursor)
        elif isinstance(frame, Reset):
            self.resets += 1
            self.cursors.pop(frame.topic, None)
        elif isinstance(frame, Replay):
            for event in frame.events:
                self._take(event)
        elif isinstance(frame, Snapshot):
            self._take(frame)
        elif isinstance(frame, Announcement):
            self._live(frame)

    def _settle(self, topic: str, cursor: str) -> None:
        if topic not in self.cursors:
            self._look(topic)
        self._reach(topic, cursor)
        for frame in self._held.pop(topic, []):
            self._live(frame)

    def _live(self, frame: Announcement) -> None:
        if frame.topic in self._held:
            self._held[frame.topic].append(frame)
            return
        self._take(frame)
        if frame.cursor is not None:
            self._reach(frame.topic, frame.cursor)

    def _reach(self, topic: str, cursor: str) -> None:
        known = self.cursors.get(topic, "")
        later = max(known, cursor) if topic == ALL_ASSETS else max(known, cursor, key=_number)
        self.cursors[topic] = later

    def _take(self, frame: Announcement | Snapshot) -> None:
        if (frame.topic, frame.event_id) in self._known:
            return
        self._known.add((frame.topic, frame.event_id))
        if frame.topic == ALL_ASSETS:
            if isinstance(frame, Event):
                self.told.append(frame)
        elif isinstance(frame, BulkDecided):
            self._look(frame.topic)
        else:
            self._note(frame)

    def _note(self, frame: Announcement | Snapshot) -> None:
        if isinstance(frame, AssetSnapshot):
            self._keep(frame, "conversion", frame.data.conversion)
            self._keep(frame, "holders", frame.data.holders)
        elif isinstance(frame, UserSnapshot):
            self._keep(frame, "held", frame.data.held)
        elif isinstance(frame, StatusChanged):
            self._keep(frame, "conversion", frame.data)
        elif isinstance(frame, AssignmentChanged):
            is_of_asset = isinstance(frame.data, AssetHolders)
            self._keep(frame, "holders" if is_of_asset else "held", frame.data)

    def _keep(self, frame: Announcement | Snapshot, what: str, data: Told) -> None:
        """Unless something newer is known already."""
        key = frame.topic, what
        if frame.version >= self._versions.get(key, 0):
            self._versions[key] = frame.version
            self.present[key] = data

    def _look(self, topic: str) -> None:
        """Read the present of a topic that nothing was missed of yet."""
        self.present.update(present(self._world, topic))


def present(world: World, topic: str) -> dict[tuple[str, str], Told]:
    """As it is read by HTTP."""
    asset_id, user_id = topic_asset(topic), topic_user(topic)
    if asset_id is not None:
        [holders] = world.holders.get_many([asset_id])
        return {
            (topic, "conversion"): conversion_told(world.assets.get(asset_id)),
            (topic, "holders"): holders_told(holders),
        }
    if user_id is None:
        return {}
    return {(topic, "held"): held(world.standings().of(UserId(user_id)).head)}


def _number(cursor: str) -> int:
    return int(cursor or 0)
