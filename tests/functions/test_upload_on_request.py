"""Announcing and reading assets over HTTP."""

from pathlib import Path

import pytest

from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from tests.functions.stories import CLIP, UPLOAD, announced, converted
from tests.gateway import ADMIN, AUDITOR, NOBODY, STRANGER, Person, call
from tests.world import World

ASSETS = "/api/admin/assets"


def test_announcing_a_file_creates_an_asset_and_gives_a_form(world: World) -> None:
    answer = call("POST", UPLOAD, body=CLIP)

    created = answer.json()
    asset_id = created["asset"]["asset_id"]
    assert answer.status == 201
    assert answer.headers["Location"] == f"{ASSETS}/{asset_id}"
    assert answer.headers["Content-Type"] == "application/json"
    assert created["asset"]["conversion_status"] == "pending_upload"
    assert created["asset"]["created_by"] == "ada"
    assert created["asset"]["created_at"] == "2026-11-22T10:15:30.123Z"
    assert created["upload"]["strategy"] == "post"
    assert created["upload"]["fields"]["key"] == f"uploads/{asset_id}"
    assert created["upload"]["expires_at"] == "2026-11-22T11:15:30.123Z"
    assert created["upload"]["max_bytes"] == CLIP["size_bytes"]


def test_an_asset_shows_every_field_also_while_it_is_null(world: World) -> None:
    shown = call("GET", f"{ASSETS}/{announced()}").json()

    nulls = {name for name, value in shown.items() if value is None}
    assert {"conversion", "media", "gif_url", "webm_url", "thumbnail_url", "deleted_at"} <= nulls


def test_a_repeat_with_the_same_key_gives_the_same_asset_and_says_so(world: World) -> None:
    key = {"Idempotency-Key": "one"}

    first = call("POST", UPLOAD, body=CLIP, headers=key)
    again = call("POST", UPLOAD, body=dict(reversed(CLIP.items())), headers=key)

    assert "Idempotency-Replayed" not in first.headers
    assert again.status == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["asset"] == first.json()["asset"]
    assert len(world.storage.assets) == 1


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    key = {"Idempotency-Key": "one"}
    call("POST", UPLOAD, body=CLIP, headers=key)

    answer = call("POST", UPLOAD, body={**CLIP, "size_bytes": 5}, headers=key)

    assert (answer.status, answer.code) == (422, "idempotency_key_reused")


def test_the_same_key_of_another_admin_is_another_key(world: World) -> None:
    key = {"Idempotency-Key": "one"}
    call("POST", UPLOAD, ADMIN, body=CLIP, headers=key)
    call("POST", UPLOAD, Person("bob"), body=CLIP, headers=key)

    assert len(world.storage.assets) == 2


@pytest.mark.parametrize("key", ["", "k" * 129, "schlüssel", "tab\there", "nul\0"])
def test_a_key_must_be_1_to_128_printable_ascii_characters(world: World, key: str) -> None:
    answer = call("POST", UPLOAD, body=CLIP, headers={"Idempotency-Key": key})

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.json()["errors"][0]["loc"] == "header.idempotency-key"


def test_a_key_may_contain_commas_and_spaces(world: World) -> None:
    key = {"Idempotency-Key": "a, b,c ~"}

    assert call("POST", UPLOAD, body=CLIP, headers=key).status == 201
    assert call("POST", UPLOAD, body=CLIP, headers=key).headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"content_type": "text/html"}, 415, "unsupported_media_type"),
        ({"size_bytes": 5_000_000_001}, 413, "asset_too_large"),
        ({"size_bytes": 10**38}, 413, "asset_too_large"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(
    world: World, changed: dict[str, object], status: int, code: str
) -> None:
    answer = call("POST", UPLOAD, body={**CLIP, **changed})

    assert (answer.status, answer.code) == (status, code)
    assert not world.storage.assets


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"size_bytes": 0}, ("body.size_bytes", "greater_than_equal")),
        ({"size_bytes": "4"}, ("body.size_bytes", "int_type")),
        ({"size_bytes": 4.0}, ("body.size_bytes", "int_type")),
        ({"size_bytes": True}, ("body.size_bytes", "int_type")),
        ({"filename": ""}, ("body.filename", "string_too_short")),
        ({"filename": 7}, ("body.filename", "string_type")),
        ({"filename": "x" * 256}, ("body.filename", "string_too_long")),
        ({"title": "x" * 201}, ("body.title", "string_too_long")),
        ({"sha256": "abc"}, ("body.sha256", "string_pattern_mismatch")),
        ({"preset": "best"}, ("body.preset", "enum")),
        ({"color": "red"}, ("body.color", "extra_forbidden")),
    ],
)
def test_a_fault_in_the_body_is_named_by_place_and_code(
    world: World, changed: dict[str, object], fault: tuple[str, str]
) -> None:
    answer = call("POST", UPLOAD, body={**CLIP, **changed})

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.faults == {fault}
    assert answer.json()["error_count"] == 1


