"""Whoever works on a bulk dies in the middle of it: everybody still sees one answer."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.outputs import Outputs
from tests.flows import crowds, desk
from tests.flows.consumer import Body, Consumer, ok
from tests.flows.crowds import Tables
from tests.flows.processes import processes
from tests.stacks import signed_in

Client = Callable[[str], Any]
FEW_S = 0.02
SWEEP_S = 1.0


@pytest.fixture
def tables(stack: Outputs, aws: Client) -> Tables:
    return Tables(stack, aws)


@pytest.fixture
def asset_id(tables: Tables) -> str:
    return tables.asset()


def test_a_large_bulk_whose_worker_is_killed_is_aborted_by_the_sweep_and_nobody_saw_it(
    admin: Consumer,
    stack: Outputs,
    aws: Client,
    stack_folder: Path,
    tables: Tables,
    asset_id: str,
) -> None:
    user_ids = tables.crowd(3000)
    with _reader(stack, asset_id, user_ids) as seen:
        answer = crowds.assign(admin, asset_id, user_ids)
        assert answer.status_code == 202
        bulk = dict(answer.json())
        assert answer.headers["location"].endswith(bulk["bulk_id"])
        _kill_when(stack_folder, lambda: "intent" in tables.head(user_ids[0]))
        with _paused(aws("lambda"), stack.functions["assign.on_bulk"]):
            assert 0 < tables.intents(user_ids) < len(user_ids)
            aborted = crowds.awaited(
                lambda: _swept(stack, aws) and crowds.read(admin, bulk),
                lambda read: read["status"] == "aborted",
                SWEEP_S,
            )
        assert aborted["error"]["code"] == "bulk_aborted"
        crowds.awaited(lambda: tables.intents(user_ids), lambda left: left == 0)
    assert seen == {(None, 0)}
    assert crowds.holders(admin, asset_id) == []
    assert desk.history(admin, user_ids[0]) == []


def test_a_bulk_whose_storing_is_killed_is_stored_by_the_sweep_and_everybody_held_it_all_along(
    admin: Consumer,
    stack: Outputs,
    aws: Client,
    stack_folder: Path,
    tables: Tables,
    asset_id: str,
) -> None:
    user_ids = tables.crowd(300)
    bulk = ok(crowds.assign(admin, asset_id, user_ids))
    shown = desk.history(admin, user_ids[-1])
    with _reader(stack, asset_id, user_ids) as seen:
        _kill_when(stack_folder, lambda: "intent" not in tables.head(user_ids[0]))
        assert 0 < tables.intents(user_ids) < len(user_ids)
        crowds.awaited(
            lambda: _swept(stack, aws) and tables.record(bulk["bulk_id"]),
            lambda seen: "drained_at" in seen,
            SWEEP_S,
        )
    assert seen == {(asset_id, 100)}
    assert tables.intents(user_ids) == 0
    assert crowds.holders(admin, asset_id) == user_ids
    assert desk.history(admin, user_ids[-1]) == shown
    assert len(desk.history(admin, user_ids[0])) == 1


@contextmanager
def _reader(
    stack: Outputs, asset_id: str, user_ids: list[str]
) -> Iterator[set[tuple[str | None, int]]]:
    """All that somebody sees who looks all the while: what members hold, and a page of holders."""
    seen: set[tuple[str | None, int]] = set()
    failures: list[Exception] = []
    is_over = threading.Event()

    def look() -> None:
        with signed_in(stack, "vic") as auditor:
            try:
                while not is_over.is_set():
                    for user_id in (user_ids[0], user_ids[len(user_ids) // 2], user_ids[-1]):
                        seen.add(_seen(auditor, asset_id, user_id))
            except (AssertionError, httpx.HTTPError) as failure:
                failures.append(failure)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()
    assert not failures


def _seen(auditor: Consumer, asset_id: str, user_id: str) -> tuple[str | None, int]:
    current = desk.user(auditor, user_id)["current"]
    page = auditor.http.get(f"{desk.ASSETS}/{asset_id}/assignments", params={"limit": "100"})
    return None if current is None else current["asset_id"], len(ok(page)["items"])


def _kill_when(stack_folder: Path, is_in_the_middle: Callable[[], bool]) -> None:
    crowds.awaited(is_in_the_middle, bool, FEW_S)
    killed = processes(stack_folder, "assign-on_bulk", "_worker.py")
    assert killed
    for process in killed:
        os.kill(process, signal.SIGKILL)


def _swept(stack: Outputs, aws: Client) -> Body:
    """What the clock does every minute, sooner; its counts."""
    answer = aws("lambda").invoke(FunctionName=stack.functions["assign.on_schedule"])
    return dict(json.loads(answer["Payload"].read()))


@contextmanager
def _paused(client: Any, function: str) -> Iterator[None]:  # noqa: ANN401 - any boto3 client
    """The function takes no messages as long as the block lasts."""
    sources = client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    _switch(client, sources, is_on=False)
    try:
        yield
    finally:
        _switch(client, sources, is_on=True)


def _switch(client: Any, sources: list[Body], *, is_on: bool) -> None:  # noqa: ANN401 - as above
    for source in sources:
        client.update_event_source_mapping(UUID=source["UUID"], Enabled=is_on)
