"""What dies in the middle is finished; what is stopped comes back as it was."""

import json
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from local.outputs import Outputs
from local.stack import running
from mediadesk.domain.instants import rfc3339
from tests.flows.consumer import Body, Consumer, Frame, has_ended, ok
from tests.flows.processes import parents, processes
from tests.stacks import signed_in


def test_a_converter_killed_in_mid_job_is_replaced_and_nothing_partial_is_seen(
    admin: Consumer, stack_folder: Path, long_clip: Path
) -> None:
    with admin.socket() as socket:
        socket.subscribe("assets")
        asset_id = admin.upload(long_clip)
        socket.until(lambda frame: _progress(frame, asset_id) > 30)
        # Only those at work: one that has just been given a message would keep it hidden for long.
        while not (encoders := processes(stack_folder, "bin/ffmpeg", "-progress")):
            socket.until(lambda frame: _progress(frame, asset_id) > 30)
        for worker in parents(encoders):
            os.kill(worker, signal.SIGKILL)
        early = admin.asset(asset_id)
        assert [output["kind"] for output in early["outputs"]] == ["thumbnail", "gif", "webp"]
        _require_whole(early)
        socket.until(lambda frame: _has_ended(frame, asset_id))
    asset = admin.asset(asset_id)
    assert asset["conversion_status"] == "completed"
    assert asset["conversion"]["attempt"] == 1
    _require_whole(asset)
    # What was published was kept; pieces that were lost were encoded again, each by itself.
    assert _places(asset)[:3] == _places(early)
    steps = [_progress(frame, asset_id) for frame in socket.frames]
    known = [step for step in steps if step >= 0]
    assert known == sorted(known)
    assert not processes(stack_folder, "convert-on_job", "bin/ffmpeg")


def test_a_message_that_was_never_sent_is_sent_by_the_sweep(
    admin: Consumer, stack: Outputs, aws: Callable[[str], Any], clip: Path
) -> None:
    with _paused(aws("lambda"), stack.functions["convert.on_job"]):
        with admin.socket() as socket:
            socket.subscribe("assets")
            asset_id = admin.upload(clip)
            socket.until(lambda frame: _status(frame, asset_id) == "queued")
        _lose_message(aws("sqs"), stack.queues["conversions"])
        _mark_unsent(aws("dynamodb"), stack.tables["queue_jobs"], asset_id)
    with admin.socket() as socket:
        socket.subscribe("assets")
        swept = aws("lambda").invoke(FunctionName=stack.functions["convert.on_schedule"])
        assert json.loads(swept["Payload"].read())["resent"] >= 1
        if not has_ended(admin.asset(asset_id)):
            socket.until(lambda frame: _has_ended(frame, asset_id))
    assert admin.asset(asset_id)["conversion_status"] == "completed"


def test_everything_is_still_there_after_a_stop_and_two_instances_share_nothing(
    tmp_path: Path, clip: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with running(first) as stack, signed_in(stack, "ada") as admin:
        before = admin.converted(clip)
        assert before["conversion_status"] == "completed"
        with running(second) as other, signed_in(other, "ada") as stranger:
            assert ok(stranger.http.get("/api/admin/assets"))["items"] == []
            assert stranger.http.get(f"/api/admin/assets/{before['asset_id']}").status_code == 404
    with running(first) as stack, signed_in(stack, "ada") as admin:
        after = admin.asset(before["asset_id"])
        assert _without_addresses(after) == _without_addresses(before)
        _require_whole(after)
        assert admin.converted(clip)["conversion_status"] == "completed"


class _paused:
    """The function takes no messages as long as the block lasts."""

    def __init__(self, client: Any, function: str) -> None:  # noqa: ANN401 - any boto3 client
        self._client = client
        sources = client.list_event_source_mappings(FunctionName=function)
        self._source = sources["EventSourceMappings"][0]["UUID"]

    def __enter__(self) -> None:
        self._client.update_event_source_mapping(UUID=self._source, Enabled=False)

    def __exit__(self, *_: object) -> None:
        self._client.update_event_source_mapping(UUID=self._source, Enabled=True)


def _lose_message(sqs: Any, queue_url: str) -> None:  # noqa: ANN401 - any boto3 client
    answer = sqs.receive_message(QueueUrl=queue_url, WaitTimeSeconds=10)
    for message in answer["Messages"]:
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])


def _mark_unsent(dynamodb: Any, table: str, asset_id: str) -> None:  # noqa: ANN401 - any client
    """The job row as a function leaves it that dies before it sends the message, a minute ago."""
    a_minute_ago = rfc3339(datetime.now(UTC) - timedelta(minutes=1))
    dynamodb.update_item(
        TableName=table,
        Key={"pk": {"S": f"A#{asset_id}"}, "sk": {"S": "J#1"}},
        UpdateExpression="SET todo = :send, todo_at = :at, queued_at = :at",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeValues={":send": {"S": "send"}, ":at": {"S": a_minute_ago}},
    )


def _status(frame: Frame, asset_id: str) -> str:
    data = frame.get("data", {})
    return str(data["conversion_status"]) if data.get("asset_id") == asset_id else ""


def _progress(frame: Frame, asset_id: str) -> int:
    """Percent that a frame tells of this asset; -1 when it tells of none."""
    job = frame["data"]["conversion"] if _status(frame, asset_id) else None
    return -1 if job is None else int(job["progress"])


def _has_ended(frame: Frame, asset_id: str) -> bool:
    return _status(frame, asset_id) in {"completed", "failed"}


def _places(asset: Body) -> list[str]:
    return [httpx.URL(output["url"]).path for output in asset["outputs"]]


def _require_whole(asset: Body) -> None:
    for output in asset["outputs"]:
        response = httpx.get(output["url"])
        assert response.status_code == 200
        assert len(response.content) == output["size_bytes"]


def _without_addresses(asset: Body) -> Body:
    addresses = {"gif_url", "webm_url", "thumbnail_url", "url_expires_at", "outputs"}
    kinds = [(output["kind"], output["size_bytes"]) for output in asset["outputs"]]
    return {key: asset[key] for key in asset.keys() - addresses} | {"kinds": kinds}
