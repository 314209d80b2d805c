"""What all changes of users and assets have in common."""

from collections.abc import Set
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from scripts.api_document import document
from tests.fakes import START
from tests.functions import people
from tests.functions.changes import BULK_UNDO, CHANGES, Preparation, disturb
from tests.functions.losing import LosingAssets, LosingBulks, LosingHeads, LosingProfiles
from tests.gateway import AUDITOR, NOBODY, STRANGER, Person, call, serving
from tests.world import World

CREATING = {"put_user", "assign_asset", "revert_assignment"}
QUEUEING = {"retry_conversion"}
WITH_NOTE = {
    "assign_asset",
    "undo_assignment",
    "revert_assignment",
    "bulk_assign_asset",
    BULK_UNDO,
}
WITH_BODY = WITH_NOTE | {"put_user"}
DECIDING = (".save", ".decide")
OF_ASSIGNMENTS = {"assign_asset", "undo_assignment", "unassign_user", "revert_assignment"}
every_change = pytest.mark.parametrize("prepare", CHANGES.values(), ids=list(CHANGES))


def those(names: Set[str]) -> pytest.MarkDecorator:
    kept = {name: prepare for name, prepare in CHANGES.items() if name in names}
    return pytest.mark.parametrize("prepare", kept.values(), ids=list(kept))


def test_no_change_is_forgotten_here() -> None:
    elsewhere = {"start_upload", "complete_upload", "issue_ticket"}
    changing = {
        operation["operationId"]
        for item in document()["paths"].values()
        for method, operation in item.items()
        if method != "get"
    }

    assert changing | {BULK_UNDO} == CHANGES.keys() | elsewhere


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_made_and_told(world: World, name: str) -> None:
    asked = CHANGES[name](world)

    answer = asked.send()

    expected = 201 if name in CREATING else 202 if name in QUEUEING else 200
    assert answer.status == expected, answer.body
    assert "Idempotency-Replayed" not in answer.headers


@every_change
def test_a_repeat_gives_the_first_answer_again(world: World, prepare: Preparation) -> None:
    asked = prepare(world)
    first = asked.send(key="once")
    storage = deepcopy(world.storage)

    again = asked.send(key="once", at=START + timedelta(hours=1))

    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers.get("ETag") == first.headers.get("ETag")
    assert again.headers.get("Location") == first.headers.get("Location")
    assert world.storage == storage


# A bulk shows itself as it stands by then.
@those(CHANGES.keys() - {"bulk_assign_asset"})
def test_a_repeat_gives_the_first_answer_also_after_later_changes(
    world: World, prepare: Preparation
) -> None:
    asked = prepare(world)
    first = asked.send(key="once")
    world.clock.advance(timedelta(minutes=1))
    disturb(world)

    again = asked.send(key="once", at=START + timedelta(hours=23))

    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers.get("ETag") == first.headers.get("ETag")


@every_change
def test_a_repeat_is_answered_although_the_version_is_another_now(
    world: World, prepare: Preparation
) -> None:
    asked = prepare(world)
    first = asked.send(key="once")

    stale = '"v999-h0-p0-w0"' if asked.address.startswith(people.ASSETS) else '"v999.0"'
    assert asked.send(key="once", if_match=stale).body == first.body


@every_change
def test_the_key_of_another_request_changes_nothing(world: World, prepare: Preparation) -> None:
    asked = prepare(world)
    people.put("ada").send(key="once")
    storage = deepcopy(world.storage)

    answer = asked.send(key="once")

    assert (answer.status, answer.code) == (422, "idempotency_key_reused")
    assert world.storage == storage


@those(WITH_BODY)
def test_the_same_key_with_another_body_is_refused(world: World, prepare: Preparation) -> None:
    asked = prepare(world)
    name = "display_name" if asked.method == "PUT" else "note"
    asked.send(key="once")
    storage = deepcopy(world.storage)

    answer = replace(asked, body={**(asked.body or {}), name: "Other"}).send(key="once")

    assert (answer.status, answer.code) == (422, "idempotency_key_reused")
    assert world.storage == storage


