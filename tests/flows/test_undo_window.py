"""Thirty real seconds, judged by the server's clock."""

import time
from datetime import UTC, datetime, timedelta

from mediadesk.domain.instants import parse_rfc3339
from tests.flows import desk
from tests.flows.consumer import Consumer, created, ok, problem

EARLY = timedelta(milliseconds=400)
"""What a request may take to arrive on a busy machine."""


def test_an_undo_works_until_the_window_closes_and_not_after(
    admin: Consumer, asset_ids: tuple[str, str]
) -> None:
    asset_id = asset_ids[0]
    in_time, too_late = desk.registered(admin), desk.registered(admin)
    expiring = created(desk.assign(admin, asset_id, too_late))
    undoable = created(desk.assign(admin, asset_id, in_time))
    closes_at = parse_rfc3339(undoable["undo_until"])
    assert closes_at - parse_rfc3339(undoable["assigned_at"]) == timedelta(seconds=30)

    _wait_until(closes_at - EARLY)
    assert ok(desk.undo(admin, undoable))["asset_id"] is None
    _wait_until(parse_rfc3339(expiring["undo_until"]) + timedelta(milliseconds=50))
    refused = problem(desk.undo(admin, expiring), 409, "undo_window_expired")
    assert expiring["undo_until"] in refused["detail"]
    assert desk.user(admin, too_late)["current"] == desk.state(expiring)
    assert len(desk.history(admin, too_late)) == 1


def _wait_until(moment: datetime) -> None:
    """The stack runs on this machine: its clock is ours."""
    while (left := moment - datetime.now(UTC)) > timedelta(0):
        time.sleep(left.total_seconds())
