"""Frames and questions that are meant to break live status are answered, and break nothing."""

import json
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.contracts.socket import Pong
from mediadesk.domain.ids import Topic
from tests.functions.live import CLIENT, codes, following, send, subscribe
from tests.gateway import call
from tests.security.test_hostile_input import JSON_VALUES
from tests.world import World

ON_ONE_WORLD = settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FOLLOWED = Topic("user:grace")
KNOWN = st.sampled_from(["action", "topics", "since", "subscribe", "unsubscribe", "ping", "assets"])
FRAMES = st.dictionaries(KNOWN | st.text(), KNOWN | JSON_VALUES, max_size=4)


def require_unharmed(world: World) -> None:
    """It was told what is wrong, follows what it did, and is answered as before."""
    assert len(codes(world)) == len(world.sockets.frames) == 1
    assert set(world.storage.subscriptions) == {(FOLLOWED, CLIENT)}
    assert not world.sockets.closed
    world.sockets.frames.clear()
    send({"action": "ping"})
    assert world.sockets.received(CLIENT) == [Pong()]
    world.sockets.frames.clear()


@ON_ONE_WORLD
@given(st.text(max_size=200) | FRAMES.map(json.dumps) | JSON_VALUES.map(json.dumps))
def test_no_frame_breaks_a_connection(world: World, text: str) -> None:
    following(world, FOLLOWED)
    send(text)
    if codes(world):
        require_unharmed(world)
    world.sockets.frames.clear()
    world.storage.subscriptions.clear()


@ON_ONE_WORLD
@given(st.text(min_size=1, max_size=200).filter(lambda topic: topic != "assets"))
def test_no_text_is_a_topic_of_what_is_not_there(world: World, topic: str) -> None:
    following(world, FOLLOWED)
    subscribe(topic)

    assert set(codes(world)) < {"topic_refused", "asset_not_found", "user_not_found"}
    require_unharmed(world)


@ON_ONE_WORLD
@given(st.text(min_size=1, max_size=200))
def test_no_text_is_a_cursor_unless_it_was_one(world: World, cursor: str) -> None:
    following(world, FOLLOWED)
    subscribe("assets", since={"assets": cursor})

    assert codes(world) == ["invalid_cursor"]
    require_unharmed(world)


@ON_ONE_WORLD
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_question_is_more_than_refused(world: World, topics: str, since: str) -> None:
    for query in ({"topics": topics}, {"topics": "assets", "since": since}):
        answer = call("GET", f"/api/admin/events?{urlencode(query)}")
        assert answer.status in {200, 400, 403, 404, 422}
        assert answer.status == 200 or answer.code != "internal_error"
