"""Live events over HTTP: the same as a connection is sent."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from functions.notify.on_change import handler as on_change
from mediadesk.aws.assignment_records import head_row
from mediadesk.contracts.socket import AssetSnapshot, Replay, Subscribed, UserSnapshot
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.builders import (
    GRACE,
    a_change,
    a_head,
    a_profile,
    an_asset,
    an_asset_id,
    claimed,
    completed,
    queued,
)
from tests.functions.events import changes, image
from tests.functions.live import CLIENT, following, subscribe
from tests.gateway import ADMIN, AUDITOR, NOBODY, STRANGER, Answer, Context, Person, call
from tests.world import World

EVENTS = "/api/admin/events"
CLIP = asset_topic(an_asset_id(1))
USER = user_topic(GRACE)


def poll(
    *topics: str, since: str | None = None, limit: int | None = None, person: Person | None = ADMIN
) -> Answer:
    asked = {"topics": ",".join(topics), "since": since, "limit": limit}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return call("GET", f"{EVENTS}?{query}", person)


def cursor(*topics: str) -> str:
    answer = poll(*topics)
    assert answer.status == 200, answer.body
    return str(answer.json()["cursor"])


@pytest.fixture
def known(world: World) -> World:
    """A world with an asset and a user."""
    world.storage.assets[an_asset_id(1)] = an_asset(1)
    world.storage.profiles[GRACE] = a_profile()
    world.storage.heads[GRACE] = a_head()
    return world


def convert(world: World, number: int = 1) -> None:
    """Let an asset live, and the stream tell of it, some time after all that was before."""
    world.clock.advance(timedelta(minutes=1))
    life = [an_asset(number)]
    for change in (queued, claimed, completed):
        life.append(change(life[-1]))
    world.storage.assets[life[-1].asset_id] = life[-1]
    images = [image(asset) for asset in life]
    pairs = zip([None, *images], images, strict=False)
    assert not on_change(changes(*pairs), Context())["batchItemFailures"]


def assign(world: World) -> None:
    before, after = a_head(), a_change(a_head(), 1).after
    world.storage.heads[GRACE] = after
    event = changes((head_row(before).serialize(), head_row(after).serialize()))
    assert not on_change(event, Context())["batchItemFailures"]


def test_who_asks_first_is_told_where_the_topics_stand(known: World) -> None:
    convert(known)
    page = poll("assets", CLIP, USER).json()

    assert page["events"] == []
    assert page["has_more"] is False
    assert page["cursor"]


def test_polling_equals_what_a_connection_is_sent(known: World) -> None:
    following(known, ALL_ASSETS)
    since = cursor("assets")
    convert(known)
    convert(known, 2)

    page = poll("assets", since=since).json()

    sent = [frame.model_dump(mode="json") for frame in known.sockets.received(CLIENT)]
    assert page["events"] == sent
    assert len(sent) == 8
    assert poll("assets", since=page["cursor"]).json()["events"] == sent[4:]


def test_polling_equals_what_a_new_connection_is_told_that_it_missed(known: World) -> None:
    following(known)
    subscribe("assets", CLIP, USER)
    [stood] = [frame for frame in known.sockets.received(CLIENT) if isinstance(frame, Subscribed)]
    since = cursor("assets", CLIP, USER)
    known.sockets.frames.clear()
    convert(known)
    assign(known)

    page = poll("assets", CLIP, USER, since=since).json()
    subscribe("assets", CLIP, USER, since={each.topic: each.cursor for each in stood.topics})

    told: list[Any] = []
    for frame in known.sockets.received(CLIENT):
        if isinstance(frame, Replay):
            told += frame.model_dump(mode="json")["events"]
        elif isinstance(frame, AssetSnapshot | UserSnapshot):
            told.append(frame.model_dump(mode="json"))
    assert page["events"] == told
    assert [each["type"] for each in told[-2:]] == ["asset.snapshot", "user.snapshot"]


def test_page_by_page_nothing_is_left_out_and_nothing_comes_twice(known: World) -> None:
    since = cursor("assets")
    for number in range(1, 6):
        convert(known, number)
    known.clock.advance(timedelta(minutes=1))

    ids: list[str] = []
    for limit in range(1, 20):
        page = poll("assets", since=since, limit=limit).json()
        assert len(page["events"]) <= limit
        ids += [event["event_id"] for event in page["events"]]
        since = page["cursor"]
        if not page["has_more"]:
            break

    assert len(ids) == len(set(ids)) == 20
    assert poll("assets", since=since).json()["events"] == []


def test_a_cursor_that_is_too_old_is_answered_by_a_reset(known: World) -> None:
    since = cursor("assets", CLIP)
    convert(known)
    known.clock.advance(timedelta(hours=25))

    page = poll("assets", CLIP, since=since).json()

    assert [event["type"] for event in page["events"]] == ["reset", "asset.snapshot"]
    assert poll("assets", CLIP, since=page["cursor"]).json()["events"] == []


def test_a_topic_that_the_cursor_does_not_know_begins_where_it_stands(known: World) -> None:
    since = cursor(USER)
    convert(known)

    page = poll(CLIP, USER, since=since).json()

    assert page["events"] == []
    assign(known)
    events = poll(CLIP, USER, since=page["cursor"]).json()["events"]
    assert [event["topic"] for event in events] == [CLIP, USER]


@pytest.mark.parametrize("person", [ADMIN, AUDITOR], ids=["admin", "auditor"])
def test_whoever_may_read_may_poll(known: World, person: Person) -> None:
    answer = poll("assets", person=person)

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_else_may(known: World) -> None:
    assert poll("assets", person=STRANGER).code == "forbidden"
    assert poll("assets", person=NOBODY).code == "unauthorized"


@pytest.mark.parametrize(
    ("topic", "status", "code"),
    [
        ("weather", 403, "topic_refused"),
        ("asset:x", 403, "topic_refused"),
        ("user:a b", 403, "topic_refused"),
        ("Assets", 403, "topic_refused"),
        ("asset:ast_00000000000000000000000099", 404, "asset_not_found"),
        ("user:nobody", 404, "user_not_found"),
    ],
)
def test_a_topic_that_cannot_be_followed_is_refused_with_all_others(
    known: World, topic: str, status: int, code: str
) -> None:
    answer = poll("assets", topic)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("", {("query.topics", "missing")}),
        ("topics=", {("query.topics.0", "string_too_short")}),
        ("topics=assets,", {("query.topics.1", "string_too_short")}),
        (f"topics={'x' * 201}", {("query.topics.0", "string_too_long")}),
        (f"topics={','.join(['assets'] * 21)}", {("query.topics", "too_long")}),
        ("topics=assets&limit=0", {("query.limit", "greater_than_equal")}),
        ("topics=assets&limit=101", {("query.limit", "less_than_equal")}),
        ("topics=assets&limit=ten", {("query.limit", "int_parsing")}),
        (f"topics=assets&since={'x' * 6001}", {("query.since", "string_too_long")}),
        ("topics=assets&cursor=x", {("query.cursor", "extra_forbidden")}),
    ],
)
def test_a_request_that_is_not_valid_names_its_faults(
    known: World, query: str, faults: set[tuple[str, str]]
) -> None:
    answer = call("GET", f"{EVENTS}?{query}")

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.faults == faults


def test_a_cursor_that_is_none_of_this_list_is_refused(known: World) -> None:
    real = cursor("assets")
    of_another = known.cursors.sign("assets:other", "{}")
    for since in ("x", "", real[:-1], real[1:], "\U0001f600", of_another):
        answer = call("GET", f"{EVENTS}?topics=assets&since={quote(since)}")
        assert (answer.status, answer.code) == (400, "invalid_cursor"), since


def test_a_cursor_of_the_most_and_longest_topics_fits_into_a_request(known: World) -> None:
    longest = [f"{number:02d}".ljust(128, "x") for number in range(20)]
    for name in longest:
        known.storage.profiles[a_profile(name).user_id] = a_profile(name)
        known.storage.heads[a_profile(name).user_id] = a_head(name)
    topics = [f"user:{name}" for name in longest]

    since = cursor(*topics)

    assert len(since) <= 6000
    assert poll(*topics, since=since).status == 200


def test_a_topic_that_is_named_twice_is_one(known: World) -> None:
    since = cursor(CLIP, CLIP)
    convert(known)

    assert len(poll(CLIP, CLIP, since=since).json()["events"]) == 1
