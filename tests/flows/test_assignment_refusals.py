"""Who may not assign, and what can't be assigned: a code each time, and nothing changes."""

from pathlib import Path

import pytest

from tests.flows import desk
from tests.flows.consumer import Body, Consumer, created, problem


@pytest.fixture(scope="module")
def held(admin: Consumer, asset_ids: tuple[str, str]) -> Body:
    """An assignment that nobody here may change."""
    return created(desk.assign(admin, asset_ids[0], desk.registered(admin)))


def changes(held: Body) -> list[tuple[str, str, Body | None]]:
    """Every change of users, assignments and removals that there is: method, path and body."""
    user, asset = f"{desk.USERS}/{held['user_id']}", f"{desk.ASSETS}/{held['asset_id']}"
    return [
        ("PUT", user, {"display_name": "Mallory", "email": "mallory@example.org"}),
        ("PUT", f"{desk.USERS}/newcomer", {"display_name": "New", "email": "new@example.org"}),
        ("DELETE", user, None),
        ("DELETE", f"{user}/assignment", None),
        ("POST", f"{user}/revert-assignment", {"entry_id": "ent_MTpub2E"}),
        ("POST", f"{asset}/assign", {"user_id": held["user_id"]}),
        ("POST", f"{asset}/undo-assign", {"assignment_id": held["assignment_id"]}),
        ("DELETE", asset, None),
        ("POST", f"{asset}/restore", None),
    ]


def test_an_auditor_reads_everything_and_changes_nothing(
    admin: Consumer, auditor: Consumer, held: Body
) -> None:
    before = _state(auditor, held)
    for method, path, body in changes(held):
        problem(auditor.http.request(method, path, json=body), 403, "forbidden")
    assert _state(auditor, held) == before == _state(admin, held)
    problem(auditor.http.get(f"{desk.USERS}/newcomer"), 404, "user_not_found")


def test_without_a_group_nothing_is_shown_and_without_a_token_nobody_is_known(
    outsider: Consumer, nobody: Consumer, held: Body
) -> None:
    user = f"{desk.USERS}/{held['user_id']}"
    holders = f"{desk.ASSETS}/{held['asset_id']}/assignments"
    reads = [("GET", path, None) for path in (desk.USERS, user, f"{user}/assignment-history")]
    for method, path, body in [*changes(held), *reads, ("GET", holders, None)]:
        problem(outsider.http.request(method, path, json=body), 403, "forbidden")
        assert nobody.http.request(method, path, json=body).status_code == 401


@pytest.mark.parametrize(
    ("user_id", "status", "code"),
    [("nobody.at.all", 404, "user_not_found"), ("no such id", 422, "validation_failed")],
)
def test_a_user_who_is_not_there_gets_nothing(
    admin: Consumer, held: Body, user_id: str, status: int, code: str
) -> None:
    problem(desk.assign(admin, held["asset_id"], user_id), status, code)


def test_an_asset_that_is_not_there_or_not_ready_is_given_to_nobody(
    admin: Consumer, held: Body, clip: Path
) -> None:
    user_id = held["user_id"]
    for asset_id in ("ast_01JD0000000000000000000000", "ast_forged"):
        problem(desk.assign(admin, asset_id, user_id), 404, "asset_not_found")
    waiting = created(admin.announce(clip))["asset"]["asset_id"]
    problem(desk.assign(admin, waiting, user_id), 409, "asset_not_ready")
    problem(desk.assign(admin, held["asset_id"], user_id), 409, "already_assigned")
    assert len(desk.history(admin, user_id)) == 1


def test_an_undo_needs_the_assignment_and_its_own_asset(admin: Consumer, held: Body) -> None:
    for foreign in (
        {"asset_id": "ast_01JD0000000000000000000000"},
        {"assignment_id": "asg_MTpub2JvZHk"},
        {"assignment_id": held["assignment_id"] + "A"},
    ):
        problem(desk.undo(admin, held | foreign), 404, "assignment_not_found")


def test_unknown_fields_and_foreign_cursors_are_refused(admin: Consumer, held: Body) -> None:
    path = f"{desk.ASSETS}/{held['asset_id']}/assign"
    body = {"user_id": held["user_id"], "assigned_by": "eve"}
    problem(admin.http.post(path, json=body), 422, "validation_failed")
    desk.registered(admin)
    page = admin.http.get(desk.USERS, params={"limit": 1}).json()
    foreign = {"limit": 1, "cursor": page["next_cursor"], "query": "noa"}
    problem(admin.http.get(desk.USERS, params=foreign), 400, "invalid_cursor")
    history = f"{desk.USERS}/{held['user_id']}/assignment-history"
    stolen = {"cursor": page["next_cursor"]}
    problem(admin.http.get(history, params=stolen), 400, "invalid_cursor")


def _state(consumer: Consumer, held: Body) -> tuple[Body, list[Body], object]:
    asset = consumer.asset(held["asset_id"])
    user_id = held["user_id"]
    return desk.user(consumer, user_id), desk.history(consumer, user_id), asset["deleted_at"]
