"""What a repeat of the same bulk is told, and what becomes of answers that get lost."""

from datetime import timedelta

import pytest

from mediadesk.services.bulk_beginning import INLINE_USERS
from tests.fakes import START
from tests.functions import people
from tests.functions.bulks import BOB, begun, crowd, everybody, give, given, go_on, shown, undo
from tests.functions.people import ready
from tests.gateway import serving
from tests.world import World


def test_a_repeat_is_shown_the_bulk_as_it_stands_by_then(world: World) -> None:
    asked = give(ready(world), crowd(world))
    made = asked.send(key="once").json()
    undo(made).send()

    again = asked.send(key="once", at=START + timedelta(hours=1))

    assert (again.status, again.json()["status"]) == (200, "undone")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(world.storage.bulks) == 1


def test_a_repeat_of_what_is_not_decided_yet_waits_for_the_same(world: World) -> None:
    asked = give(ready(world), crowd(world, INLINE_USERS + 1))
    first, again = asked.send(key="once"), asked.send(key="once")
    go_on(world, first.json())
    decided = asked.send(key="once")

    assert (first.status, again.status, decided.status) == (202, 202, 200)
    assert again.headers["Location"] == first.headers["Location"]
    assert {each.json()["bulk_id"] for each in (again, decided)} == {first.json()["bulk_id"]}


def test_a_repeat_of_what_was_refused_is_refused_the_same(world: World) -> None:
    asked = give(ready(world), [*crowd(world), "nobody"])
    first = asked.send(key="once")
    people.registered("nobody")

    again = asked.send(key="once")

    assert (again.status, again.json()["errors"]) == (409, first.json()["errors"])
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_repeat_of_what_failed_for_a_passing_reason_is_tried_anew(world: World) -> None:
    given(world)
    asked = give(ready(world, 2), everybody(world))
    first = asked.send(BOB, key="once")
    world.clock.advance(timedelta(minutes=1))

    again = asked.send(BOB, key="once", at=START + timedelta(minutes=1))

    assert (first.code, again.status) == ("undo_window_open", 200)
    assert "Idempotency-Replayed" not in again.headers


@pytest.mark.parametrize(("lost", "status"), [(".put_record", 202), (".decide", 200)])
def test_a_bulk_whose_answer_got_lost_is_begun_once(lost: str, status: int) -> None:
    with serving(World()) as calm:
        asked = give(ready(calm), crowd(calm))
        asked.send(key="once")
        [call_number] = [n for n, name in enumerate(calm.faults.calls, 1) if name.endswith(lost)]
    with serving(World()) as world:
        asked = give(ready(world), crowd(world))
        world.faults.fail(call_number, "after")
        answer = asked.send(key="once")
        again = asked.send(key="once")

    assert (answer.status, again.status) == (status, status)
    assert again.json()["bulk_id"] == answer.json()["bulk_id"]
    assert world.storage.bulks.keys() == calm.storage.bulks.keys()
    assert world.bulk_queue.sent


def test_what_was_abandoned_is_told_as_aborted(world: World) -> None:
    made = begun(world)
    world.clock.advance(timedelta(hours=1))
    record = next(iter(world.storage.bulks.values()))
    world.decisions().abort_abandoned(record)

    error = shown(made).json()["error"]

    assert (error["code"], error["status"]) == ("bulk_aborted", 409)
    assert error["instance"] == f"/api/admin/bulk-operations/{made['bulk_id']}"
    assert error["request_id"] == record.request_id
    assert "errors" not in error
