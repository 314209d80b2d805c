"""What stands in the log, and what never does."""

import json
from typing import Any

import pytest

from mediadesk.edge.telemetry import logger, one_line
from tests.gateway import ADMIN, NOBODY, Context, Person, call, request

Captured = pytest.CaptureFixture[str]
SIGNED_URL = "https://media.test/x?X-Amz-Credential=AKIA/eu&X-Amz-Signature=abc123&a=1"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"


def lines(capsys: Captured) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def logged(text: str, capsys: Captured) -> str:
    logger().info("note", extra={"text": text})
    (line,) = lines(capsys)
    return str(line["text"])


def test_a_call_leaves_one_line_with_what_was_asked_and_how_it_ended(capsys: Captured) -> None:
    answer = call("GET", "/api/health", NOBODY)

    (line,) = lines(capsys)
    assert line["method"] == "GET"
    assert line["route"] == "GET /api/health"
    assert line["status"] == 200
    assert line["outcome"] == "ok"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["function"] == "test-function"
    assert line["ms"] >= 0
    assert line["cold_start"] in (True, False)


def test_a_refusal_names_its_code_and_the_caller(capsys: Captured) -> None:
    call("GET", "/api/admin/assets", Person("vera", ()))

    (line,) = lines(capsys)
    assert (line["status"], line["code"]) == (403, "forbidden")
    assert (line["actor"], line["outcome"]) == ("vera", "refused")


def test_the_route_is_logged_and_not_the_address(capsys: Captured) -> None:
    call("GET", "/api/admin/assets/ast_x?secret=1", ADMIN)

    (line,) = lines(capsys)
    assert line["route"] == "GET /api/admin/assets/{asset_id}"
    assert "secret" not in str(line)


def test_only_the_first_call_of_a_process_is_a_cold_start(capsys: Captured) -> None:
    for _ in range(3):
        call("GET", "/api/health", NOBODY)

    assert [line["cold_start"] for line in lines(capsys)][1:] == [False, False]


def test_a_call_that_crashes_is_logged_all_the_same(capsys: Captured) -> None:
    def crash() -> None:
        with one_line(Context()) as line:
            line["step"] = 1
            raise KeyError

    with pytest.raises(KeyError):
        crash()

    (line,) = lines(capsys)
    assert (line["outcome"], line["step"]) == ("crashed", 1)
    assert line["request_id"] == "lambda-request"


@pytest.mark.parametrize(
    "name",
    [
        'ada\n{"level":"ERROR","message":"forged"}',
        "ada\r\nforged",
        "ada\x1b[31mred",
        "ada\u2028forged",
        "ada\u202eforged",
        "ada\0",
        'ada","admin":"yes',
    ],
)
def test_no_name_can_forge_a_line(name: str, capsys: Captured) -> None:
    call("GET", "/api/admin/assets", Person(name, ()))

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out.isascii()
    assert out.rstrip("\n").isprintable()
    assert json.loads(out)["actor"] == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Bearer {TOKEN}", "Bearer [token]"),
        ("mail ada.lovelace+x@example.co.uk now", "mail [email] now"),
        ("ä@example.com", "[email]"),
        ("No user has the id 'ada@localhost'.", "No user has the id '[email]'."),
        ("line\nada@example.com", "line\n[email]"),
        ("wss://x/live?ticket=abc-_1", "wss://x/live?ticket=[secret]"),
        (
            SIGNED_URL,
            "https://media.test/x?X-Amz-Credential=[secret]&X-Amz-Signature=[secret]&a=1",
        ),
        ("{'x-amz-signature': 'abc123', 'n': 1}", "{'x-amz-signature': '[secret]', 'n': 1}"),
        ("no secret at all", "no secret at all"),
    ],
)
def test_secrets_and_addresses_of_people_are_left_out(
    text: str, shown: str, capsys: Captured
) -> None:
    assert logged(text, capsys) == shown


def test_secrets_are_left_out_of_stack_traces_too(capsys: Captured) -> None:
    logger().error("failed", exc_info=ValueError(f"{TOKEN} of ada@example.com"))

    out = capsys.readouterr().out
    assert "[token] of [email]" in out
    assert TOKEN not in out


def test_the_token_that_a_request_carries_is_not_logged(capsys: Captured) -> None:
    call(
        "GET", "/api/admin/assets", Person("eve", ()), headers={"Authorization": f"Bearer {TOKEN}"}
    )

    assert "eyJ" not in capsys.readouterr().out


def test_values_of_any_kind_can_be_logged(capsys: Captured) -> None:
    logger().info("note", extra={"values": {"event": [Context, None, 1.5, (True,)]}})

    (line,) = lines(capsys)
    assert line["values"]["event"][1:] == [None, 1.5, [True]]
    assert request("GET", "/")["version"] == "2.0"
