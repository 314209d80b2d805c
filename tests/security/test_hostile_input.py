"""Input that is meant to break something: it is refused by code or kept as plain text."""

import json
import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.contracts.http import Asset, NewAsset
from mediadesk.services.cursors import CursorSigner
from tests.functions.stories import CLIP, UPLOAD, announced
from tests.gateway import Answer, call
from tests.world import World

ASSETS = "/api/admin/assets"
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
EXPRESSIONS = [
    "#a",
    ":v",
    "x OR attribute_exists(pk)",
    "SET #v = :v",
    "' OR '1'='1",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>",
    "%s%n%x",
    "-i",
    "NULL",
    "size",
]


def announce(**changed: object) -> Answer:
    return call("POST", UPLOAD, body={**CLIP, **changed})


@pytest.mark.parametrize("name", sorted(Asset.model_fields.keys() - NewAsset.model_fields.keys()))
def test_what_the_server_decides_can_not_be_sent(world: World, name: str) -> None:
    values: list[object] = [None, 1, "completed", {}]
    for value in values:
        answer = announce(**{name: value})

        assert answer.faults == {(f"body.{name}", "extra_forbidden")}
    assert not world.storage.assets


@pytest.mark.parametrize(
    "name", ["owner", "__class__", "constructor", "__proto__", "", "filename "]
)
def test_no_other_field_can_be_sent_either(world: World, name: str) -> None:
    assert announce(**{name: 1}).faults == {(f"body.{name}", "extra_forbidden")}


@pytest.mark.parametrize(
    "filename",
    [
        "../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "/etc/passwd",
        "..",
        ".",
        "a/b.mp4",
        "nul\0.mp4",
        "line\r\nbreak.mp4",
        "escape\x1b[2J.mp4",
        "\u202egpj.exe",
        "\u2066x\u2069",
        "\x85",
        "x" * 1025,
        "   ",
        "\ud800",
    ],
    ids=ascii,
)
def test_a_file_name_that_could_be_more_than_a_name_is_refused(world: World, filename: str) -> None:
    answer = announce(filename=filename)

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert {loc for loc, _ in answer.faults} == {"body.filename"}


@pytest.mark.parametrize(
    "title", ["nul\0", "a\r\nb", "\x1b[31m", "\u202eabc", "x" * 1025, "\ud800"], ids=ascii
)
def test_a_title_is_one_line_that_can_be_shown(world: World, title: str) -> None:
    answer = announce(title=title)

    assert {loc for loc, _ in answer.faults} == {"body.title"}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_text_that_means_something_to_others_stays_text(world: World, text: str) -> None:
    answer = announce(title=text)

    asset_id = answer.json()["asset"]["asset_id"]
    assert call("GET", f"{ASSETS}/{asset_id}").json()["title"] == text
    found = call("GET", f"{ASSETS}?query={quote(text)}").json()["items"]
    assert [item["asset_id"] for item in found] == [asset_id]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_such_text_finds_nothing_that_does_not_contain_it(world: World, text: str) -> None:
    announced(title="Holiday")

    assert call("GET", f"{ASSETS}?query={quote(text)}").json()["items"] == []


@pytest.mark.parametrize(
    "asset_id",
    ["..", "*", "%2e%2e%2f", "a'b", "ast_\0", "ast_\n", "x" * 5000, "ä", "\u202e", *EXPRESSIONS],
    ids=ascii,
)
def test_an_id_that_is_none_finds_nothing(world: World, asset_id: str) -> None:
    for tail in ("", "/conversion"):
        answer = call("GET", f"{ASSETS}/{asset_id.replace('/', '')}{tail}")

        assert answer.status == 404
        assert answer.code in {"asset_not_found", "route_not_found"}
        assert len(answer.body or "") < 20_000


