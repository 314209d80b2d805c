"""Frames of WebSocket clients, from the handshake to the end."""

import json
from datetime import timedelta

import pytest

from functions.notify.on_socket import handler
from mediadesk.contracts.socket import Pong, Position, Subscribed, Unsubscribed
from mediadesk.domain.errors import ServiceUnavailable
from tests.builders import GRACE, a_head, a_profile
from tests.functions.events import frame
from tests.functions.live import CLIENT, OK, codes, connect, send
from tests.functions.stories import announced
from tests.gateway import Context
from tests.world import World


@pytest.fixture
def connected(world: World) -> World:
    """A world with one client, who came in by a ticket."""
    assert connect() == 200
    return world


def test_a_client_is_known_by_what_the_handshake_said(connected: World) -> None:
    [connection] = connected.storage.connections.values()
    assert (connection.connection_id, connection.admin_id) == (CLIENT, "ada")
    assert connection.groups == {"admin"}
    assert connection.expires_at == connected.clock().replace(microsecond=0) + timedelta(hours=1)


def test_a_client_subscribes_and_leaves_and_pings(connected: World) -> None:
    topic = f"asset:{announced()}"
    send({"action": "subscribe", "topics": [topic, "assets"]})
    send({"action": "unsubscribe", "topics": ["assets"]})
    send({"action": "ping"})

    kinds = [type(answer) for answer in connected.sockets.received(CLIENT)]
    assert kinds == [Subscribed, Unsubscribed, Pong]
    assert set(connected.storage.subscriptions) == {(topic, CLIENT)}


def test_a_client_follows_a_user(connected: World) -> None:
    connected.storage.profiles[GRACE] = a_profile()
    connected.storage.heads[GRACE] = a_head()
    send({"action": "subscribe", "topics": ["user:grace"]})

    assert connected.sockets.received(CLIENT) == [
        Subscribed(topics=(Position(topic="user:grace", cursor="1"),))
    ]


@pytest.mark.parametrize("route", ["subscribe", "unsubscribe", "ping", "$default"])
def test_the_frame_counts_and_not_the_route_that_it_came_by(connected: World, route: str) -> None:
    assert handler(frame(route, '{"action": "ping"}'), Context()) == OK

    assert connected.sockets.received(CLIENT) == [Pong()]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "{",
        "null",
        "[]",
        '"ping"',
        "1e999",
        "{}",
        '{"action": "dance"}',
        '{"action": ["ping"]}',
        '{"action": "ping", "extra": 1}',
        '{"action": "subscribe"}',
        '{"action": "subscribe", "topics": []}',
        '{"action": "subscribe", "topics": "assets"}',
        '{"action": "subscribe", "topics": [7]}',
        '{"action": "subscribe", "topics": [""]}',
        json.dumps({"action": "subscribe", "topics": ["assets"] * 101}),
        json.dumps({"action": "subscribe", "topics": ["x" * 201]}),
        '{"action": "ping"}' + " " * 8192,
        "[" * 8000,
    ],
)
def test_a_bad_frame_is_answered_and_leaves_the_connection_open(
    connected: World, body: str
) -> None:
    send(body)
    send({"action": "ping"})

    assert codes(connected) == ["invalid_frame"]
    assert connected.sockets.received(CLIENT)[-1] == Pong()
    assert not connected.sockets.closed
    assert not connected.storage.subscriptions


def test_a_frame_without_a_body_is_a_bad_one(connected: World) -> None:
    assert handler(frame("$default"), Context()) == OK

    assert codes(connected) == ["invalid_frame"]


def test_a_frame_of_the_largest_size_is_read(connected: World) -> None:
    ping = '{"action": "ping"}'
    send(ping + " " * (8192 - len(ping)))

    assert connected.sockets.received(CLIENT) == [Pong()]


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("user:nobody", "user_not_found"),
        ("user:a b", "topic_refused"),
        ("asset:x", "topic_refused"),
        ("asset:ast_00000000000000000000000099", "asset_not_found"),
    ],
)
def test_a_refused_topic_is_told_by_its_code(connected: World, topic: str, code: str) -> None:
    send({"action": "subscribe", "topics": ["assets", topic]})

    assert codes(connected) == [code]
    assert not connected.storage.subscriptions


def test_a_client_that_leaves_is_forgotten(connected: World) -> None:
    send({"action": "subscribe", "topics": ["assets"]})
    assert handler(frame("$disconnect"), Context()) == OK

    assert not connected.storage.connections
    assert not connected.storage.subscriptions


def test_a_client_whose_session_is_over_is_closed(connected: World) -> None:
    connected.clock.advance(timedelta(hours=1))
    send({"action": "ping"})

    assert connected.sockets.closed == [CLIENT]
    assert not connected.storage.connections


def test_a_store_that_does_not_answer_is_told_to_the_client(connected: World) -> None:
    connected.faults.clear()
    connected.faults.fail(2, "before")
    send({"action": "subscribe", "topics": ["assets"]})

    assert codes(connected) == ["service_unavailable"]


def test_a_handshake_that_cannot_be_recorded_is_refused(world: World) -> None:
    world.faults.fail(1, "before")
    admitted = {
        "admin_id": "ada",
        "groups": "admin",
        "session_until": "2026-11-22T11:15:30.000Z",
    }

    with pytest.raises(ServiceUnavailable):
        handler(frame("$connect", admitted=admitted), Context())
