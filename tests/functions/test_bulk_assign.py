"""One asset for many users over HTTP: all of them or nobody, and why."""

from copy import deepcopy

from mediadesk.domain.bulk import BulkStatus
from mediadesk.services.bulk_beginning import INLINE_USERS
from tests.builders import an_asset_id
from tests.functions.bulks import BOB, crowd, everybody, give, given, go_on, holders, shown, undo
from tests.functions.people import assign, deactivate, ready
from tests.gateway import call
from tests.world import World


def test_a_bulk_tells_all_about_itself(world: World) -> None:
    answer = give(ready(world), crowd(world), note="For the spring campaign").send()

    told = answer.json()
    assert answer.status == 200
    assert told.pop("bulk_id").startswith("blk_")
    assert told == {
        "asset_id": an_asset_id(1),
        "status": "committed",
        "user_count": 3,
        "skipped_count": 0,
        "note": "For the spring campaign",
        "assigned_by": "ada",
        "created_at": "2026-11-22T10:15:30.123Z",
        "assigned_at": "2026-11-22T10:15:30.123Z",
        "undo_until": "2026-11-22T10:16:00.123Z",
        "undone_at": None,
        "undone_by": None,
        "sealed_by": None,
        "sealed_bulk_ids": [],
        "error": None,
    }
    assert holders(world, an_asset_id(1)) == crowd(world)


def test_up_to_a_thousand_users_are_decided_at_once(world: World) -> None:
    made = given(world, count=INLINE_USERS)

    assert (made["status"], made["user_count"]) == ("committed", INLINE_USERS)


def test_more_are_decided_later_and_can_be_followed(world: World) -> None:
    answer = give(ready(world), crowd(world, INLINE_USERS + 1)).send()
    made = answer.json()
    before = call("GET", answer.headers["Location"])
    go_on(world, made)
    after = call("GET", answer.headers["Location"])

    assert answer.status == 202
    assert made["status"] == before.json()["status"] == "preparing"
    assert made["assigned_at"] is made["undo_until"] is None
    assert after.json()["status"] == "committed"
    assert len(holders(world, an_asset_id(1))) == INLINE_USERS + 1


def test_one_of_a_thousand_keeps_everybody_from_it_and_is_named(world: World) -> None:
    user_ids = crowd(world, 1000)
    bad = user_ids[617]
    deactivate(bad).send()
    heads = deepcopy(world.storage.heads)

    answer = give(ready(world), user_ids).send()

    told = answer.json()
    assert (answer.status, answer.code, told["error_count"]) == (409, "bulk_refused", 1)
    assert told["errors"] == [
        {
            "loc": "body.user_ids",
            "user_id": bad,
            "code": "user_deactivated",
            "message": "The user was deactivated",
        }
    ]
    assert holders(world, an_asset_id(1)) == []
    assert world.storage.heads == heads
    [record] = world.storage.bulks.values()
    assert record.status is BulkStatus.ABORTED


def test_every_offender_has_a_code_of_its_own(world: World) -> None:
    gone, holder, fine = crowd(world)
    deactivate(gone).send()
    assign(ready(world), holder).send()

    answer = give(an_asset_id(1), [gone, holder, fine, "nobody"]).send()

    told = {(fault["user_id"], fault["code"]) for fault in answer.json()["errors"]}
    assert told == {
        (gone, "user_deactivated"),
        (holder, "already_assigned"),
        ("nobody", "user_not_found"),
    }


def test_a_second_click_without_a_key_is_refused_and_the_first_keeps_its_undo(
    world: World,
) -> None:
    made = given(world)

    again = give(made["asset_id"], everybody(world)).send()

    assert (again.status, again.code) == (409, "bulk_refused")
    assert {fault["code"] for fault in again.json()["errors"]} == {"already_assigned"}
    assert shown(made).json()["status"] == "committed"
    assert undo(made).send().status == 200
    assert holders(world, an_asset_id(1)) == []


def test_who_holds_it_already_can_be_left_out(world: World) -> None:
    first, *others = crowd(world)
    assign(ready(world), first).send()

    answer = give(an_asset_id(1), [first, *others], skip_already_assigned=True).send()

    assert (answer.status, answer.json()["user_count"]) == (200, 2)
    assert answer.json()["skipped_count"] == 1
    assert holders(world, an_asset_id(1)) == [first, *others]


def test_a_dry_run_tells_what_would_change_and_changes_nothing(world: World) -> None:
    first, second, third = crowd(world)
    assign(ready(world), first).send()
    assign(ready(world, 2), second).send()
    storage = deepcopy(world.storage)

    wishes = {"dry_run": True, "skip_already_assigned": True}
    answer = give(an_asset_id(1), [third, second, first], **wishes).send(key="once")

    assert answer.status == 200
    assert answer.json() == {
        "asset_id": an_asset_id(1),
        "user_count": 2,
        "skipped_count": 1,
        "changes": [
            {"user_id": second, "previous_asset_id": an_asset_id(2)},
            {"user_id": third, "previous_asset_id": None},
        ],
    }
    assert world.storage == storage


def test_a_dry_run_tells_of_a_refusal_as_the_bulk_would(world: World) -> None:
    user_ids = [*crowd(world), "nobody"]

    tried = give(ready(world), user_ids, dry_run=True).send()
    done = give(ready(world), user_ids).send()

    assert (tried.status, tried.code) == (409, "bulk_refused")
    assert tried.json()["errors"] == done.json()["errors"]
    assert not [each for each in world.storage.bulks.values() if each.failure is None]


def test_another_admins_undo_is_not_taken_by_the_way(world: World) -> None:
    made = given(world)

    answer = give(ready(world, 2), everybody(world)).send(BOB)

    told = answer.json()
    assert (answer.status, answer.code) == (409, "undo_window_open")
    assert told["undo_until"] == made["undo_until"]
    assert made["bulk_id"] in told["detail"]
    assert holders(world, an_asset_id(1)) == everybody(world)


def test_another_admins_undo_is_taken_where_that_is_asked_for(world: World) -> None:
    made = given(world)

    answer = give(ready(world, 2), everybody(world), override=True).send(BOB)

    assert (answer.status, answer.json()["sealed_bulk_ids"]) == (200, [made["bulk_id"]])
    sealed = shown(made).json()
    assert (sealed["status"], sealed["sealed_by"]) == ("sealed", answer.json()["bulk_id"])
    assert undo(made).send().code == "bulk_sealed"


def test_an_admin_may_replace_what_they_gave_themselves(world: World) -> None:
    made = given(world)

    answer = give(ready(world, 2), everybody(world)).send()

    assert (answer.status, answer.json()["sealed_bulk_ids"]) == (200, [made["bulk_id"]])
