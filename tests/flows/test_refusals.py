"""What the system refuses, as a consumer meets it: each with its code, and nothing hangs."""

from pathlib import Path

import pytest

from tests.flows.consumer import Consumer, created, fill_in, ok, problem


def test_without_a_token_the_gateway_answers_401(nobody: Consumer) -> None:
    assert nobody.http.get("/api/admin/assets").status_code == 401
    assert nobody.http.post("/api/admin/websocket-tickets").status_code == 401


def test_a_forged_token_is_no_token(nobody: Consumer, admin: Consumer) -> None:
    head, body, signature = admin.http.headers["authorization"].split(".")
    forged = {"Authorization": ".".join((head, body, signature[::-1]))}
    assert nobody.http.get("/api/admin/assets", headers=forged).status_code == 401


def test_health_is_public(nobody: Consumer) -> None:
    assert ok(nobody.http.get("/api/health")) == {"status": "ok"}


def test_without_a_group_nothing_is_allowed(outsider: Consumer, clip: Path) -> None:
    problem(outsider.http.get("/api/admin/assets"), 403, "forbidden")
    problem(outsider.announce(clip), 403, "forbidden")


def test_an_auditor_reads_and_changes_nothing(auditor: Consumer, clip: Path) -> None:
    ok(auditor.http.get("/api/admin/assets"))
    with auditor.socket() as socket:
        socket.subscribe("assets")
    problem(auditor.announce(clip), 403, "forbidden")


def test_an_unknown_path_is_a_problem(admin: Consumer) -> None:
    problem(admin.http.get("/api/admin/nothing"), 404, "route_not_found")


@pytest.mark.parametrize(
    ("fields", "status", "code", "loc"),
    [
        ({"size_bytes": 0}, 422, "validation_failed", "body.size_bytes"),
        ({"created_by": "eve"}, 422, "validation_failed", "body.created_by"),
        ({"filename": "../../etc/passwd"}, 422, "validation_failed", "body.filename"),
        ({"size_bytes": 5_000_000_001}, 413, "asset_too_large", None),
        ({"content_type": "text/html"}, 415, "unsupported_media_type", None),
    ],
)
def test_a_bad_announcement_names_what_is_wrong(
    admin: Consumer, clip: Path, fields: dict[str, object], status: int, code: str, loc: str | None
) -> None:
    body = problem(admin.announce(clip, **fields), status, code)
    assert loc is None or [fault["loc"] for fault in body["errors"]] == [loc]


def test_the_form_takes_neither_a_byte_more_nor_another_type(admin: Consumer, clip: Path) -> None:
    started = created(admin.announce(clip))
    too_long = fill_in(started["upload"], clip.read_bytes() + b"!")
    assert too_long.status_code in {400, 403}
    assert "EntityTooLarge" in too_long.text
    other = started["upload"] | {"fields": started["upload"]["fields"] | {"Content-Type": "a/b"}}
    assert fill_in(other, clip.read_bytes()).status_code == 403
    assert admin.asset(started["asset"]["asset_id"])["conversion_status"] == "pending_upload"


def test_text_that_is_named_mp4_fails_with_a_code_and_a_remedy(
    admin: Consumer, tmp_path: Path
) -> None:
    text = tmp_path / "holiday.mp4"
    text.write_text("Dear diary, this is no video.\n" * 20)
    asset = admin.converted(text)
    assert asset["conversion_status"] == "failed"
    error = asset["conversion"]["error"]
    assert error["code"] == "media_unsupported_container"
    assert "upload it again" in error["message"]
    assert not error["retryable"]
    assert asset["outputs"] == []


def test_a_file_that_differs_from_its_checksum_is_not_converted(
    admin: Consumer, clip: Path
) -> None:
    asset = admin.converted(clip, sha256="0" * 64)
    assert asset["conversion_status"] == "failed"
    assert asset["conversion"]["error"]["code"] == "upload_checksum_mismatch"
    assert asset["outputs"] == []


def test_a_repeated_announcement_is_the_same_asset(admin: Consumer, clip: Path) -> None:
    admin.http.headers["Idempotency-Key"] = f"again-{clip.stat().st_mtime_ns}"
    try:
        first, again = admin.announce(clip), admin.announce(clip)
        assert created(first)["asset"] == created(again)["asset"]
        assert again.headers["idempotency-replayed"] == "true"
        assert "idempotency-replayed" not in first.headers
        problem(admin.announce(clip, title="Other"), 422, "idempotency_key_reused")
    finally:
        del admin.http.headers["Idempotency-Key"]


def test_a_cursor_is_good_for_its_own_query_only(admin: Consumer, clip: Path) -> None:
    for _ in range(2):
        created(admin.announce(clip))
    page = ok(admin.http.get("/api/admin/assets", params={"limit": 1}))
    cursor = page["next_cursor"]
    following = ok(admin.http.get("/api/admin/assets", params={"limit": 1, "cursor": cursor}))
    assert following["items"][0]["asset_id"] < page["items"][0]["asset_id"]
    for foreign in ({"cursor": cursor, "query": "x"}, {"cursor": cursor[:-1] + "~"}):
        problem(admin.http.get("/api/admin/assets", params=foreign), 400, "invalid_cursor")
