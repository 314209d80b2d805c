"""Topics and frames, good and bad, as a WebSocket client meets them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.outputs import Outputs
from tests.flows.consumer import Consumer, Frame, Socket
from tests.flows.crowds import Tables

FROM_THE_FUTURE = "4102444800000-01JD0000000000000000000000"


@pytest.fixture
def tables(stack: Outputs, aws: Callable[[str], Any]) -> Tables:
    return Tables(stack, aws)


@pytest.fixture
def bystander(auditor: Consumer) -> Iterator[Socket]:
    """Somebody else, who follows all assets and notices nothing."""
    with auditor.socket() as socket:
        socket.subscribe("assets")
        yield socket
        socket.send({"action": "ping"})
        assert _next(socket) == {"type": "pong"}


@pytest.mark.parametrize(
    "frame",
    [
        "no json at all",
        "[]",
        '{"action": "subscribe"}',
        '{"action": "dance"}',
        '{"action": "subscribe", "topics": []}',
        '{"action": "subscribe", "topics": ["assets"], "as": "root"}',
        '{"action": "subscribe", "topics": ["assets"], "since": {"user:u-1": "1"}}',
        json.dumps({"action": "subscribe", "topics": [f"user:u-{n}" for n in range(1000)]}),
        json.dumps({"action": "ping", "padding": "x" * 9_000}),
        json.dumps({"action": "ping", "padding": "x" * 40_000}),
    ],
    ids=lambda frame: f"{frame[:60]} ({len(frame)})",
)
def test_a_bad_frame_gets_an_error_frame_and_the_connection_stays(
    admin: Consumer, bystander: Socket, frame: str
) -> None:
    with admin.socket() as socket:
        socket.send(frame)
        assert _next(socket)["code"] == "invalid_frame"
        socket.send({"action": "ping"})
        assert _next(socket) == {"type": "pong"}


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("everything", "topic_refused"),
        ("user:", "topic_refused"),
        ("user:nobody.at.all", "user_not_found"),
        ("asset:ast_01JD0000000000000000000000", "asset_not_found"),
    ],
)
def test_a_topic_that_there_is_not_is_refused_and_the_frame_follows_nothing(
    admin: Consumer, bystander: Socket, topic: str, code: str
) -> None:
    with admin.socket() as socket:
        socket.send({"action": "subscribe", "topics": ["assets", topic]})
        refused = _next(socket)
        assert (refused["code"], refused["topic"]) == (code, topic)
        assert [each["topic"] for each in socket.subscribe("assets")["topics"]] == ["assets"]


def test_a_cursor_from_the_future_is_refused(
    admin: Consumer, bystander: Socket, tables: Tables
) -> None:
    wrong = {
        "assets": FROM_THE_FUTURE,
        f"asset:{tables.asset()}": "1000",
        f"user:{tables.crowd(1)[0]}": "1000",
    }
    with admin.socket() as socket:
        for topic, cursor in wrong.items():
            since = {topic: cursor}
            socket.send({"action": "subscribe", "topics": [topic], "since": since})
            refused = _next(socket)
            assert (refused["code"], refused["topic"]) == ("invalid_cursor", topic)
        socket.subscribe(*wrong)


def test_of_a_thousand_subscriptions_two_hundred_are_taken(
    admin: Consumer, bystander: Socket, tables: Tables
) -> None:
    topics = [f"user:{user_id}" for user_id in tables.crowd(1000)]
    answers: list[Frame] = []
    with admin.socket() as socket:
        for start in range(0, len(topics), 100):
            socket.send({"action": "subscribe", "topics": topics[start : start + 100]})
            answers.append(_next(socket))
        socket.send({"action": "ping"})
        assert _next(socket) == {"type": "pong"}
    assert [answer["type"] for answer in answers[:2]] == ["subscribed"] * 2
    assert [answer["code"] for answer in answers[2:]] == ["too_many_subscriptions"] * 8


def test_unsubscribing_is_answered(admin: Consumer) -> None:
    with admin.socket() as socket:
        socket.subscribe("assets")
        socket.send({"action": "unsubscribe", "topics": ["assets"]})
        assert _next(socket) == {"type": "unsubscribed", "topics": ["assets"]}


def _next(socket: Socket) -> Frame:
    """The next answer; what other tests have set going is passed over."""
    return socket.until(lambda frame: "event_id" not in frame)
