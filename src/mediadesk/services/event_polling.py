"""Events for clients that can't hold a connection: the same, page by page."""

import json
from collections.abc import Sequence
from typing import Final

from mediadesk.contracts.socket import Event, EventPage, Reset
from mediadesk.domain.ids import Topic
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.event_replay import EventReplay
from mediadesk.services.positions import Positions
from mediadesk.services.topic_access import refused_topic

QUERY: Final = "events"
"""What a cursor is signed for: it says by itself which topics it is of."""
BETWEEN: Final = " "
ORIGIN: Final = Topic("")
"""Stands in a cursor for where its first reading of `assets` began."""


class EventPolling:
    def __init__(self, *, positions: Positions, replay: EventReplay, cursors: CursorSigner) -> None:
        self._positions = positions
        self._replay = replay
        self._cursors = cursors

    def page(
        self, topics: Sequence[Topic], groups: frozenset[str], since: str | None, limit: int
    ) -> EventPage:
        """What was missed since the cursor; without one, only where the topics stand.

        A topic that the cursor does not know begins where it stands. `limit` counts events of
        `assets`; there are more where the order of an item asks for it. Raises TopicRefused,
        AssetNotFound, UserNotFound, InvalidCursor.
        """
        topics = list(dict.fromkeys(topics))
        present = self._positions.of(topics)
        refused = refused_topic(topics, groups, present)
        if refused is not None:
            raise refused[1]
        here = {ALL_ASSETS: self._replay.here(), **present}
        earlier = self._known(since)
        known = {topic: at for topic, at in earlier.items() if topic in topics}
        state = {topic: here[topic] for topic in topics} | {ORIGIN: here[ALL_ASSETS]} | known
        snapshots = self._positions.newer({t: at for t, at in known.items() if t != ALL_ASSETS})
        state |= {Topic(each.topic): each.cursor for each in snapshots}
        events: Sequence[Event | Reset] = ()
        if ALL_ASSETS in known:
            events, state[ALL_ASSETS] = self._of_all(known[ALL_ASSETS], here[ALL_ASSETS], limit)
            if not any(isinstance(each, Reset) for each in events):
                state[ORIGIN] = earlier[ORIGIN]
        return EventPage(
            events=(*_since(state[ORIGIN], events), *snapshots),
            cursor=self._cursors.sign(QUERY, json.dumps(state, separators=(",", ":"))),
            has_more=BETWEEN in state.get(ALL_ASSETS, ""),
        )

    def _of_all(self, place: str, here: str, limit: int) -> tuple[Sequence[Event | Reset], str]:
        """Events, and where to go on.

        In the middle of a walk through the log the place says both where it got to and where it
        began: the next walk reads again what was on its way when this one began.
        """
        got_to, _, began = place.partition(BETWEEN)
        begin = self._replay.begin(got_to)
        if begin is None:
            return [Reset(topic=ALL_ASSETS)], here
        events, last = self._replay.page(got_to if began else begin, limit)
        return events, (began or here) if last is None else f"{last}{BETWEEN}{began or here}"

    def _known(self, since: str | None) -> dict[Topic, str]:
        return {} if since is None else json.loads(self._cursors.position(QUERY, since))


def _since(origin: str, events: Sequence[Event | Reset]) -> list[Event | Reset]:
    """What came before is in what was read after the first request."""
    return [each for each in events if isinstance(each, Reset) or (each.cursor or "") >= origin]