@pytest.mark.parametrize(
    "body",
    [
        '{"size_bytes": NaN}',
        '{"size_bytes": Infinity}',
        '{"size_bytes": 1e400}',
        '{"size_bytes": ' + "9" * 5000 + "}",
        '{"filename":' * 80_000,
        "[" * 500_000,
        '{"a":1,"a":2}',
        "\ufeff{}",
        "{'filename': 'x'}",
        "",
        " ",
    ],
    ids=lambda body: body[:16],
)
def test_what_is_no_decent_json_is_refused_at_once(world: World, body: str) -> None:
    started = time.monotonic()
    answer = call("POST", UPLOAD, body=body)

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert time.monotonic() - started < 2


def test_numbers_of_any_length_are_numbers(world: World) -> None:
    assert announce(size_bytes=10**39).code == "asset_too_large"
    assert announce(size_bytes=-(10**39)).code == "validation_failed"
    assert announce(size_bytes=4.5).code == "validation_failed"


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 10 * 1024 * 1024])
def test_a_body_beyond_the_limit_is_refused_unread(world: World, size: int) -> None:
    for body in ("x" * size, b"\xff" * size):
        answer = call("POST", UPLOAD, body=body)

        assert (answer.status, answer.code) == (413, "payload_too_large")


def test_a_body_full_of_faults_gets_a_short_answer_in_time(world: World) -> None:
    body = json.dumps({f"f{number}": 0 for number in range(80_000)})
    started = time.monotonic()
    answer = call("POST", UPLOAD, body=body)

    told = answer.json()
    assert (answer.status, len(told["errors"]), told["error_count"]) == (422, 100, 80_003)
    assert len(answer.body or "") < 50_000
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("content_type", ["text/xml", "application/x-www-form-urlencoded"])
def test_a_body_is_not_read_in_another_form(world: World, content_type: str) -> None:
    body = "filename=clip.mp4&content_type=video/mp4&size_bytes=4"
    answer = call("POST", UPLOAD, body=body, headers={"Content-Type": content_type})

    assert answer.faults == {("header.Content-Type", "content_type_invalid")}


@pytest.mark.parametrize(
    "content_type", ["APPLICATION/JSON", "Application/Json; charset=UTF-8", "application/json"]
)
def test_a_media_type_is_the_same_in_capitals(world: World, content_type: str) -> None:
    assert call("POST", UPLOAD, body=CLIP, headers={"Content-Type": content_type}).status == 201


def test_a_list_is_not_taken_for_its_first_element(world: World) -> None:
    assert call("POST", UPLOAD, body=[CLIP]).code == "validation_failed"
    assert not world.storage.assets


def test_a_cursor_of_another_deployment_is_refused(world: World) -> None:
    forged = CursorSigner("another secret").sign("[null, []]", "ast_00000000000000000000000001")

    answer = call("GET", f"{ASSETS}?cursor={forged}")

    assert (answer.status, answer.code) == (400, "invalid_cursor")


def test_answers_set_no_cookies_and_repeat_no_token(world: World) -> None:
    answer = call("GET", ASSETS, headers={"Authorization": "Bearer abc", "Cookie": "a=b"})

    assert "set-cookie" not in {name.lower() for name in answer.headers}
    assert "abc" not in str(answer)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(JSON_VALUES | st.fixed_dictionaries(dict.fromkeys(CLIP, JSON_VALUES)))
def test_no_body_makes_the_service_fail(world: World, body: Any) -> None:  # noqa: ANN401 - any
    assert call("POST", UPLOAD, body=body).status in {201, 413, 415, 422}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text(max_size=60), st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=4))
def test_no_address_makes_the_service_fail(
    world: World, asset_id: str, query: dict[str, str]
) -> None:
    path = f"{ASSETS}/{asset_id}".replace("?", "")
    parameters = "&".join(f"{quote(name)}={quote(value)}" for name, value in query.items())

    assert call("GET", f"{path}?{parameters}").status in {200, 404, 422}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text(), st.text(), st.text())
def test_no_header_makes_the_service_fail(
    world: World, key: str, etag: str, content_type: str
) -> None:
    headers = {"Idempotency-Key": key, "If-None-Match": etag, "Content-Type": content_type}

    assert call("POST", UPLOAD, body=CLIP, headers=headers).status in {201, 422}
    assert call("GET", f"{ASSETS}/x", headers=headers).status in {404, 422}
