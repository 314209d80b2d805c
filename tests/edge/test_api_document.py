"""The API document: valid, complete, in step with the code and the gateway."""

import json
import re
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from mediadesk.contracts.bulk import NewBulkAssignment
from mediadesk.contracts.directory import (
    NewAssignment,
    RevertAssignment,
    UndoAssignment,
    UserFields,
)
from mediadesk.contracts.http import NewAsset, Problem
from mediadesk.edge.auth import AUDITOR_CHANGES, PUBLIC
from mediadesk.edge.json_bodies import LARGER_BODIES
from mediadesk.edge.problems import STATUS
from scripts.api_document import document, routes
from scripts.error_list import html, markdown
from scripts.gen_contracts import ERRORS
from tests.gateway import NOBODY, STRANGER, call
from tests.world import World

WHOLE = document()
NAMES = {"asset_id": "ast_x", "user_id": "zoe", "bulk_id": "blk_x"}
TAKEN = (
    NewAsset,
    UserFields,
    NewAssignment,
    UndoAssignment,
    RevertAssignment,
    NewBulkAssignment,
)
CHECKED_EVERYWHERE = {"validation_failed", "internal_error"}
CHECKED_FOR_THE_CALLER = {"unauthorized", "forbidden", "service_unavailable"}


def operations() -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in WHOLE["paths"].items()
        for method, operation in item.items()
    }


def codes(operation: dict[str, Any]) -> set[str]:
    return {
        code
        for answer in operation["responses"].values()
        for code in answer.get("content", {})
        .get("application/problem+json", {})
        .get("examples", ())
    }


def references(node: object) -> set[str]:
    return set(re.findall(r"#/components/[\w/-]+", json.dumps(node)))


def test_the_document_is_valid_openapi_3_1() -> None:
    validate(WHOLE, cls=OpenAPIV31SpecValidator)

    assert WHOLE["openapi"] == "3.1.0"


def test_it_says_what_every_route_does() -> None:
    for name, operation in operations().items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for operation in operations().values()]

    assert len(names) == len(set(names))


def test_every_parameter_and_every_field_of_a_request_is_described() -> None:
    for operation in operations().values():
        assert all(parameter["description"] for parameter in operation.get("parameters", ()))
    for shape in TAKEN:
        fields = WHOLE["components"]["schemas"][shape.__name__]["properties"]
        assert all("description" in field for field in fields.values())


def test_limits_of_text_are_told() -> None:
    schemas = WHOLE["components"]["schemas"]

    assert schemas["NewAsset"]["properties"]["filename"]["maxLength"] == 255
    assert schemas["UserFields"]["properties"]["display_name"]["maxLength"] == 200


def test_limits_of_lists_are_told() -> None:
    user_ids = WHOLE["components"]["schemas"]["NewBulkAssignment"]["properties"]["user_ids"]

    assert (user_ids["minItems"], user_ids["maxItems"]) == (1, 10_000)


def test_what_is_limited_says_in_which_headers() -> None:
    limited = [each for each in operations().values() if "rate_limited" in codes(each)]

    assert [each["operationId"] for each in limited] == ["bulk_assign_asset"]
    headers = limited[0]["responses"]["429"]["headers"]
    assert headers.keys() >= {"Retry-After", "RateLimit", "RateLimit-Policy"}


def test_a_refusal_that_is_kept_says_how_a_repeat_is_told_from_it() -> None:
    refused = [each for each in operations().values() if "bulk_refused" in codes(each)]

    assert [each["operationId"] for each in refused] == ["bulk_assign_asset"]
    headers = refused[0]["responses"]["409"]["headers"]
    assert headers.keys() >= {"Retry-After", "Idempotency-Replayed"}


def test_what_takes_if_match_may_answer_412_and_nothing_else_does() -> None:
    for operation in operations().values():
        headers = {each["name"] for each in operation.get("parameters", ())}
        assert ("If-Match" in headers) == ("precondition_failed" in codes(operation))


def test_every_change_can_be_repeated_by_a_key() -> None:
    for name, operation in operations().items():
        headers = {each["name"] for each in operation.get("parameters", ())}
        is_change = not name.startswith("GET ") and name not in AUDITOR_CHANGES
        assert ("Idempotency-Key" in headers) == is_change
        assert ("idempotency_key_reused" in codes(operation)) == is_change


def test_what_carries_an_etag_says_so_and_a_304_stands_where_it_can_be_sent_back() -> None:
    for operation in operations().values():
        headers = {each["name"] for each in operation.get("parameters", ())}
        answer = operation["responses"].get("200", {"headers": {}})
        assert ("If-None-Match" in headers) == ("304" in operation["responses"])
        assert "ETag" in answer["headers"] or "304" not in operation["responses"]


def test_errors_are_problems_with_an_example_for_each_code() -> None:
    for operation in operations().values():
        for status, answer in operation["responses"].items():
            if int(status) < 400:
                continue
            (content_type,) = answer["content"]
            assert content_type == "application/problem+json"
            for example in answer["content"][content_type]["examples"].values():
                assert Problem(**example["value"]).status == int(status)


def test_every_route_lists_what_is_checked_before_it() -> None:
    for name, operation in operations().items():
        listed = codes(operation)
        assert listed >= CHECKED_EVERYWHERE
        assert (listed >= CHECKED_FOR_THE_CALLER) == (name not in PUBLIC)
        assert ("payload_too_large" in listed) == ("requestBody" in operation)
        assert listed <= {error.code for error in STATUS}


def test_only_public_routes_need_no_token() -> None:
    free = {name for name, operation in operations().items() if operation.get("security") == []}

    assert free == PUBLIC
    assert WHOLE["security"] == [{"access_token": []}]


def test_the_tables_of_the_guard_name_existing_routes() -> None:
    assert routes(WHOLE) >= PUBLIC | AUDITOR_CHANGES | LARGER_BODIES.keys()


def test_every_answer_carries_the_request_id() -> None:
    for operation in operations().values():
        assert all(
            "X-Request-Id" in answer["headers"] for answer in operation["responses"].values()
        )


def test_every_schema_is_used_and_every_reference_leads_somewhere() -> None:
    defined = {f"#/components/schemas/{name}" for name in WHOLE["components"]["schemas"]}

    assert {name for name in references(WHOLE) if "/schemas/" in name} == defined


def test_moments_are_marked_as_such() -> None:
    created_at = WHOLE["components"]["schemas"]["Asset"]["properties"]["created_at"]

    assert created_at["format"] == "date-time"


def test_examples_of_requests_are_accepted(world: World) -> None:
    tried = 0
    for name, operation in operations().items():
        body = operation.get("requestBody", {"content": {}})["content"]
        for example in body.get("application/json", {"examples": {}})["examples"].values():
            method, path = name.split(" ")
            address = path.format(**NAMES)
            # Ids in an example are of nothing; its shape must be right.
            assert call(method, address, body=example["value"]).status in {200, 201, 404}
            tried += 1
    assert tried == 10


def test_the_list_of_errors_in_the_repository_is_current() -> None:
    assert ERRORS.read_text("utf-8") == markdown(), "run python -m scripts.gen_contracts --errors"


def test_the_list_names_every_code_of_the_document() -> None:
    for code in {code for operation in operations().values() for code in codes(operation)}:
        assert f"`{code}`" in markdown()
        assert f'id="{code}"' in html()


def test_a_stranger_meets_only_documented_codes(world: World) -> None:
    for name, operation in operations().items():
        method, path = name.split(" ")
        for person in (STRANGER, NOBODY):
            answer = call(method, path.format(**NAMES), person)
            assert answer.status == 200 or answer.code in codes(operation)
