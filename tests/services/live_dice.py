"""Stories of changes, announcements and clients, as the dice fall."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Final

from mediadesk.domain.errors import ServiceUnavailable
from tests.faults import Action, Crash, Moment
from tests.services.live_client import LiveClient
from tests.services.live_story import ASSETS, LiveStory

SKEW_MS: Final = 500
"""Half of what two clocks are apart at most."""
CALLS: Final = 25
"""About as many as an announcement takes, or a subscription."""
WAITS_S: Final = (0.001, 0.01, 1, 20, 60)
SLOW: Final = timedelta(seconds=15)
"""How long a call may take."""
MOMENTS: Final[tuple[Moment, Moment]] = "before", "after"


class LiveDice:
    """Plays a story at random: the same dice, the same story."""

    def __init__(self, story: LiveStory, random: Random) -> None:
        self._story = story
        self._world = story.world
        self._random = random

    def play(self, steps: int) -> None:
        for _ in range(steps):
            self._step()
            self._story.require_order()
        self._story.require_good_end()

    def _step(self) -> None:
        act = self._random.choice(
            [self._change, self._change, self._announce, self._announce, self._come, self._read]
        )
        self._world.faults.clear()
        with self._at_another_clock():
            act()
        self._world.clock.advance(timedelta(seconds=self._random.choice(WAITS_S)))

    def _change(self) -> None:
        number = self._random.choice(ASSETS)
        self._random.choice([self._story.conversion, self._story.holders, self._story.head])(number)

    def _announce(self) -> None:
        stream = self._random.choice(list(self._story.streams))
        others = [each for each in self._story.streams if each != stream]
        for _ in range(2):
            self._disturb(self._story.clients, others)
        self._story.announce(stream, self._random.choice([1, 3]))

    def _come(self) -> None:
        client = self._random.choice(self._story.clients)
        self._lose(client)
        others = [each for each in self._story.clients if each is not client]
        self._disturb(others, list(self._story.streams))
        try:
            client.connect()
        except (Crash, ServiceUnavailable):
            self._lose(client)
            client.connect()

    def _read(self) -> None:
        self._random.choice(self._story.clients).read(self._random.choice([1, 2, None]))

    def _lose(self, client: LiveClient) -> None:
        client.cut(self._random.choice([0, 1, 100]), is_noticed=self._random.random() < 0.5)

    def _disturb(self, clients: Sequence[LiveClient], streams: Sequence[str]) -> None:
        """Something happens amid what comes: a crash, an announcement, a client, a while."""
        client, stream = self._random.choice(clients), self._random.choice(streams)
        act: Action = self._random.choice(
            [
                lambda: None,
                _crash,
                lambda: self._story.announce(stream, 3),
                lambda: self._come_again(client),
                lambda: self._world.clock.advance(SLOW),
            ]
        )
        moment: Moment = self._random.choice(MOMENTS)
        self._world.faults.at(self._random.randrange(1, CALLS), moment, act)

    def _come_again(self, client: LiveClient) -> None:
        self._lose(client)
        client.connect()

    @contextmanager
    def _at_another_clock(self) -> Iterator[None]:
        ahead = timedelta(milliseconds=self._random.randrange(-SKEW_MS, SKEW_MS + 1))
        self._world.clock.advance(ahead)
        yield
        self._world.clock.advance(-ahead)


def _crash() -> None:
    raise Crash
