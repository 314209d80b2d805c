"""The rules of following topics live, without a connection of its own: text in, text out."""

from collections.abc import Iterable, Iterator
from typing import Final

from cli.memory import Memory
from cli.news import (
    Document,
    Heard,
    MissedEvents,
    News,
    Refused,
    Told,
    Unread,
    document_of,
    frame_of,
    is_of_gateway,
    news_of,
)
from mediadesk.contracts.client_frames import (
    MAX_FRAME_BYTES,
    MAX_TOPICS_PER_FRAME,
    Ping,
    Subscribe,
)
from mediadesk.contracts.socket import (
    FrameError,
    Reset,
    Snapshot,
    Subscribed,
    Unsubscribed,
)
from mediadesk.domain.errors import InvalidCursor, ServiceUnavailable, WriteConflict

PING: Final = Ping(action="ping").model_dump_json()
_PASSING: Final = frozenset({ServiceUnavailable.code, WriteConflict.code})
_NOT_TAKEN: Final = Refused(None, ServiceUnavailable.code, "The service did not take a frame.")


class Following:
    """Each event is told once, and those of one item in order, over any number of connections.

    Live frames of a topic are held back until everything was told that was missed of it.
    """

    def __init__(self, topics: Iterable[str]) -> None:
        self._wanted = dict.fromkeys(topics)
        self._memory = Memory()
        self._resets: set[str] = set()
        self._origins: dict[str, str] = {}
        """The first cursor of each topic: what lies before it was in what was read then."""
        self._asked: list[tuple[str, ...]] = []
        self._held: dict[str, list[News]] = {}
        """Live frames of each topic that is not in force yet."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Without those that were refused."""
        return tuple(self._wanted)

    @property
    def is_caught_up(self) -> bool:
        """Whether each topic is followed, and what was missed of it was told."""
        return not self._held

    @property
    def cursors(self) -> dict[str, str]:
        """Where it got to with each topic."""
        return self._memory.cursors_of(self._wanted)

    def begin(self) -> tuple[str, ...]:
        """What to send first on a new connection."""
        self._asked.clear()
        self._held.clear()
        return self._ask(self._wanted)

    def receive(self, text: str | bytes) -> Heard:
        """What a text brings; nothing where it is none that this version knows."""
        document = document_of(text)
        if document is None:
            return Heard(is_known=False)
        if is_of_gateway(document):
            return Heard((_NOT_TAKEN,), is_known=False)
        frame = frame_of(document)
        match frame:
            case Subscribed():
                return Heard(tuple(self._settled(frame)))
            case Unsubscribed():
                return Heard(answers=self._ask(t for t in frame.topics if t in self._wanted))
            case FrameError():
                return self._refused(frame)
            case Reset():
                self._drop_cursor(frame.topic)
                return Heard()
            case MissedEvents():
                return Heard(tuple(self._new(self._since_origin(frame))))
        news = news_of(document)
        told = () if news is None else tuple(self._live(news))
        return Heard(told, is_known=frame is not None)

    def polled(self, documents: Iterable[Document]) -> tuple[Told, ...]:
        """What to tell of a page of events that was asked for."""
        told: list[Told] = []
        for document in documents:
            frame = frame_of(document)
            if isinstance(frame, Reset):
                self._memory.drop_cursor(frame.topic)
                told.append(Unread(frame.topic, is_reset=True))
            elif (news := news_of(document)) is not None:
                told += self._in_force([news])
        return tuple(told)

    def _ask(self, topics: Iterable[str]) -> tuple[str, ...]:
        packs = list(self._packs(topics))
        self._asked += packs
        for pack in packs:
            self._held |= {topic: self._held.get(topic, []) for topic in pack}
        return tuple(map(self._subscription, packs))

    def _packs(self, topics: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """As many in each as a frame takes, counted and in bytes."""
        pack: tuple[str, ...] = ()
        for topic in topics:
            longer = (*pack, topic)
            is_too_long = len(self._subscription(longer).encode()) > MAX_FRAME_BYTES
            if pack and (is_too_long or len(longer) > MAX_TOPICS_PER_FRAME):
                yield pack
                longer = (topic,)
            pack = longer
        if pack:
            yield pack

    def _subscription(self, pack: tuple[str, ...]) -> str:
        since = self._memory.cursors_of(pack)
        # Not checked: that it is too much for a frame is found out by its length.
        frame = Subscribe.model_construct(action="subscribe", topics=pack, since=since)
        return frame.model_dump_json()

    def _settled(self, frame: Subscribed) -> Iterator[Told]:
        for position in frame.topics:
            topic = position.topic
            held = self._held.pop(topic, None)
            if held is None:
                continue
            is_reset = topic in self._resets
            if is_reset or not self._memory.cursors_of([topic]):
                yield Unread(topic, is_reset)
            if is_reset or topic not in self._origins:
                self._origins[topic] = position.cursor
            self._resets.discard(topic)
            self._memory.advance(topic, position.cursor)
            yield from self._in_force(held)
        self._asked = [pack for pack in self._asked if not self._held.keys().isdisjoint(pack)]

    def _refused(self, error: FrameError) -> Heard:
        """The frame that named such a topic subscribed to nothing: ask for the others again."""
        topic = None if error.code in _PASSING else error.topic
        told = Refused(topic, error.code, error.message)
        pack = next((pack for pack in self._asked if topic in pack), None)
        if topic is None or pack is None:
            return Heard((told,))
        self._asked.remove(pack)
        if error.code == InvalidCursor.code and self._memory.cursors_of([topic]):
            self._drop_cursor(topic)
            return Heard(answers=self._ask(pack))
        self._wanted.pop(topic, None)
        self._held.pop(topic, None)
        return Heard((told,), self._ask(each for each in pack if each != topic))

    def _drop_cursor(self, topic: str) -> None:
        """To be read once it is followed: whatever happens after that reading is heard."""
        self._memory.drop_cursor(topic)
        self._resets.add(topic)

    def _live(self, news: News) -> Iterator[News]:
        held = self._held.get(news.frame.topic)
        if held is None:
            yield from self._in_force([news])
        elif isinstance(news.frame, Snapshot):
            yield from self._new([news])
        else:
            held.append(news)

    def _since_origin(self, missed: MissedEvents) -> Iterator[News | None]:
        """A replay reaches back a little further than it was asked to."""
        origin = self._origins.get(missed.topic, "")
        for news in map(news_of, missed.events):
            if news is None or (news.frame.cursor or "") >= origin:
                yield news

    def _in_force(self, found: Iterable[News]) -> Iterator[News]:
        """The cursor moves by these alone: with others more may be missing that is older."""
        for news in found:
            self._memory.advance(news.frame.topic, news.frame.cursor)
            yield from self._new([news])

    def _new(self, found: Iterable[News | None]) -> Iterator[News]:
        return (news for news in found if news is not None and self._memory.takes(news.frame))
