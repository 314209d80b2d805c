"""What a live connection makes of texts, silence and the end of it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cli.following import PING, Following
from cli.live import Live, SocketLost
from cli.news import Refused, Told, Unread
from cli.pace import Pace
from cli.standing import Standing
from mediadesk.contracts.http import NewAsset
from mediadesk.contracts.socket import Pong, Position, Subscribed, Unsubscribed
from tests.cli.sockets import GATEWAY_ERROR
from tests.cli.stories import announced, at_percent, frame, queued, started

SILENCE = None
PACE = Pace()
TOPIC = "asset:ast_00000000000000000000000001"
NEW = announced(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5), 1)
QUEUED = queued(NEW)
STARTED = started(QUEUED)
QUEUED_FRAME = frame(QUEUED, NEW, TOPIC).model_dump_json()
SUBSCRIBED = Subscribed(topics=(Position(topic=TOPIC, cursor="1"),)).model_dump_json()
PONG = Pong().model_dump_json()
UNSUBSCRIBED = Unsubscribed(topics=(TOPIC,)).model_dump_json()
STRANGE = '{"type": "asset.praised"}'


class ScriptedWire:
    """Brings what it was given, in turn, each after `every_s`; None stands for a quiet while."""

    def __init__(self, *incoming: str | None, every_s: float = 0) -> None:
        self.incoming = deque(incoming)
        self.every_s = every_s
        self.now = 0.0
        self.sent: list[str] = []

    def send(self, message: str, /) -> None:
        self.sent.append(message)

    def recv(self, timeout: float | None = None) -> str:
        text = self.incoming.popleft()
        self.now += self.every_s if text is not None else timeout or 0
        if text is None:
            raise TimeoutError
        return text

    def told(self, *topics: str) -> Iterator[tuple[Told, ...] | None]:
        """What a connection over it tells of them."""
        pace = replace(PACE, clock=lambda: self.now)
        return Live(self, Following(topics or [TOPIC]), pace).told()


def test_it_subscribes_and_tells_what_it_hears() -> None:
    wire = ScriptedWire(SUBSCRIBED, QUEUED_FRAME)
    told = wire.told()
    assert next(told) == (Unread(TOPIC, is_reset=False),)
    assert len(next(told) or ()) == 1
    assert wire.sent == [f'{{"action":"subscribe","topics":["{TOPIC}"],"since":{{}}}}']


@pytest.mark.parametrize("meanwhile", [SILENCE, QUEUED_FRAME, STRANGE])
def test_a_subscription_that_is_not_confirmed_is_no_connection(meanwhile: str | None) -> None:
    wire = ScriptedWire(*[meanwhile] * 50, every_s=5)
    with pytest.raises(SocketLost, match="not confirmed"):
        deque(wire.told(), maxlen=0)
    assert wire.now == PACE.answer_s


def test_one_topic_that_is_not_confirmed_is_as_bad_as_all() -> None:
    wire = ScriptedWire(SUBSCRIBED, *[QUEUED_FRAME] * 50, every_s=5)
    with pytest.raises(SocketLost, match="not confirmed"):
        deque(wire.told(TOPIC, "asset:other"), maxlen=0)
    assert wire.now == PACE.answer_s


def test_what_is_asked_for_again_has_its_own_time() -> None:
    wire = ScriptedWire(SUBSCRIBED, UNSUBSCRIBED, *[QUEUED_FRAME] * 50, every_s=5)
    with pytest.raises(SocketLost, match="not confirmed"):
        deque(wire.told(), maxlen=0)
    assert wire.now == 2 * wire.every_s + PACE.answer_s


def test_time_that_passes_in_telling_does_not_count() -> None:
    wire = ScriptedWire(QUEUED_FRAME, QUEUED_FRAME, SUBSCRIBED)
    for _ in wire.told():
        wire.now += 1000
        if not wire.incoming:
            break
    assert len(wire.sent) == 1


@pytest.mark.parametrize("meanwhile", [SILENCE, QUEUED_FRAME, STRANGE])
def test_from_time_to_time_it_asks_for_a_sign_of_life(meanwhile: str | None) -> None:
    between = [meanwhile] * 2
    wire = ScriptedWire(SUBSCRIBED, *between, PONG, *between, PONG, SILENCE, every_s=15)
    with pytest.raises(IndexError):
        deque(wire.told(), maxlen=0)
    assert wire.sent[1:] == [PING] * 2


@pytest.mark.parametrize("meanwhile", [SILENCE, STRANGE, "?"])
def test_without_a_sign_of_life_it_is_lost_in_a_minute(meanwhile: str | None) -> None:
    wire = ScriptedWire(SUBSCRIBED, *[meanwhile] * 50, every_s=15)
    told = wire.told()
    next(told)
    began = wire.now
    with pytest.raises(SocketLost, match="silent"):
        deque(told, maxlen=0)
    assert wire.now - began <= 60


def test_an_event_is_a_sign_of_life_too() -> None:
    wire = ScriptedWire(SUBSCRIBED, *[QUEUED_FRAME] * 50, every_s=5)
    with pytest.raises(IndexError):
        deque(wire.told(), maxlen=0)
    assert wire.sent[1:] == [PING] * 5


def test_what_the_gateway_answers_itself_refuses_the_connection() -> None:
    told = ScriptedWire(SUBSCRIBED, GATEWAY_ERROR).told()
    next(told)
    [refused] = next(told) or ()
    assert isinstance(refused, Refused)
    assert refused.topic is None


def test_of_two_states_the_one_with_more_progress_is_newer() -> None:
    ten, twenty = at_percent(10)(STARTED), at_percent(20)(STARTED)
    assert ten is not None
    assert twenty is not None
    early, late = Standing.of(ten, ten.version), Standing.of(twenty, twenty.version)
    assert late.is_newer_than(early)
    assert not early.is_newer_than(late)
    assert not early.is_newer_than(early)
