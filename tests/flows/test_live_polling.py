"""Live events for who can't hold a connection: the same that a socket is sent."""

from collections.abc import Callable
from typing import Any

import pytest

from local.outputs import Outputs
from tests.flows import crowds, desk
from tests.flows.consumer import Consumer, Frame, created, ok, problem
from tests.flows.crowds import Tables

EVENTS = "/api/admin/events"


@pytest.fixture
def tables(stack: Outputs, aws: Callable[[str], Any]) -> Tables:
    return Tables(stack, aws)


def test_a_walk_gives_the_events_that_a_socket_got(
    admin: Consumer, auditor: Consumer, tables: Tables
) -> None:
    user_ids = tables.crowd(3)
    with auditor.socket() as socket:
        socket.subscribe("assets")
        since, _ = auditor.told("assets")
        asset_id = tables.asset()
        _delete_and_restore(admin, asset_id)
        ok(crowds.assign(admin, asset_id, user_ids[:2]))
        created(desk.assign(admin, asset_id, user_ids[2]))
        socket.until(lambda frame: _holders(frame, asset_id) == 3)
    live = _about(socket.frames, asset_id)
    assert len(live) >= 5
    for limit in (1, 2, 100):
        assert _about(_walk(auditor, since, limit), asset_id) == live


def test_an_item_s_topic_is_answered_by_its_present(
    admin: Consumer, auditor: Consumer, tables: Tables
) -> None:
    asset_id, [user_id] = tables.asset(), tables.crowd(1)
    topics = f"asset:{asset_id}", f"user:{user_id}"
    since, nothing = auditor.told(*topics)
    assert nothing == []
    given = created(desk.assign(admin, asset_id, user_id))
    since, [snapshot] = auditor.told(topics[1], since=since)
    assert snapshot["type"] == "user.snapshot"
    assert snapshot["data"]["held"] == desk.state(given) | {"action": "assign"}
    assert auditor.told(topics[1], since=since)[1] == []


def test_what_can_not_be_polled_is_refused(admin: Consumer, outsider: Consumer) -> None:
    problem(outsider.http.get(EVENTS, params={"topics": "assets"}), 403, "forbidden")
    problem(admin.http.get(EVENTS, params={"topics": "everything"}), 403, "topic_refused")
    problem(admin.http.get(EVENTS, params={"topics": "user:nobody"}), 404, "user_not_found")
    asked = {"topics": "assets", "since": "made.up"}
    problem(admin.http.get(EVENTS, params=asked), 400, "invalid_cursor")


def _delete_and_restore(admin: Consumer, asset_id: str) -> None:
    ok(admin.http.delete(f"{desk.ASSETS}/{asset_id}"))
    ok(admin.http.post(f"{desk.ASSETS}/{asset_id}/restore"))


def _walk(consumer: Consumer, since: str, limit: int) -> list[Frame]:
    found: list[Frame] = []
    query = {"topics": "assets", "limit": str(limit)}
    while True:
        page = ok(consumer.http.get(EVENTS, params=query | {"since": since}))
        assert len(page["events"]) <= limit
        since, found = page["cursor"], found + page["events"]
        if not page["has_more"]:
            return found


def _about(frames: list[Frame], asset_id: str) -> list[Frame]:
    """Each once, at its first place: one that was told twice is known by its id."""
    found = {
        frame["event_id"]: frame
        for frame in reversed(frames)
        if frame.get("topic") == "assets" and frame.get("data", {}).get("asset_id") == asset_id
    }
    return list(found.values())[::-1]


def _holders(frame: Frame, asset_id: str) -> int:
    data = frame.get("data", {})
    return data.get("assigned_user_count", 0) if data.get("asset_id") == asset_id else 0
