"""What a client should not send: told by a code, and nobody notices but the one who sent it."""

import json
from datetime import timedelta

import pytest

from functions.notify.on_change import handler as on_change
from functions.notify.on_socket import handler
from mediadesk import wiring
from mediadesk.contracts.socket import FrameError, Pong, StatusChanged, Subscribed
from mediadesk.domain.ids import ConnectionId, Topic
from mediadesk.domain.places import place_at
from mediadesk.domain.topics import ALL_ASSETS
from tests.builders import a_connection, an_asset, an_asset_id
from tests.fakes import START
from tests.functions.events import changes, frame, image
from tests.functions.live import CLIENT, OTHER, codes, connect, knock, send, subscribe
from tests.gateway import AUDITOR, Context, Person
from tests.world import World

FOLLOWED = "asset:ast_00000000000000000000000001"
FUTURE = place_at(START + timedelta(hours=1), "1")
MANY = [f"user:u-{number}" for number in range(1000)]
BAD: dict[str, tuple[object, str]] = {
    "malformed JSON": ('{"action": ', "invalid_frame"),
    "no object": ("[]", "invalid_frame"),
    "unknown action": ({"action": "dance"}, "invalid_frame"),
    "unknown field": ({"action": "ping", "loud": True}, "invalid_frame"),
    "unknown topic": ({"action": "subscribe", "topics": ["weather"]}, "topic_refused"),
    "absent asset": (
        {"action": "subscribe", "topics": [f"asset:{an_asset_id(99)}"]},
        "asset_not_found",
    ),
    "absent user": ({"action": "subscribe", "topics": ["user:nobody"]}, "user_not_found"),
    "oversized": ({"action": "ping", "padding": "x" * 8192}, "invalid_frame"),
    "oversized in bytes": ({"action": "ping", "padding": "\u20ac" * 3000}, "invalid_frame"),
    "1,000 topics": ({"action": "subscribe", "topics": MANY}, "invalid_frame"),
    "topics of a wrong kind": ({"action": "subscribe", "topics": [1]}, "invalid_frame"),
    "cursor from the future": (
        {"action": "subscribe", "topics": ["assets"], "since": {"assets": FUTURE}},
        "invalid_cursor",
    ),
    "cursor of an asset from the future": (
        {"action": "subscribe", "topics": [FOLLOWED], "since": {FOLLOWED: "999"}},
        "invalid_cursor",
    ),
    "cursor that is none": (
        {"action": "subscribe", "topics": ["assets"], "since": {"assets": "7"}},
        "invalid_cursor",
    ),
    "since of another topic": (
        {"action": "subscribe", "topics": ["assets"], "since": {FOLLOWED: "1"}},
        "invalid_frame",
    ),
}


@pytest.fixture
def crowded(world: World) -> World:
    """A world with two clients, of whom each follows one asset."""
    world.storage.assets[an_asset_id(1)] = an_asset(1)
    for name in (CLIENT, OTHER):
        assert connect(name) == 200
        subscribe(FOLLOWED, name=name)
    world.sockets.frames.clear()
    return world


def announce() -> None:
    assert not on_change(changes((None, image(an_asset(1)))), Context())["batchItemFailures"]


@pytest.mark.parametrize(("body", "code"), BAD.values(), ids=BAD)
def test_a_bad_frame_leaves_the_connection_usable_and_the_others_alone(
    crowded: World, body: object, code: str
) -> None:
    known = dict(crowded.storage.subscriptions)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    send(text)

    assert codes(crowded) == [code]
    assert crowded.storage.subscriptions == known
    assert not crowded.sockets.closed
    assert not crowded.sockets.received(OTHER)
    send({"action": "ping"})
    assert crowded.sockets.received(CLIENT)[-1] == Pong()
    announce()
    for name in (CLIENT, OTHER):
        assert isinstance(crowded.sockets.received(name)[-1], StatusChanged)


