"""One asset for many users: decided and taken back at once, stored with each a little later."""

from collections.abc import Callable
from typing import Any

import pytest

from local.outputs import Outputs
from tests.flows import crowds, desk
from tests.flows.consumer import Body, Consumer, Frame, Socket, created, ok, problem
from tests.flows.crowds import Tables

MANY = 1000


@pytest.fixture
def tables(stack: Outputs, aws: Callable[[str], Any]) -> Tables:
    return Tables(stack, aws)


@pytest.fixture
def asset_id(tables: Tables) -> str:
    return tables.asset()


def test_a_thousand_users_get_an_asset_within_one_call_and_give_it_back_in_one(
    admin: Consumer, auditor: Consumer, tables: Tables, asset_id: str
) -> None:
    user_ids = tables.crowd(MANY)
    with admin.socket() as socket:
        socket.subscribe("assets", f"asset:{asset_id}")
        given = ok(crowds.assign(admin, asset_id, user_ids))
        assert (given["status"], given["user_count"]) == ("committed", MANY)
        _until(socket, "bulk.committed", f"asset:{asset_id}")
        assert crowds.holders(auditor, asset_id) == user_ids
        _require_given(auditor, given, user_ids[::333])
        assert crowds.read(auditor, given) == given

        undone = ok(crowds.undo(admin, given))
        assert undone["status"] == "undone"
        told = _until(socket, "bulk.undone", "assets")
        assert told["data"]["undone_at"] == undone["undone_at"]
    assert _told(socket, given, f"asset:{asset_id}") == ["bulk.committed", "bulk.undone"]
    assert _told(socket, given, "assets") == ["bulk.committed", "bulk.undone"]
    assert crowds.holders(auditor, asset_id) == []
    assert crowds.read(auditor, given) == undone
    for user_id in user_ids[::333]:
        entries = desk.history(auditor, user_id)
        desk.require_linear(entries)
        assert [entry["action"] for entry in entries] == ["assign", "undo"]
        assert desk.user(auditor, user_id)["current"] is None
    problem(crowds.undo(admin, given), 409, "already_undone")


def test_what_nobody_took_back_is_sealed_by_time_and_stored_as_it_was_shown(
    admin: Consumer, auditor: Consumer, tables: Tables, asset_id: str
) -> None:
    user_ids = tables.crowd(150)
    with admin.socket() as socket:
        socket.subscribe(f"asset:{asset_id}")
        given = ok(crowds.assign(admin, asset_id, user_ids))
        shown = desk.history(auditor, user_ids[-1])
        assert tables.intents(user_ids) == len(user_ids)
        socket.until(lambda frame: frame.get("data", {}).get("assigned_user_count") == 150)
        sealed = _until(socket, "bulk.sealed", f"asset:{asset_id}")
    assert (sealed["version"], sealed["data"]["sealed_by"]) == (2, None)
    assert _told(socket, given, f"asset:{asset_id}") == ["bulk.committed", "bulk.sealed"]
    crowds.awaited(lambda: tables.record(given["bulk_id"]), lambda seen: "drained_at" in seen)

    assert tables.intents(user_ids) == 0
    assert tables.head(user_ids[-1])["bulk_id"] == {"S": given["bulk_id"]}
    assert desk.history(auditor, user_ids[-1]) == shown
    _require_given(auditor, given, user_ids[::49])
    assert crowds.holders(auditor, asset_id) == user_ids
    problem(crowds.undo(admin, given), 409, "undo_window_expired")


def test_a_change_of_one_member_ends_the_undo_for_all_and_is_named(
    admin: Consumer, auditor: Consumer, tables: Tables, asset_id: str
) -> None:
    user_ids = tables.crowd(3)
    with admin.socket() as socket:
        socket.subscribe(f"asset:{asset_id}", f"user:{user_ids[0]}", f"user:{user_ids[1]}")
        given = ok(crowds.assign(admin, asset_id, user_ids))
        moved = created(desk.assign(admin, tables.asset(), user_ids[0]))
        told = _until(socket, "assignment.changed", f"user:{user_ids[0]}")
        assert told["data"]["sequence"] == 2
        if "bulk.sealed" not in _told(socket, given, f"asset:{asset_id}"):
            _until(socket, "bulk.sealed", f"asset:{asset_id}")
    for user_id in user_ids[:2]:
        assert _told(socket, given, f"user:{user_id}")[0] == "bulk.committed"
    assert moved["previous_asset_id"] == asset_id
    assert _told(socket, given, f"asset:{asset_id}") == ["bulk.committed", "bulk.sealed"]
    assert crowds.read(auditor, given)["sealed_by"]
    problem(crowds.undo(admin, given), 409, "bulk_sealed")
    assert crowds.holders(auditor, asset_id) == user_ids[1:]
    desk.require_linear(desk.history(auditor, user_ids[0]))


def test_one_user_who_can_not_get_it_keeps_it_from_everybody(
    admin: Consumer, auditor: Consumer, tables: Tables, asset_id: str
) -> None:
    user_ids = tables.crowd(120)
    with admin.socket() as socket:
        socket.subscribe("assets")
        refused = problem(
            crowds.assign(admin, asset_id, [*user_ids, "nobody.at.all"]), 409, "bulk_refused"
        )
        told = _until(socket, "bulk.aborted", "assets")
    assert [fault["code"] for fault in refused["errors"]] == ["user_not_found"]
    assert (told["data"]["asset_id"], told["data"]["assigned_at"]) == (asset_id, None)
    assert crowds.read(auditor, told["data"])["error"]["code"] == "bulk_refused"
    assert tables.intents(user_ids) == 0
    assert crowds.holders(auditor, asset_id) == []


def _until(socket: Socket, news: str, topic: str) -> Frame:
    return socket.until(lambda frame: frame["type"] == news and frame["topic"] == topic)


def _told(socket: Socket, operation: Body, topic: str) -> list[str]:
    """What was told of a bulk under a topic, each once."""
    told = {
        frame["event_id"]: str(frame["type"])
        for frame in socket.frames
        if str(frame["type"]).startswith("bulk.")
        and frame["data"]["bulk_id"] == operation["bulk_id"]
        and frame["topic"] == topic
    }
    return list(told.values())


def _require_given(consumer: Consumer, operation: Body, user_ids: list[str]) -> None:
    """Everything that shows a member shows what the bulk gave them."""
    for user_id in user_ids:
        current = desk.user(consumer, user_id)["current"]
        [entry] = desk.history(consumer, user_id)
        desk.require_linear([entry])
        for shown in (current, entry):
            assert shown["asset_id"] == operation["asset_id"]
            assert shown["bulk_id"] == operation["bulk_id"]
        assert current["assigned_at"] == entry["performed_at"] == operation["assigned_at"]
        assert current["undo_until"] == operation["undo_until"]
