"""What a live connection makes of texts, silence and the end of it."""

from collections import deque

import pytest

from cli.following import PING, Following
from cli.live import Live, SocketLost
from cli.news import Unread
from cli.standing import Standing
from mediadesk.contracts.http import NewAsset
from mediadesk.contracts.socket import Pong, Position, Subscribed
from tests.cli.stories import announced, at_percent, frame, queued, started

SILENCE = None
TOPIC = "asset:ast_00000000000000000000000001"
NEW = announced(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5), 1)
QUEUED = queued(NEW)
STARTED = started(QUEUED)
QUEUED_FRAME = frame(QUEUED, NEW, TOPIC).model_dump_json()
SUBSCRIBED = Subscribed(topics=(Position(topic=TOPIC, cursor="1"),)).model_dump_json()
PONG = Pong().model_dump_json()


class ScriptedWire:
    """Brings what it was given, in turn; None stands for a while without anything."""

    def __init__(self, *incoming: str | None) -> None:
        self.incoming = deque(incoming)
        self.sent: list[str] = []

    def send(self, message: str, /) -> None:
        self.sent.append(message)

    def recv(self, timeout: float | None = None) -> str:
        if (text := self.incoming.popleft()) is None:
            raise TimeoutError
        return text


def test_it_subscribes_and_tells_what_it_hears() -> None:
    wire = ScriptedWire(SUBSCRIBED, QUEUED_FRAME)
    told = Live(wire, Following([TOPIC]), 20).told()
    assert next(told) == (Unread(TOPIC, is_reset=False),)
    assert len(next(told) or ()) == 1
    assert wire.sent == [f'{{"action":"subscribe","topics":["{TOPIC}"],"since":{{}}}}']


def test_a_subscription_that_is_not_confirmed_is_no_connection() -> None:
    told = Live(ScriptedWire(SILENCE), Following([TOPIC]), 20).told()
    with pytest.raises(SocketLost, match="not confirmed"):
        next(told)


def test_silence_asks_for_a_sign_of_life() -> None:
    wire = ScriptedWire(SUBSCRIBED, SILENCE, PONG, SILENCE, QUEUED_FRAME)
    told = Live(wire, Following([TOPIC]), 20).told()
    assert [next(told) is None for _ in range(5)] == [False, True, False, True, False]
    assert wire.sent[1:] == [PING] * 2


def test_a_connection_without_a_sign_of_life_is_lost() -> None:
    told = Live(ScriptedWire(SUBSCRIBED, SILENCE, SILENCE), Following([TOPIC]), 20).told()
    next(told)
    assert next(told) is None
    with pytest.raises(SocketLost, match="silent"):
        next(told)


def test_of_two_states_the_one_with_more_progress_is_newer() -> None:
    ten, twenty = at_percent(10)(STARTED), at_percent(20)(STARTED)
    assert ten is not None
    assert twenty is not None
    early, late = Standing.of(ten, ten.version), Standing.of(twenty, twenty.version)
    assert late.is_newer_than(early)
    assert not early.is_newer_than(late)
    assert not early.is_newer_than(early)
