"""Many at once, and functions that die: what was answered is what the history says."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from local.outputs import Outputs
from tests.flows import desk
from tests.flows.consumer import Body, Consumer, created
from tests.flows.processes import processes

WRITERS = 32
ROUNDS = 6
INSTANCES = 6
"""Of the function: each is a process here, and 32 of them would only wait for a processor."""
PASSING = {"already_assigned", "assignment_conflict", "not_assigned"}
"""What may be refused because somebody else was faster."""


@pytest.fixture
def few_instances(stack: Outputs, aws: Callable[[str], Any]) -> Iterator[None]:
    """The gateway turns away what more instances would have to answer."""
    function = {"FunctionName": stack.functions["assign.on_request"]}
    aws("lambda").put_function_concurrency(**function, ReservedConcurrentExecutions=INSTANCES)
    yield
    aws("lambda").delete_function_concurrency(**function)


@pytest.mark.usefixtures("few_instances")
def test_32_writers_on_one_user_make_one_line_of_entries_and_each_success_is_one_of_them(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    user_id = desk.registered(admin)

    def write(number: int) -> httpx.Response:
        if number % 8 == 7:
            return desk.insisted(lambda key: desk.unassign(admin, user_id, key))
        asset_id = asset_ids[number % 2]
        return desk.insisted(lambda key: desk.assign(admin, asset_id, user_id, key))

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(write, range(WRITERS * ROUNDS)))
    done = [answer.json() for answer in answers if answer.is_success]
    refused = Counter(answer.json()["code"] for answer in answers if not answer.is_success)
    entries = desk.history(admin, user_id)
    desk.require_linear(entries)
    assert sorted(each["sequence"] for each in done) == [entry["sequence"] for entry in entries]
    for each in done:
        entry = entries[each["sequence"] - 1]
        assert (each["asset_id"], each["previous_asset_id"]) == (
            entry["asset_id"],
            entry["previous_asset_id"],
        )
    assert set(refused) <= PASSING, refused
    assert len(done) > ROUNDS
    assert _held(desk.user(admin, user_id)) == entries[-1]["asset_id"]


def test_equal_requests_at_once_are_one_change_and_one_answer(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    user_id, key = desk.registered(admin), uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(desk.assign, admin, asset_ids[0], user_id, key) for _ in range(8)]
        answers = [each.result() for each in asked]
    assert len({created(answer)["assignment_id"] for answer in answers}) == 1
    replayed = ["idempotency-replayed" in answer.headers for answer in answers]
    assert replayed.count(False) == 1
    assert len(desk.history(admin, user_id)) == 1


def test_a_change_whose_function_is_killed_is_made_once_by_a_repeat(
    admin: Consumer, stack_folder: Path, asset_ids: tuple[str, str]
) -> None:
    user_ids = [desk.registered(admin) for _ in range(12)]
    killed = 0
    with ThreadPoolExecutor(3) as pool:
        given = [pool.submit(_given, admin, asset_ids[0], user_id) for user_id in user_ids]
        while killed < 6 and not _all_done(given):
            for process in processes(stack_folder, "assign-on_request", "_worker.py"):
                os.kill(process, signal.SIGKILL)
                killed += 1
            wait(given, timeout=0.2)
        answered = [each.result() for each in given]
    assert killed
    for user_id, assignment in zip(user_ids, answered, strict=True):
        [entry] = desk.history(admin, user_id)
        assert entry["sequence"] == assignment["sequence"] == 1
        assert desk.user(admin, user_id)["current"] == desk.state(assignment)


def _given(admin: Consumer, asset_id: str, user_id: str) -> Body:
    return created(desk.insisted(lambda key: desk.assign(admin, asset_id, user_id, key)))


def _all_done(futures: list["Future[Body]"]) -> bool:
    return all(future.done() for future in futures)


def _held(user: Body) -> object:
    return user["current"] and user["current"]["asset_id"]
