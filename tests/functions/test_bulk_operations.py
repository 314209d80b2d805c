"""How a bulk operation is read, and when the client is told that it knows it already."""

import pytest

from tests.builders import a_bulk_id
from tests.functions.bulks import BOB, OPERATIONS, begun, give, given, go_on, holders, shown, undo
from tests.functions.people import delete, ready
from tests.gateway import AUDITOR, NOBODY, call
from tests.world import World


def test_a_bulk_is_shown_as_it_was_answered(world: World) -> None:
    made = given(world, note="For the spring campaign")

    answer = shown(made)

    assert (answer.status, answer.json()) == (200, made)
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_an_auditor_may_read_it(world: World) -> None:
    assert shown(given(world), AUDITOR).status == 200


def test_nobody_else_may(world: World) -> None:
    made = given(world)

    assert call("GET", f"{OPERATIONS}/{made['bulk_id']}", NOBODY).status == 401


@pytest.mark.parametrize("bulk_id", [a_bulk_id(9), "blk_x", "ast_x", "%00", "x" * 500])
def test_what_is_absent_and_what_can_not_exist_look_the_same(world: World, bulk_id: str) -> None:
    answer = call("GET", f"{OPERATIONS}/{bulk_id}")

    assert (answer.status, answer.code) == (404, "bulk_not_found")


def test_it_is_not_sent_again_while_it_stands(world: World) -> None:
    made = given(world)
    etag = shown(made).headers["ETag"]

    again = shown(made, etag=etag)

    assert (again.status, again.body, again.headers["ETag"]) == (304, "", etag)


def test_each_decision_makes_the_etag_another_one(world: World) -> None:
    made = begun(world)
    preparing = shown(made)
    go_on(world, made)
    committed = shown(made, etag=preparing.headers["ETag"])
    undo(made).send()
    undone = shown(made, etag=committed.headers["ETag"])

    assert [each.status for each in (preparing, committed, undone)] == [200, 200, 200]


def test_an_asset_that_was_deleted_meanwhile_is_given_to_nobody(world: World) -> None:
    made = begun(world)
    delete(made["asset_id"]).send()
    go_on(world, made)

    told = shown(made).json()

    assert (told["status"], told["error"]["code"]) == ("aborted", "asset_unavailable")
    assert holders(world, made["asset_id"]) == []


def test_why_nobody_got_it_is_part_of_it(world: World) -> None:
    given(world)
    refused = give(ready(world, 2), [*world.storage.heads, "nobody"], override=True).send(BOB)
    [bulk_id] = [bulk_id for bulk_id, each in world.storage.bulks.items() if each.failure]

    told = shown({"bulk_id": bulk_id}).json()

    assert told["status"] == "aborted"
    assert told["error"]["errors"] == refused.json()["errors"]
    assert told["error"]["request_id"] == refused.headers["X-Request-Id"]
