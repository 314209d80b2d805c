"""What a live connection makes of frames, silence and refusals."""

from collections import deque

import pytest

from cli.live import Live, SocketLost
from cli.standing import Standing
from mediadesk.contracts.http import NewAsset
from mediadesk.contracts.socket import FrameError, Pong, Position, Subscribed
from tests.cli.stories import announced, at_percent, frame, queued, started

SILENCE = None
TOPIC = "asset:ast_00000000000000000000000001"
NEW = announced(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5), 1)
QUEUED = queued(NEW)
STARTED = started(QUEUED)
QUEUED_FRAME = frame(QUEUED, NEW, TOPIC).model_dump_json()
SUBSCRIBED = Subscribed(topics=(Position(topic=TOPIC, cursor=None),)).model_dump_json()


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


def test_a_frame_that_arrives_before_the_subscription_is_confirmed_is_kept() -> None:
    live = Live(ScriptedWire(QUEUED_FRAME, SUBSCRIBED), 20)
    live.subscribe([TOPIC])
    frame = next(live.frames())
    assert frame is not None
    assert frame.version == QUEUED.version


def test_many_topics_go_in_frames_that_the_service_takes() -> None:
    wire = ScriptedWire(*[SUBSCRIBED] * 3)
    Live(wire, 20).subscribe([f"asset:{number}" for number in range(250)])
    assert len(wire.sent) == 3


@pytest.mark.parametrize(
    "answer", [SILENCE, FrameError(code="topic_refused", message="No.").model_dump_json()]
)
def test_a_subscription_that_is_not_confirmed_is_no_connection(answer: str | None) -> None:
    with pytest.raises(SocketLost):
        Live(ScriptedWire(answer), 20).subscribe([TOPIC])


def test_silence_asks_for_a_sign_of_life() -> None:
    wire = ScriptedWire(SILENCE, Pong().model_dump_json(), SILENCE, QUEUED_FRAME)
    frames = Live(wire, 20).frames()
    assert [next(frames) is None for _ in range(3)] == [True, True, False]
    assert wire.sent == ['{"action":"ping"}'] * 2


def test_a_connection_without_a_sign_of_life_is_lost() -> None:
    frames = Live(ScriptedWire(SILENCE, SILENCE), 20).frames()
    assert next(frames) is None
    with pytest.raises(SocketLost):
        next(frames)


def test_frames_of_a_newer_service_are_passed_over() -> None:
    frames = Live(ScriptedWire('{"type": "assignment.changed"}', "?", QUEUED_FRAME), 20).frames()
    assert next(frames) is not None


def test_of_two_states_the_one_with_more_progress_is_newer() -> None:
    ten, twenty = at_percent(10)(STARTED), at_percent(20)(STARTED)
    assert ten is not None
    assert twenty is not None
    early, late = Standing.of(ten, ten.version), Standing.of(twenty, twenty.version)
    assert late.is_newer_than(early)
    assert not early.is_newer_than(late)
    assert not early.is_newer_than(early)
