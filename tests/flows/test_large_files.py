"""Files that come in parts, videos that are converted in pieces, and conversions tried again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.outputs import Outputs
from mediadesk.domain.media import FORM_BYTES
from tests.flows.consumer import Body, Consumer, created, ok, problem

ASSETS = "/api/admin/assets"


@pytest.fixture
def large_clip(clip: Path, tmp_path: Path) -> Path:
    """A clip with as much room at its end as makes it come in parts: a box that nobody reads."""
    padding = FORM_BYTES - clip.stat().st_size + 1000
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.write(clip.read_bytes() + padding.to_bytes(4, "big") + b"free")
        file.truncate(file.tell() + padding - 8)
    return large


def test_a_large_file_comes_in_parts_and_is_taken_up_where_it_broke_off(
    admin: Consumer, auditor: Consumer, large_clip: Path
) -> None:
    started = created(admin.announce(large_clip))
    address = f"{ASSETS}/{started['asset']['asset_id']}/upload"
    parts = started["upload"]["parts"]
    lacking = parts[2]["part_number"]
    sent = {_send(large_clip, started["upload"], part) for part in parts if part != parts[2]}

    refused = problem(admin.http.post(f"{address}/complete", json={}), 409, "upload_incomplete")
    assert str(lacking) in refused["detail"]
    state = ok(admin.http.get(address))
    assert {part["part_number"] for part in state["received_parts"]} == {n for n, _ in sent}
    assert [part["part_number"] for part in state["upload"]["parts"]] == [lacking]
    assert ok(auditor.http.get(address))["upload"] is None

    sent.add(_send(large_clip, state["upload"], state["upload"]["parts"][0]))
    marks = [{"part_number": number, "etag": etag} for number, etag in sorted(sent)]
    answers = [admin.http.post(f"{address}/complete", json={"parts": marks}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    done = admin.ended(started["asset"]["asset_id"])
    assert done["conversion_status"] == "completed"
    assert (done["conversion"]["attempt"], done["size_bytes"]) == (1, large_clip.stat().st_size)
    assert ok(admin.http.get(address))["upload"] is None


def test_a_long_video_is_converted_in_pieces_and_joined_whole(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any], long_clip: Path
) -> None:
    done = admin.converted(long_clip)

    assert done["conversion_status"] == "completed"
    rows = _piece_rows(aws("dynamodb"), stack.tables["queue_jobs"], done["asset_id"])
    kinds = [row["kind"]["S"] for row in rows]
    assert kinds.count("pictures") >= 2
    assert kinds[-1] == "join"
    assert {row["status"]["S"] for row in rows[:-1]} == {"done"}
    webm = next(output for output in done["outputs"] if output["kind"] == "webm")
    assert len(httpx.get(webm["url"]).content) == webm["size_bytes"]
    attempts = ok(admin.http.get(f"{ASSETS}/{done['asset_id']}/conversion"))["attempts"]
    assert [attempt["status"] for attempt in attempts] == ["completed"]


def test_a_conversion_that_failed_for_a_passing_reason_succeeds_when_it_is_retried(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any], clip: Path
) -> None:
    asset = admin.converted(clip)
    _let_fail(aws("dynamodb"), stack.tables["admin_media_assets"], asset["asset_id"])
    address = f"{ASSETS}/{asset['asset_id']}"

    retried = admin.http.post(f"{address}/retry-conversion", headers={"Idempotency-Key": "again"})
    repeated = admin.http.post(f"{address}/retry-conversion", headers={"Idempotency-Key": "again"})

    assert (retried.status_code, repeated.status_code) == (202, 202)
    assert repeated.json()["conversion"]["job_id"] == retried.json()["conversion"]["job_id"]
    done = admin.ended(asset["asset_id"])
    assert (done["conversion_status"], done["conversion"]["attempt"]) == ("completed", 2)
    assert len(done["outputs"]) == len(asset["outputs"])
    attempts = ok(admin.http.get(f"{address}/conversion"))["attempts"]
    assert [attempt["attempt"] for attempt in attempts] == [2, 1]
    problem(admin.http.post(f"{address}/retry-conversion"), 409, "conversion_not_failed")


def _send(file: Path, upload: Body, part: Body) -> tuple[int, str]:
    """PUT one part; its number and mark."""
    with file.open("rb") as source:
        source.seek((part["part_number"] - 1) * upload["part_size_bytes"])
        answer = httpx.put(part["url"], content=source.read(part["size_bytes"]), timeout=60)
    assert answer.status_code == 200, answer.text
    return part["part_number"], answer.headers["etag"]


def _piece_rows(dynamodb: Any, table: str, asset_id: str) -> list[Any]:  # noqa: ANN401 - any client
    answer = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :piece)",
        ExpressionAttributeValues={":pk": {"S": f"A#{asset_id}"}, ":piece": {"S": "P#"}},
        ConsistentRead=True,
    )
    return list(answer["Items"])


def _let_fail(dynamodb: Any, table: str, asset_id: str) -> None:  # noqa: ANN401 - any client
    """The asset as a converter leaves it whose time was up before the WEBM was made."""
    error = {"code": "conversion_timed_out", "message": "It took too long."}
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": f"A#{asset_id}"}, "sk": {"S": "META"}},
        UpdateExpression="SET #status = :failed, #error = :error REMOVE outputs[3]",
        ExpressionAttributeNames={"#status": "status", "#error": "error"},
        ExpressionAttributeValues={
            ":failed": {"S": "failed"},
            ":error": {
                "M": {name: {"S": text} for name, text in error.items()}
                | {"retryable": {"BOOL": True}}
            },
        },
    )