def test_a_missing_body_is_a_fault_of_the_body(world: World) -> None:
    assert call("POST", UPLOAD).faults == {("body", "missing")}


def test_every_missing_field_is_named(world: World) -> None:
    assert call("POST", UPLOAD, body={}).faults == {
        ("body.filename", "missing"),
        ("body.content_type", "missing"),
        ("body.size_bytes", "missing"),
    }


def test_a_converted_asset_shows_its_outputs(world: World, tmp_path: Path) -> None:
    shown = call("GET", f"{ASSETS}/{converted(world, tmp_path)}").json()

    assert shown["conversion_status"] == "completed"
    assert shown["conversion"]["progress"] == 100
    assert [output["kind"] for output in shown["outputs"]] == list(OutputKind)
    urls = {output["kind"]: output["url"] for output in shown["outputs"]}
    assert [urls["thumbnail"], urls["gif"], urls["webm"]] == [
        shown["thumbnail_url"],
        shown["gif_url"],
        shown["webm_url"],
    ]
    assert shown["url_expires_at"] == "2026-11-22T12:00:00.000Z"
    assert shown["media"]["video_codec"] == "h264"


def test_the_conversion_lists_its_attempts(world: World, tmp_path: Path) -> None:
    asset_id = converted(world, tmp_path)

    answer = call("GET", f"{ASSETS}/{asset_id}/conversion")

    shown = answer.json()
    assert shown["asset_id"] == asset_id
    assert [attempt["status"] for attempt in shown["attempts"]] == ["completed"]
    etag = answer.headers["ETag"]
    unchanged = call("GET", f"{ASSETS}/{asset_id}/conversion", headers={"If-None-Match": etag})
    assert unchanged.status == 304


def test_health_needs_no_token_and_no_data(world: World) -> None:
    answer = call("GET", "/api/health", NOBODY)

    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    assert not world.faults.calls


@pytest.mark.parametrize("person", [AUDITOR, ADMIN], ids=["auditor", "admin"])
def test_whoever_may_read_reads(world: World, person: Person) -> None:
    asset_id = announced()

    for path in ("", f"/{asset_id}", f"/{asset_id}/conversion"):
        assert call("GET", ASSETS + path, person).status == 200


def test_a_person_without_a_group_reads_nothing(world: World) -> None:
    answer = call("GET", ASSETS, STRANGER)

    assert (answer.status, answer.code) == (403, "forbidden")


def test_a_failed_conversion_says_why_and_whether_to_try_again(
    world: World, tmp_path: Path
) -> None:
    world.transcoder.rejects = {None: MediaFault.NO_VIDEO}
    asset_id = converted(world, tmp_path)

    shown = call("GET", f"{ASSETS}/{asset_id}").json()
    attempts = call("GET", f"{ASSETS}/{asset_id}/conversion").json()["attempts"]

    error = {
        "code": "media_no_video",
        "message": MediaFault.NO_VIDEO.message(MediaLimits()),
        "retryable": False,
    }
    assert shown["conversion_status"] == "failed"
    assert shown["conversion"]["error"] == error
    assert [attempt["error"] for attempt in attempts] == [error]


def test_a_service_that_does_not_answer_is_a_503_that_may_be_repeated(world: World) -> None:
    world.faults.fail(1, "before")

    answer = call("POST", UPLOAD, body=CLIP)

    assert (answer.status, answer.code) == (503, "service_unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert call("POST", UPLOAD, body=CLIP).status == 201
