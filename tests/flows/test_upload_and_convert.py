"""The main walk: a real clip goes in, its outputs come out, and a socket sees it all."""

from pathlib import Path

import httpx

from tests.flows.consumer import Consumer, Frame, has_ended

KINDS = ["thumbnail", "gif", "webp", "webm"]
MAGIC = {
    "thumbnail": (b"RIFF", "image/webp"),
    "gif": (b"GIF89a", "image/gif"),
    "webp": (b"RIFF", "image/webp"),
    "webm": (b"\x1a\x45\xdf\xa3", "video/webm"),
}


def test_a_clip_becomes_a_thumbnail_a_gif_and_a_webm_and_a_socket_sees_every_step(
    admin: Consumer, real_clip: Path
) -> None:
    with admin.socket() as socket:
        socket.subscribe("assets")
        asset_id = admin.upload(real_clip)
        socket.until(lambda frame: has_ended(_data(frame, asset_id)))
    frames = [frame for frame in socket.frames if _data(frame, asset_id)]

    assert _statuses(frames) == ["pending_upload", "queued", "processing", "completed"]
    assert [f["version"] for f in _status_frames(frames)] == list(range(1, 9))
    assert _progress(frames) == sorted(_progress(frames))
    assert any(0 < share < 100 for share in _progress(frames))
    asset = admin.asset(asset_id)
    assert [output["kind"] for output in asset["outputs"]] == KINDS
    for output in asset["outputs"]:
        _require_whole(output)


def test_the_thumbnail_is_there_well_before_the_rest(admin: Consumer, long_clip: Path) -> None:
    with admin.socket() as socket:
        socket.subscribe("assets")
        asset_id = admin.upload(long_clip)
        shown = socket.until(
            lambda frame: (
                frame["type"] == "conversion.output_ready" and bool(_data(frame, asset_id))
            )
        )
        assert shown["data"]["outputs"] == ["thumbnail"]
        early = admin.asset(asset_id)
        assert httpx.get(early["thumbnail_url"]).content[8:12] == b"WEBP"
        socket.until(lambda frame: has_ended(_data(frame, asset_id)))


def test_an_asset_s_own_topic_tells_of_it_alone(admin: Consumer, clip: Path) -> None:
    other = admin.upload(clip)
    with admin.socket() as socket:
        asset_id = admin.upload(clip)
        position = socket.subscribe(f"asset:{asset_id}")
        assert int(position["topics"][0]["cursor"]) >= 1
        if not has_ended(admin.asset(asset_id)):
            socket.until(lambda frame: has_ended(frame.get("data", {})))
    assert other not in {frame["data"]["asset_id"] for frame in socket.frames if "data" in frame}


def _data(frame: Frame, asset_id: str) -> Frame:
    data: Frame = frame.get("data", {})
    return data if data.get("asset_id") == asset_id else {}


def _status_frames(frames: list[Frame]) -> list[Frame]:
    return [frame for frame in frames if frame["type"] != "conversion.progress"]


def _statuses(frames: list[Frame]) -> list[str]:
    changed = [frame for frame in frames if frame["type"] == "conversion.status_changed"]
    return [frame["data"]["conversion_status"] for frame in changed]


def _progress(frames: list[Frame]) -> list[int]:
    jobs = [frame["data"]["conversion"] for frame in frames]
    return [job["progress"] for job in jobs if job is not None]


def _require_whole(output: Frame) -> None:
    magic, content_type = MAGIC[output["kind"]]
    response = httpx.get(output["url"])
    assert response.status_code == 200
    assert response.content.startswith(magic)
    assert len(response.content) == output["size_bytes"]
    assert response.headers["content-type"] == output["content_type"] == content_type
