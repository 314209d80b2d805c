"""The walk of one user: found, given an asset, taken it back, moved on, gone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.outputs import Outputs
from tests.flows import desk
from tests.flows.consumer import Body, Consumer, Frame, created, ok, problem

A_WHILE_AGO = "2026-01-01T00:00:00.000Z"


def test_a_user_is_found_given_an_asset_and_it_is_taken_back(
    admin: Consumer, auditor: Consumer, clip: Path
) -> None:
    asset_id = str(admin.converted(clip)["asset_id"])
    user_id = desk.registered(admin, "Zoë Ångström-Nuñez")
    for query in ("angstrom", "NUNEZ zo", user_id[:9]):
        assert user_id in _found(auditor, query)
    with admin.socket() as socket:
        socket.subscribe(f"user:{user_id}", f"asset:{asset_id}")
        given = created(desk.assign(admin, asset_id, user_id))
        told = socket.until(lambda frame: _topic(frame) == f"user:{user_id}")
        assert told["data"] == desk.state(given) | {"action": "assign"}
        shown = socket.until(lambda frame: _count(frame) == 1)
        assert shown["data"]["user_id"] == user_id
        _require_holder(auditor, asset_id, user_id, given)
        assert desk.user(auditor, user_id)["current"] == desk.state(given)

        taken_back = ok(desk.undo(admin, given))
        assert (taken_back["asset_id"], taken_back["previous_asset_id"]) == (None, asset_id)
        assert taken_back["undo_until"] is None
        socket.until(lambda frame: _count(frame) == 0)
    assert desk.user(auditor, user_id)["current"] is None
    assert auditor.asset(asset_id)["assigned_user_count"] == 0
    problem(desk.undo(admin, given), 409, "already_undone")
    problem(desk.undo(admin, taken_back), 409, "not_undoable")


def test_every_change_is_an_entry_and_a_revert_goes_back_to_any_of_them(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    (asset_id, other_id), user_id = asset_ids, desk.registered(admin)
    first = created(desk.assign(admin, asset_id, user_id))
    created(desk.assign(admin, other_id, user_id))
    problem(desk.undo(admin, first), 409, "assignment_superseded")
    ended = ok(desk.unassign(admin, user_id))
    assert (ended["action"], ended["previous_asset_id"]) == ("unassign", other_id)
    problem(desk.unassign(admin, user_id), 409, "not_assigned")

    oldest = desk.history(admin, user_id)[0]
    back = created(desk.revert(admin, user_id, oldest["entry_id"]))
    assert back["asset_id"] == asset_id
    problem(desk.revert(admin, user_id, oldest["entry_id"]), 409, "already_assigned")
    assert ok(desk.undo(admin, back))["asset_id"] is None
    entries = desk.history(admin, user_id)
    desk.require_linear(entries)
    assert [entry["action"] for entry in entries] == [
        *("assign", "assign", "unassign", "revert", "undo")
    ]
    assert [entry["refers_to"] for entry in entries[3:]] == [
        oldest["entry_id"],
        entries[3]["entry_id"],
    ]


def test_a_foreign_or_forged_entry_reverts_nothing(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    one, another = desk.registered(admin), desk.registered(admin)
    created(desk.assign(admin, asset_ids[0], one))
    [entry] = desk.history(admin, one)
    for entry_id in (entry["entry_id"], "ent_MTpub2JvZHk", "ent_", "nothing"):
        problem(desk.revert(admin, another, entry_id), 404, "entry_not_found")
    assert desk.history(admin, another) == []


def test_a_user_who_leaves_loses_the_asset_and_gets_no_other_until_they_are_back(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    asset_id, user_id = asset_ids[0], desk.registered(admin)
    created(desk.assign(admin, asset_id, user_id))
    gone = ok(admin.http.delete(f"{desk.USERS}/{user_id}"))
    assert gone["current"] is None
    assert gone["deactivated_at"] is not None
    problem(desk.assign(admin, asset_id, user_id), 409, "user_deactivated")
    entries = desk.history(admin, user_id)
    assert [entry["action"] for entry in entries] == ["assign", "user_removed"]
    assert [entry["performed_by"] for entry in entries] == ["ada", "ada"]

    fields = {"display_name": "Back Again", "email": "back@example.org"}
    assert ok(admin.http.put(f"{desk.USERS}/{user_id}", json=fields))["deactivated_at"] is None
    assert created(desk.assign(admin, asset_id, user_id))["sequence"] == 3


def test_an_asset_is_deleted_once_nobody_holds_it_and_can_be_restored(
    admin: Consumer, clip: Path
) -> None:
    asset_id = str(admin.converted(clip)["asset_id"])
    path, user_id = f"{desk.ASSETS}/{asset_id}", desk.registered(admin)
    created(desk.assign(admin, asset_id, user_id))
    problem(admin.http.delete(path), 409, "asset_assigned")
    ok(desk.unassign(admin, user_id))
    assert ok(admin.http.delete(path))["deleted_at"] is not None
    assert asset_id not in _listed(admin)
    assert asset_id in _listed(admin, deleted="true")
    problem(desk.assign(admin, asset_id, user_id), 409, "asset_unavailable")
    oldest = desk.history(admin, user_id)[0]
    problem(desk.revert(admin, user_id, oldest["entry_id"]), 409, "asset_unavailable")

    assert ok(admin.http.post(f"{path}/restore"))["deleted_at"] is None
    assert asset_id in _listed(admin)
    created(desk.revert(admin, user_id, oldest["entry_id"]))


def test_the_sweep_computes_once_more_what_the_stream_left_wrong(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any], clip: Path
) -> None:
    asset_id = str(admin.converted(clip)["asset_id"])
    with admin.socket() as socket:
        socket.subscribe(f"asset:{asset_id}")
        created(desk.assign(admin, asset_id, desk.registered(admin)))
        socket.until(lambda frame: _count(frame) == 1)
    aws("dynamodb").update_item(
        TableName=stack.tables["admin_media_assets"],
        Key={"pk": {"S": f"A#{asset_id}"}, "sk": {"S": "HOLDERS"}},
        UpdateExpression="SET assigned_user_count = :wrong, due_at = :past",
        ConditionExpression="attribute_exists(due)",
        ExpressionAttributeValues={":wrong": {"N": "7"}, ":past": {"S": A_WHILE_AGO}},
    )
    assert admin.asset(asset_id)["assigned_user_count"] == 7
    swept = aws("lambda").invoke(FunctionName=stack.functions["assign.on_schedule"])
    assert json.loads(swept["Payload"].read())["computed"] >= 1
    assert admin.asset(asset_id)["assigned_user_count"] == 1


def _found(consumer: Consumer, query: str) -> list[str]:
    page = ok(consumer.http.get(desk.USERS, params={"query": query, "limit": 100}))
    return [user["user_id"] for user in page["items"]]


def _listed(consumer: Consumer, **query: str) -> list[str]:
    page = ok(consumer.http.get(desk.ASSETS, params={"limit": "100", **query}))
    return [asset["asset_id"] for asset in page["items"]]


def _require_holder(consumer: Consumer, asset_id: str, user_id: str, given: Body) -> None:
    """Everything that shows who holds the asset names this user."""
    asset = consumer.asset(asset_id)
    assert (asset["user_id"], asset["assigned_user_count"]) == (user_id, 1)
    assert asset["assigned_at"] == given["assigned_at"]
    holders = ok(consumer.http.get(f"{desk.ASSETS}/{asset_id}/assignments"))["items"]
    assert [holder["user_id"] for holder in holders] == [user_id]
    assert _listed(consumer, user_id=user_id) == [asset_id]


def _topic(frame: Frame) -> str:
    return str(frame["topic"]) if frame["type"] == "assignment.changed" else ""


def _count(frame: Frame) -> int:
    """How many hold the asset that a frame tells of; -1 when it tells of none."""
    is_asset = _topic(frame).startswith("asset:")
    return int(frame["data"]["assigned_user_count"]) if is_asset else -1
