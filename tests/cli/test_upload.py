"""`mediactl upload` from the file to the table of addresses."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from mediadesk.domain import errors
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.services.announcements import bulk_frames
from tests.builders import a_bulk
from tests.cli.conftest import Run
from tests.cli.desk import Answer, Desk, problem
from tests.cli.stories import AT, BAD, GOOD, asset_id, cut, expired, unchanged

UPLOAD = "POST /api/admin/assets/upload"
TICKETS = ("POST", "/api/admin/websocket-tickets")
FIRST = asset_id(1)
KINDS = [f"{kind} 640x360" for kind in OutputKind]


def percents(text: str, stage: str) -> list[int]:
    return [int(found) for found in re.findall(rf"{stage}(?: #\d)? (\d+)%", text)]


def test_an_upload_ends_with_the_addresses_of_everything_that_was_made(
    run: Run, desk: Desk, clip: Path
) -> None:
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert "clip.mp4  completed" in outcome.out
    for output in desk.assets[FIRST].outputs:
        assert output.url in outcome.out
    assert outcome.waits == []


def test_the_file_arrives_whole_and_with_its_checksum(run: Run, desk: Desk, clip: Path) -> None:
    run("upload", clip)
    assert desk.stored[FIRST] == clip.read_bytes()
    assert desk.assets[FIRST].sha256 == hashlib.sha256(clip.read_bytes()).hexdigest()
    [sent] = desk.calls("POST", "/storage")
    assert "transfer-encoding" not in sent.headers


def test_the_announcement_says_what_was_asked_for(run: Run, desk: Desk, clip: Path) -> None:
    run("upload", clip, "--title", "Opening", "--preset", "efficient", "--no-wait")
    asset = desk.assets[FIRST]
    assert (asset.title, asset.preset, asset.content_type) == ("Opening", "efficient", "video/mp4")
    [announced] = desk.calls("POST", "/api/admin/assets/upload")
    assert announced.headers["idempotency-key"]


def test_each_stage_and_each_output_is_told_as_it_comes(run: Run, clip: Path) -> None:
    told = run("upload", clip).err
    stages = ["checking", "uploading", "arriving", "queued", "converting", "completed"]
    places = [told.index(f"clip.mp4: {stage}") for stage in stages]
    assert places == sorted(places)
    outputs = [told.index(kind) for kind in KINDS]
    assert outputs == sorted(outputs)


def test_without_a_terminal_there_are_no_control_codes_and_few_lines(run: Run, clip: Path) -> None:
    outcome = run("upload", clip)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", outcome.out + outcome.err)
    assert len(outcome.err.splitlines()) < 25


@pytest.mark.parametrize("place", range(len(GOOD)))
def test_a_connection_that_is_cut_is_taken_up_again(
    run: Run, desk: Desk, clip: Path, place: int
) -> None:
    desk.story = (*GOOD[:place], cut, *GOOD[place:])
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert len(desk.calls(*TICKETS)) == 2
    assert percents(outcome.err, "converting") == sorted(percents(outcome.err, "converting"))


def test_frames_that_arrive_twice_are_told_once(run: Run, desk: Desk, clip: Path) -> None:
    desk.story = tuple(step for told in GOOD for step in (told, unchanged))
    outcome = run("upload", clip)
    assert outcome.err.count("clip.mp4: completed") == 1
    assert outcome.err.count("thumbnail 640x360") == 1


def test_news_of_bulks_do_not_disturb(run: Run, desk: Desk, clip: Path) -> None:
    decided = a_bulk(status=BulkStatus.ABORTED)
    desk.news += bulk_frames(None, decided, AT)
    assert run("upload", clip).err.splitlines()[-1].startswith("  The addresses work until")


def test_a_frame_that_is_lost_is_made_up_for_by_reading(run: Run, desk: Desk, clip: Path) -> None:
    desk.loses = frozenset({ConversionStatus.COMPLETED})
    outcome = run("upload", clip, quiet_s=0.1)
    assert outcome.exit_code == 0
    assert "clip.mp4: completed" in outcome.err


def test_where_no_socket_can_be_had_it_is_asked_instead(run: Run, desk: Desk, clip: Path) -> None:
    desk.takes_sockets = False
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert outcome.waits == [0.5, 1.0, 2.0, *[2.0] * (len(outcome.waits) - 3)]
    assert percents(outcome.err, "converting") == sorted(percents(outcome.err, "converting"))
    assert "webm 640x360" in outcome.err


def test_a_failed_conversion_tells_code_and_remedy(run: Run, desk: Desk, clip: Path) -> None:
    desk.story = BAD
    outcome = run("upload", clip)
    assert outcome.exit_code == 1
    assert "media_damaged" in outcome.err
    assert "Export it again" in outcome.err
    assert f"clip.mp4 ({FIRST})" in outcome.err
    assert outcome.out == ""


def test_an_upload_that_expired_has_failed(run: Run, desk: Desk, clip: Path) -> None:
    desk.story = (expired,)
    outcome = run("upload", clip)
    assert outcome.exit_code == 1
    assert "upload_expired" in outcome.err


def test_without_waiting_it_ends_when_the_file_was_sent(run: Run, desk: Desk, clip: Path) -> None:
    outcome = run("upload", clip, "--no-wait")
    assert outcome.exit_code == 0
    assert FIRST in outcome.out
    assert desk.calls(*TICKETS) == []


def test_several_files_are_followed_together(run: Run, desk: Desk, home: Path) -> None:
    for name in ("a.mp4", "b.mov", "c.gif"):
        (home / name).write_bytes(name.encode())
    outcome = run("upload", "a.mp4", "b.mov", "c.gif")
    assert outcome.exit_code == 0
    assert outcome.out.count("completed") == 3
    assert len(desk.calls(*TICKETS)) == 1
    types = [asset.content_type for asset in desk.assets.values()]
    assert types == ["video/mp4", "video/quicktime", "image/gif"]


def test_a_refused_file_does_not_stop_the_others(run: Run, desk: Desk, home: Path) -> None:
    (home / "notes.txt").write_text("no video")
    (home / "clip.mp4").write_bytes(b"frames")
    outcome = run("upload", "notes.txt", "clip.mp4")
    assert outcome.exit_code == 1
    assert "unsupported_media_type" in outcome.err
    assert "clip.mp4  completed" in outcome.out


def test_for_machines_there_is_one_document(run: Run, desk: Desk, home: Path) -> None:
    (home / "notes.txt").write_text("no video")
    (home / "clip.mp4").write_bytes(b"frames")
    refused, made = run("upload", "notes.txt", "clip.mp4", "--json").document["items"]
    assert refused["asset"] is None
    assert refused["error"]["code"] == "unsupported_media_type"
    assert made["error"] is None
    assert made["asset"] == json.loads(desk.assets[FIRST].model_dump_json())


def test_a_file_above_the_limit_gets_the_answer_of_the_service_unread(
    run: Run, desk: Desk, home: Path
) -> None:
    with (home / "long.mp4").open("wb") as sparse:
        sparse.truncate(MediaLimits().upload_bytes + 1)
    outcome = run("upload", "long.mp4")
    assert outcome.exit_code == 1
    assert "asset_too_large" in outcome.err
    assert "5 GB" in outcome.err
    assert "checking" not in outcome.err


def test_the_refusal_of_the_storage_is_told_in_its_words(run: Run, desk: Desk, clip: Path) -> None:
    body = (
        b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>EntityTooLarge</Code>'
        b"<Message>Your proposed upload exceeds the maximum &amp; more</Message>"
        b"<RequestId>S3-1</RequestId></Error>"
    )
    desk.answers_next("POST /storage", Answer(400, body))
    outcome = run("upload", clip)
    assert outcome.exit_code == 1
    assert "EntityTooLarge: Your proposed upload exceeds the maximum & more" in outcome.err
    assert "storage_refused · request S3-1" in outcome.err
    assert "changed since" in outcome.err


def test_a_storage_that_is_busy_is_tried_again_from_the_start(
    run: Run, desk: Desk, clip: Path
) -> None:
    clip.write_bytes(bytes(12_000_000))
    desk.answers_next("POST /storage", Answer(503), Answer(500))
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert desk.stored[FIRST] == clip.read_bytes()
    assert percents(outcome.err, "uploading") == [25, 50, 75]
    assert outcome.waits == [0.5, 1.0]


def test_a_storage_that_stays_busy_is_given_up(run: Run, desk: Desk, clip: Path) -> None:
    desk.answers_next("POST /storage", *[Answer(503)] * 4)
    outcome = run("upload", clip)
    assert outcome.exit_code == 5
    assert "storage_unavailable" in outcome.err


def test_a_busy_service_is_asked_again_when_it_said_with_the_same_key(
    run: Run, desk: Desk, clip: Path
) -> None:
    busy = problem(errors.ServiceUnavailable, 503, "busy")
    busy.headers["Retry-After"] = "7"
    desk.answers_next(UPLOAD, busy)
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert outcome.waits == [7.0]
    first, second = desk.calls("POST", "/api/admin/assets/upload")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_service_that_is_away_for_a_while_is_waited_for(run: Run, desk: Desk, clip: Path) -> None:
    desk.story = (*GOOD[:3], cut, *GOOD[3:])
    desk.answers_next(f"GET /api/admin/assets/{FIRST}", *[Answer(503)] * 20)
    outcome = run("upload", clip)
    assert outcome.exit_code == 0
    assert max(outcome.waits) == 16.0


def test_what_stops_the_following_says_that_the_conversion_goes_on(
    run: Run, desk: Desk, clip: Path
) -> None:
    desk.answers_next(f"GET /api/admin/assets/{FIRST}", *[Answer(503)] * 36)
    outcome = run("upload", clip)
    assert outcome.exit_code == 5
    assert f"mediactl watch {FIRST}" in outcome.err
    assert f"clip.mp4 ({FIRST})" in outcome.err


def test_ctrl_c_while_converting_is_clean(run: Run, desk: Desk, clip: Path) -> None:
    desk.takes_sockets = False
    outcome = run("upload", clip, stop_after=3)
    assert outcome.exit_code == 130
    assert f"mediactl watch {FIRST}" in outcome.err
    assert "Traceback" not in outcome.err