@every_change
@pytest.mark.parametrize("person", [AUDITOR, STRANGER, NOBODY], ids=["auditor", "none", "nobody"])
def test_only_an_admin_may_change_anything(
    world: World, prepare: Preparation, person: Person | None
) -> None:
    asked = prepare(world)
    storage = deepcopy(world.storage)

    assert asked.send(person).status == (401 if person is NOBODY else 403)
    assert world.storage == storage


@every_change
@pytest.mark.parametrize(
    "name", ["assigned_by", "version", "undo_until", "sequence", "sealed_bulk_ids", "user", ""]
)
def test_what_a_change_does_not_ask_for_is_refused(
    world: World, prepare: Preparation, name: str
) -> None:
    asked = prepare(world)
    storage = deepcopy(world.storage)

    in_body = replace(asked, body={**(asked.body or {}), name: "x"}).send()
    in_query = replace(asked, address=f"{asked.address}?{name or 'x'}=1").send()

    assert (in_body.status, in_body.faults) == (422, {(f"body.{name}", "extra_forbidden")})
    assert (in_query.status, in_query.faults) == (
        422,
        {(f"query.{name or 'x'}", "extra_forbidden")},
    )
    assert world.storage == storage


@those(WITH_BODY)
@pytest.mark.parametrize(
    "body", ["", "null", "[]", "{", '{"a":1,"a":1}', "x" * (2 * 1024 * 1024 + 1)]
)
def test_what_is_no_decent_body_is_refused(world: World, prepare: Preparation, body: str) -> None:
    asked = prepare(world)
    storage = deepcopy(world.storage)

    answer = call(asked.method, asked.address, body=body)

    expected = (413, "payload_too_large") if len(body) > 99 else (422, "validation_failed")
    assert (answer.status, answer.code) == expected
    assert world.storage == storage


@every_change
def test_where_a_service_does_not_answer_nothing_is_changed(
    world: World, prepare: Preparation
) -> None:
    asked = prepare(world)
    storage = deepcopy(world.storage)
    world.faults.clear()
    for number in range(1, 50):
        world.faults.fail(number, "before")

    answer = asked.send(key="once")

    assert (answer.status, answer.code) == (503, "service_unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert world.storage == storage
    world.faults.clear()
    assert asked.send(key="once").status in {200, 201, 202}


@those(CHANGES.keys() - {"bulk_assign_asset"})
def test_a_change_whose_answer_got_lost_is_made_once(prepare: Preparation) -> None:
    with serving(World()) as calm:
        asked = prepare(calm)
        calm.faults.clear()
        expected = asked.send(key="once")
        (save,) = (n for n, name in enumerate(calm.faults.calls, 1) if name.endswith(DECIDING))
    with serving(World()) as world:
        prepare(world)
        world.faults.clear()
        world.faults.fail(save, "after")
        answer = asked.send(key="once")

    assert answer.status == expected.status
    assert answer.headers["Idempotency-Replayed"] == "true"
    assert world.storage.history.keys() == calm.storage.history.keys()
    assert world.storage.entries.keys() == calm.storage.entries.keys()


@pytest.mark.parametrize("name", CHANGES)
def test_who_loses_again_and_again_is_told_to_come_back(world: World, name: str) -> None:
    asked = CHANGES[name](world)
    storage = deepcopy(world.storage)
    world.heads = LosingHeads(world.faults, world.storage)
    world.profiles = LosingProfiles(world.faults, world.storage)
    world.assets = LosingAssets(world.faults, world.storage)
    world.bulks = LosingBulks(world.faults, world.storage)

    with serving(world):
        answer = asked.send()

    code = "assignment_conflict" if name in OF_ASSIGNMENTS else "write_conflict"
    assert (answer.status, answer.code) == (409, code)
    assert answer.headers["Retry-After"] == "1"
    assert world.storage == storage
