"""Tickets, topics and frames, as a WebSocket client meets them."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.flows.consumer import Consumer, Socket, created


def test_a_ticket_opens_one_connection_only(admin: Consumer) -> None:
    ticket = created(admin.http.post("/api/admin/websocket-tickets"))
    with connect(ticket["url"]), pytest.raises(InvalidStatus):
        connect(ticket["url"])


def test_neither_a_forged_ticket_nor_none_opens_anything(admin: Consumer) -> None:
    url = created(admin.http.post("/api/admin/websocket-tickets"))["url"]
    for wrong in (url[:-1] + "~", url.partition("?")[0], url.partition("=")[0] + "="):
        with pytest.raises(InvalidStatus):
            connect(wrong)


@pytest.mark.parametrize(
    "frame",
    [
        "no json at all",
        "[]",
        '{"action": "subscribe"}',
        '{"action": "dance"}',
        '{"action": "subscribe", "topics": []}',
        '{"action": "subscribe", "topics": ["assets"], "as": "root"}',
        '{"action": "subscribe", "topics": ["%s"]}' % ("x" * 9000),
    ],
)
def test_a_bad_frame_gets_an_error_frame_and_the_connection_stays(
    admin: Consumer, frame: str
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
def test_a_topic_that_there_is_not_is_refused(admin: Consumer, topic: str, code: str) -> None:
    with admin.socket() as socket:
        socket.send({"action": "subscribe", "topics": ["assets", topic]})
        assert _next(socket)["code"] == code


def test_unsubscribing_is_answered(admin: Consumer) -> None:
    with admin.socket() as socket:
        socket.subscribe("assets")
        socket.send({"action": "unsubscribe", "topics": ["assets"]})
        assert _next(socket) == {"type": "unsubscribed", "topics": ["assets"]}


def _next(socket: Socket) -> dict[str, object]:
    return socket.until(lambda frame: not frame["type"].startswith("conversion."))