@pytest.mark.parametrize("route", ["$connect", "$disconnect"])
def test_an_action_named_as_a_route_of_the_gateway_neither_opens_nor_ends_anything(
    crowded: World, route: str
) -> None:
    known = dict(crowded.storage.connections)
    send({"action": route}, route=route)
    assert codes(crowded) == ["invalid_frame"]
    assert crowded.storage.connections == known


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", 'The frame is not JSON. Send one JSON object, such as {"action": "ping"}.'),
        ("[]", 'The frame is no JSON object. Send one JSON object, such as {"action": "ping"}.'),
        ("{}", '`action` is missing: it must be "subscribe", "unsubscribe" or "ping".'),
        ({"action": 1}, '`action` must be "subscribe", "unsubscribe" or "ping".'),
        (
            {"action": "unsubscribe"},
            '`topics` is missing: name 1 to 100 topics, such as ["assets"].',
        ),
        (
            {"action": "subscribe", "topics": "assets"},
            '`topics` must be a list: name 1 to 100 topics, such as ["assets"].',
        ),
        (
            {"action": "subscribe", "topics": []},
            '`topics` is empty: name 1 to 100 topics, such as ["assets"].',
        ),
        (
            {"action": "subscribe", "topics": ["assets"] * 101},
            '`topics` is too long: name 1 to 100 topics, such as ["assets"], and the others in'
            " another frame.",
        ),
        (
            {"action": "subscribe", "topics": [None, ""]},
            "Each of `topics` must be a text of 1 to 200 characters.",
        ),
        (
            {"action": "subscribe", "topics": ["assets"], "since": []},
            '`since` must be an object of topics and cursors, such as {"user:u-17": "6"}.',
        ),
        (
            {"action": "subscribe", "topics": ["assets"], "since": {"assets": 6}},
            "In `since`, topics and cursors must be texts of 1 to 200 characters.",
        ),
        (
            {"action": "subscribe", "topics": ["assets"], "since": {"user:u-17": "6"}},
            "`since` may name only topics that `topics` names too.",
        ),
        (
            {"action": "ping", "a\u202e": 1, "b": 2},
            "A frame with `action` \"ping\" has no field 'a\\u202e': leave it out."
            " A frame with `action` \"ping\" has no field 'b': leave it out.",
        ),
        (
            '"' + "x" * 8191 + '"',
            "The frame has 8193 bytes, and may have 8192: name fewer topics in it, and the others"
            " in another frame.",
        ),
    ],
    ids=str,
)
def test_the_error_says_in_plain_words_what_to_do(
    crowded: World, body: object, message: str
) -> None:
    send(body)

    assert crowded.sockets.received(CLIENT) == [FrameError(code="invalid_frame", message=message)]


def test_text_that_is_no_utf_8_is_told_too(crowded: World) -> None:
    send('{"action": "ping", "\ud800": 1}')

    assert codes(crowded) == ["invalid_frame"]


@pytest.mark.parametrize("code", ["asset_not_found", "invalid_cursor"])
def test_an_error_about_a_topic_names_it(crowded: World, code: str) -> None:
    body, _ = BAD["absent asset" if code == "asset_not_found" else "cursor from the future"]
    send(body)

    [error] = crowded.sockets.received(CLIENT)
    assert isinstance(error, FrameError)
    assert error.topic == ("assets" if code == "invalid_cursor" else f"asset:{an_asset_id(99)}")


def test_a_connection_follows_so_many_topics_and_no_more(crowded: World) -> None:
    for number in range(2, 1002):
        crowded.storage.assets[an_asset_id(number)] = an_asset(number)
    topics = [f"asset:{an_asset_id(number)}" for number in range(2, 1002)]
    for start in range(0, 1000, 100):
        subscribe(*topics[start : start + 100])

    answers = crowded.sockets.received(CLIENT)
    assert [type(each) for each in answers] == [Subscribed, *[FrameError] * 9]
    assert set(codes(crowded)) == {"too_many_subscriptions"}
    own = [name for _, name in crowded.storage.subscriptions if name == CLIENT]
    assert len(own) == 101
    subscribe("assets")
    send({"action": "unsubscribe", "topics": topics[:100]})
    subscribe(*topics[100:200])
    assert isinstance(crowded.sockets.received(CLIENT)[-1], Subscribed)


def test_an_admin_has_so_many_connections_and_no_more(world: World) -> None:
    most = world.notifications()._most
    names = [ConnectionId(f"c-{number}") for number in range(most + 1)]

    assert [connect(name) for name in names] == [*[200] * most, 429]
    assert set(world.storage.connections) == set(names[:-1])
    assert connect(ConnectionId("another"), Person("vic", ("auditor",))) == 200
    assert handler(frame("$disconnect", connection_id=names[0]), Context()) == {"statusCode": 200}
    assert connect(names[-1]) == 200


def test_connections_that_ended_unheard_of_do_not_count(world: World) -> None:
    most = world.notifications()._most
    for number in range(most):
        assert connect(ConnectionId(f"c-{number}")) == 200
    world.clock.advance(timedelta(minutes=5))
    world.sockets.gone |= {ConnectionId("c-3"), ConnectionId("c-4")}

    assert connect() == 200
    assert len(world.storage.connections) == most - 1


def test_who_may_not_follow_a_topic_learns_no_more_than_that_there_is_none(
    crowded: World,
) -> None:
    stranger = ConnectionId("c-3=")
    crowded.connections.add(a_connection(stranger, groups=frozenset({"staff"})))
    for topic in ("assets", FOLLOWED, f"asset:{an_asset_id(99)}", "user:nobody"):
        subscribe(topic, name=stranger)

    assert codes(crowded, stranger) == ["topic_refused"] * 4
    assert stranger not in {name for _, name in crowded.storage.subscriptions}


def test_an_auditor_follows_whatever_an_admin_does(crowded: World) -> None:
    auditor = ConnectionId("c-3=")
    assert connect(auditor, AUDITOR) == 200
    subscribe("assets", FOLLOWED, name=auditor)

    assert codes(crowded, auditor) == []
    assert (Topic(ALL_ASSETS), auditor) in crowded.storage.subscriptions


def test_a_ticket_that_was_refused_leaves_no_connection(world: World) -> None:
    assert knock({"ticket": "forged"})["principalId"] == "nobody"

    assert not world.storage.connections
    assert wiring.tickets().admit("forged") is None
