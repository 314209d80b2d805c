"""Take a whole bulk back over HTTP, while that may be done."""

from copy import deepcopy
from datetime import timedelta

import pytest

from tests.builders import a_bulk_id, an_asset_id
from tests.fakes import START
from tests.functions.bulks import BOB, begun, crowd, give, given, holders, shown, undo, undo_of
from tests.functions.people import ASSETS, assign, assigned, held, ready, unassign
from tests.gateway import AUDITOR, call
from tests.world import World

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def test_an_undo_gives_everybody_back_what_they_held(world: World) -> None:
    one, two, three = crowd(world)
    assign(ready(world, 2), two).send()
    made = give(ready(world), [one, two, three]).send().json()

    answer = undo(made, note="Wrong team").send(BOB)

    told = answer.json()
    assert (answer.status, told["status"], told["undone_by"]) == (200, "undone", "bob")
    assert told["undone_at"] == "2026-11-22T10:15:30.123Z"
    assert [held(user_id) for user_id in (one, two, three)] == [None, an_asset_id(2), None]
    assert shown(made).json() == told


@pytest.mark.parametrize("after_s", [0, 29.9, 30])
def test_an_undo_counts_when_it_arrives_not_when_it_is_done(world: World, after_s: float) -> None:
    made = given(world)
    # The sweeper has not come by, and the function is late.
    world.clock.advance(MINUTE)

    assert undo(made).send(at=START + after_s * SECOND).status == 200


@pytest.mark.parametrize("after_s", [30.001, 30.1, 3600])
def test_an_undo_that_arrives_late_changes_nothing(world: World, after_s: float) -> None:
    made = given(world)
    storage = deepcopy(world.storage)

    answer = undo(made).send(at=START + after_s * SECOND)

    assert (answer.status, answer.code) == (409, "undo_window_expired")
    assert made["undo_until"] in answer.json()["detail"]
    assert world.storage == storage


def test_a_bulk_is_undone_once(world: World) -> None:
    made = given(world)
    undo(made).send()

    assert undo(made).send().code == "already_undone"


def test_a_repeat_of_an_undo_gets_the_same_answer_also_after_the_window(world: World) -> None:
    asked = undo(given(world))
    first = asked.send(key="once")

    again = asked.send(key="once", at=START + timedelta(hours=1))

    assert (again.status, again.body) == (200, first.body)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_later_change_of_one_user_takes_the_undo_and_is_named(world: World) -> None:
    made = given(world)
    changed = unassign("user-00001").send()

    answer = undo(made).send()

    assert (answer.status, answer.code) == (409, "bulk_sealed")
    assert changed.headers["X-Request-Id"] in answer.json()["detail"]
    assert shown(made).json()["sealed_by"] == changed.headers["X-Request-Id"]


def test_what_is_not_decided_yet_is_aborted_by_its_undo(world: World) -> None:
    made = begun(world)

    answer = undo(made).send()

    told = answer.json()
    assert (answer.status, told["status"]) == (200, "aborted")
    assert told["error"]["code"] == "bulk_aborted"
    assert undo(made).send().code == "bulk_aborted"
    assert holders(world, an_asset_id(1)) == []


def test_the_path_names_the_asset_of_the_bulk(world: World) -> None:
    made = given(world)
    storage = deepcopy(world.storage)

    for asset_id in (ready(world, 2), an_asset_id(9), "ast_x"):
        answer = undo_of(asset_id, made["bulk_id"]).send()
        assert (answer.status, answer.code) == (404, "bulk_not_found")
    storage.assets = world.storage.assets
    assert world.storage == storage


@pytest.mark.parametrize("bulk_id", [a_bulk_id(9), "blk_x", "asg_MTp6b2U", "../x", "x" * 300])
def test_what_is_no_bulk_can_not_be_undone(world: World, bulk_id: str) -> None:
    answer = undo_of(ready(world), bulk_id).send()

    assert (answer.status, answer.code) == (404, "bulk_not_found")


@pytest.mark.parametrize("body", [{}, {"assignment_id": "asg_x", "bulk_id": "blk_x"}])
def test_an_undo_names_one_thing(world: World, body: dict[str, str]) -> None:
    answer = call("POST", f"{ASSETS}/{ready(world)}/undo-assign", body=body)

    assert (answer.status, answer.faults) == (422, {("body", "value_error")})
    assert "either `assignment_id` or `bulk_id`" in str(answer.body)


def test_an_undo_of_one_member_tells_of_the_bulk_that_it_ended(world: World) -> None:
    made = given(world)
    current = call("GET", "/api/admin/users/user-00001").json()["current"]
    asked = {"assignment_id": current["assignment_id"]}

    answer = call("POST", f"{ASSETS}/{made['asset_id']}/undo-assign", body=asked)

    assert (answer.status, answer.json()["asset_id"]) == (200, None)
    assert answer.json()["sealed_bulk_ids"] == [made["bulk_id"]]
    assert undo(made).send().code == "bulk_sealed"


def test_an_undo_that_ended_no_bulk_says_so(world: World) -> None:
    made = assigned(world)
    asked = {"assignment_id": made["assignment_id"]}

    answer = call("POST", f"{ASSETS}/{made['asset_id']}/undo-assign", body=asked)

    assert answer.json()["sealed_bulk_ids"] == []


def test_an_auditor_may_not_undo(world: World) -> None:
    made = given(world)

    assert undo(made).send(AUDITOR).status == 403
    assert shown(made).json()["status"] == "committed"
