"""`mediactl watch`: live lines until Ctrl-C."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from mediadesk.contracts.bulk import NewBulkAssignment
from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import NewAsset
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.ids import AdminId
from mediadesk.services.announcements import bulk_frames
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk
from tests.cli.stories import AT, GOOD, asset_id, cut

FIRST, SECOND = asset_id(1), asset_id(2)


def add(desk: Desk) -> str:
    asset = desk.announce(NewAsset(filename="a.mp4", content_type="video/mp4", size_bytes=5))
    desk.stories[asset.asset_id].extend(desk.story)
    return asset.asset_id


def test_watching_an_asset_tells_its_present_state_and_every_change(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD, cut)
    lines = run("watch", add(desk), stop_after=0).out.splitlines()
    assert "pending upload" in lines[0]
    assert "completed" in lines[-1]
    assert any("processing 55%" in line for line in lines)
    assert all(FIRST in line and "a.mp4" in line for line in lines)


def test_watching_everything_tells_changes_of_every_asset(run: Run, desk: Desk) -> None:
    desk.story = GOOD
    add(desk)
    desk.story = (*GOOD, cut)
    add(desk)
    out = run("watch", stop_after=0).out
    assert f"{FIRST}  completed" in out
    assert f"{SECOND}  completed" in out


def test_what_is_decided_about_a_bulk_is_told_once(run: Run, desk: Desk) -> None:
    desk.story = (cut,)
    watched = add(desk)
    desk.directory.put("u-1", UserFields(display_name="Zoë", email="z@example.org"))
    bulk = desk.bulks.begin(NewBulkAssignment(asset_id=FIRST, user_ids=["u-1"]), "key-1")
    for number, record in enumerate(decisions(bulk), 1):
        told = replace(record, audit=replace(record.audit, sequence=number))
        desk.news += bulk_frames(None, told, AT) * 2
    lines = run("watch", watched, stop_after=0).out.splitlines()[1:]
    until = f"{(AT + timedelta(seconds=30)).astimezone():%H:%M:%S}"
    told_of = f"{FIRST}  bulk"
    assert [line.partition("  ")[2] for line in lines] == [
        f"{told_of} committed  {bulk.bulk_id}  1 user holds it now, by ada-sub;"
        f" until {until} it can be undone",
        f"{told_of} undone  {bulk.bulk_id}  1 user holds again what they held before, by eve-sub",
        f"{told_of} sealed  {bulk.bulk_id}  it can't be undone any more,"
        " because a user was given another asset",
        f"{told_of} aborted  {bulk.bulk_id}  nobody got it",
    ]
    desk.stories[FIRST].append(cut)
    for_machines = run("watch", FIRST, "--json", stop_after=0).out.splitlines()[1:]
    assert [json.loads(line)["type"] for line in for_machines] == [
        "bulk.committed",
        "bulk.undone",
        "bulk.sealed",
        "bulk.aborted",
    ]


def decisions(bulk: BulkRecord) -> list[BulkRecord]:
    """Every kind of decision, whether or not they could follow each other."""
    return [
        bulk,
        replace(bulk, status=BulkStatus.UNDONE, undone_by=AdminId("eve-sub")),
        replace(bulk, status=BulkStatus.SEALED, sealed_by="req-9"),
        replace(bulk, status=BulkStatus.ABORTED),
    ]


def test_ctrl_c_ends_it_well(run: Run, desk: Desk) -> None:
    desk.story = (cut,)
    outcome = run("watch", add(desk), stop_after=0)
    assert outcome.exit_code == 0
    assert "Traceback" not in outcome.err


def test_a_lost_connection_is_taken_up_again_more_and_more_slowly(run: Run, desk: Desk) -> None:
    add(desk)
    desk.answers_next("POST /api/admin/websocket-tickets", *[Answer(503)] * 28)
    outcome = run("watch", FIRST, stop_after=27)
    assert outcome.waits[3::4] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
    assert "Not connected" in outcome.err


def test_what_happened_while_not_connected_is_told_after_it(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD[:4], cut, *GOOD[4:], cut)
    lines = run("watch", add(desk), stop_after=1).out.splitlines()
    assert len(lines) == len(set(lines))
    assert "completed" in lines[-1]


def test_a_service_that_is_down_for_a_while_is_waited_for(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD[:4], cut, *GOOD[4:], cut)
    desk_is_down = [Answer(503)] * 4
    add(desk)
    desk.answers_next("POST /api/admin/websocket-tickets", *desk_is_down)
    outcome = run("watch", FIRST, stop_after=5)
    assert "completed" in outcome.out


def test_for_machines_each_line_is_one_event(run: Run, desk: Desk) -> None:
    desk.story = (*GOOD, cut)
    lines = run("watch", add(desk), "--json", stop_after=0).out.splitlines()
    present, *events = [json.loads(line) for line in lines]
    assert present["type"] == "asset"
    assert {event["type"] for event in events} >= {"conversion.progress"}
    assert events[-1]["data"]["conversion_status"] == "completed"


def test_an_asset_that_does_not_exist_is_not_found(run: Run) -> None:
    assert run("watch", FIRST).exit_code == 4


def test_a_real_ctrl_c_ends_a_real_process(desk: Desk, home: Path) -> None:
    add(desk)
    process = subprocess.Popen(  # noqa: S603 - our own script
        [Path(sys.executable).with_name("mediactl"), "watch", FIRST],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Ignored signals are inherited, and tests may run in the background of a script.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    while "completed" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "Traceback" not in err
