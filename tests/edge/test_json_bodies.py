"""Which request bodies are read at all."""

import base64
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from mediadesk.domain.errors import PayloadTooLarge
from mediadesk.edge.json_bodies import (
    LARGER_BODIES,
    MAX_BODY_BYTES,
    parse_object,
    require_readable,
)

JSON = "application/json"


def event(
    body: str | None, content_type: str = JSON, *, as_base64: bool = False
) -> APIGatewayProxyEventV2:
    headers = {"content-type": content_type}
    raw: dict[str, Any] = {"body": body, "isBase64Encoded": as_base64, "headers": headers}
    return APIGatewayProxyEventV2(raw)


def test_an_object_is_read_with_all_its_values() -> None:
    assert parse_object('{"a": [1, 2.5, "ü", null, true]}') == {"a": [1, 2.5, "ü", None, True]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a": 1,}',
        '{"a": 1} {"b": 2}',
        "[1]",
        '[{"filename": "a.mp4"}]',
        '"text"',
        "null",
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": -Infinity}',
        '{"a": 1e400}',
        '{"a": -1e400}',
        '{"a": 1' + "0" * 5000 + "}",
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 2}}',
        '{"a": "line\nbreak"}',
        '{"a":' * 100_000,
        "[" * 500_000,
    ],
    ids=lambda text: text[:20] or "empty",
)
def test_what_is_not_one_plain_json_object_is_refused(text: str) -> None:
    with pytest.raises(RequestValidationError) as refusal:
        parse_object(text)

    (fault,) = refusal.value.errors()
    assert (fault["loc"], fault["type"]) == (("body",), "json_invalid")


def test_a_refusal_does_not_repeat_the_body() -> None:
    with pytest.raises(RequestValidationError) as refusal:
        parse_object('{"secret-looking": nonsense}')

    assert "nonsense" not in str(refusal.value.errors())


def test_a_body_of_exactly_one_mebibyte_is_read() -> None:
    require_readable(event("x" * MAX_BODY_BYTES))


def test_one_byte_more_is_too_large() -> None:
    with pytest.raises(PayloadTooLarge):
        require_readable(event("x" * (MAX_BODY_BYTES + 1)))


@pytest.mark.parametrize("route", LARGER_BODIES)
def test_some_bodies_may_be_larger(route: str) -> None:
    most = LARGER_BODIES[route]
    require_readable(event("x" * most), route)

    with pytest.raises(PayloadTooLarge, match=str(most)):
        require_readable(event("x" * (most + 1)), route)


def test_bytes_are_counted_and_not_characters() -> None:
    with pytest.raises(PayloadTooLarge):
        require_readable(event("ü" * (MAX_BODY_BYTES // 2 + 1)))


@pytest.mark.parametrize("size", [MAX_BODY_BYTES + 1, 10 * MAX_BODY_BYTES])
def test_a_large_body_in_base64_is_too_large(size: int) -> None:
    with pytest.raises(PayloadTooLarge):
        require_readable(event(base64.b64encode(b"x" * size).decode(), as_base64=True))


def test_a_body_in_base64_may_be_as_large_as_a_plain_one() -> None:
    body = base64.b64encode(b"x" * MAX_BODY_BYTES).decode()

    require_readable(event(body, as_base64=True))


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\x80{}"])
def test_bytes_that_are_no_text_are_refused(body: bytes) -> None:
    with pytest.raises(RequestValidationError):
        require_readable(event(base64.b64encode(body).decode(), as_base64=True))


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_a_body_of_another_type_than_json_is_refused(content_type: str) -> None:
    with pytest.raises(RequestValidationError) as refusal:
        require_readable(event("{}", content_type))

    assert refusal.value.errors()[0]["loc"] == ("header", "Content-Type")


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_may_name_its_charset(content_type: str) -> None:
    require_readable(event("{}", content_type))


def test_a_request_without_body_and_type_is_fine() -> None:
    require_readable(APIGatewayProxyEventV2({"headers": {}}))
