"""The API document: valid, complete, in step with the code and the gateway."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from functions.notify import on_request as notify
from functions.upload import on_request as upload
from mediadesk.contracts.http import Health, Problem
from mediadesk.edge import http
from mediadesk.edge.auth import AUDITOR_CHANGES, PUBLIC
from mediadesk.edge.problems import STATUS
from scripts.api_document import APPS, Clash, document, routes
from scripts.error_list import html, markdown
from scripts.gen_contracts import ERRORS, ROOT, write_pages
from tests.gateway import NOBODY, STRANGER, call
from tests.world import World

WHOLE = document()
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
    fields = WHOLE["components"]["schemas"]["NewAsset"]["properties"]
    assert all("description" in field for field in fields.values())


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
    assert routes(WHOLE) >= PUBLIC | AUDITOR_CHANGES


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
    body = operations()["POST /api/admin/assets/upload"]["requestBody"]["content"]
    for example in body["application/json"]["examples"].values():
        assert call("POST", "/api/admin/assets/upload", body=example["value"]).status == 201


def test_the_address_of_the_api_is_told() -> None:
    assert document("https://api.example.com")["servers"] == [{"url": "https://api.example.com"}]


def test_the_document_is_the_same_each_time() -> None:
    assert json.dumps(document()) == json.dumps(document())


def test_the_functions_share_one_document() -> None:
    assert (upload.app, notify.app) == APPS


def test_one_route_in_two_functions_is_a_clash() -> None:
    again = http.resolver()

    @again.get("/api/health", operation_id="other")
    def health() -> Health:
        return Health()

    with pytest.raises(Clash, match="GET /api/health"):
        document(apps=(*APPS, again))


def test_one_schema_name_for_two_shapes_is_a_clash() -> None:
    other = http.resolver()

    class Asset(Health):
        """Another thing of the same name."""

    @other.get("/api/other")
    def read() -> Asset:
        return Asset()

    with pytest.raises(Clash, match="Asset"):
        document(apps=(*APPS, other))


def test_two_operations_of_one_name_are_a_clash() -> None:
    other = http.resolver()

    @other.get("/api/other", operation_id="get_asset")
    def read() -> Health:
        return Health()

    with pytest.raises(Clash, match="get_asset"):
        document(apps=(*APPS, other))


def test_the_list_of_errors_in_the_repository_is_current() -> None:
    assert ERRORS.read_text("utf-8") == markdown(), "run python -m scripts.gen_contracts --errors"


def test_the_list_names_every_code_of_the_document() -> None:
    for code in {code for operation in operations().values() for code in codes(operation)}:
        assert f"`{code}`" in markdown()
        assert f'id="{code}"' in html()


def test_the_pages_need_nothing_from_elsewhere(tmp_path: Path) -> None:
    write_pages(tmp_path, "/")

    page = (tmp_path / "index.html").read_text("utf-8")
    for name in re.findall(r'(?:src|href)="([^":]+)"', page):
        assert (tmp_path / name).is_file(), name
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "Content-Security-Policy" in page
    assert json.loads((tmp_path / "openapi.json").read_text("utf-8")) == WHOLE


def test_the_pages_are_written_without_settings_or_credentials(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.gen_contracts", "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env={}, check=True)  # noqa: S603 - our own module

    assert (tmp_path / "openapi.json").is_file()


@pytest.mark.slow
def test_the_gateway_has_the_routes_of_the_document_and_no_others() -> None:
    # Imported here because it starts Node.
    from infra.constructs.http_api import PUBLIC_ROUTES, ROUTES

    signed_in = {f"{m.value} {path}" for group in ROUTES.values() for m, path in group}
    public = {f"{method.value} {path}" for method, path in PUBLIC_ROUTES}
    assert public == PUBLIC
    assert signed_in | public == routes(WHOLE)
    assert not signed_in & public


def test_a_stranger_meets_only_documented_codes(world: World) -> None:
    for name, operation in operations().items():
        method, path = name.split(" ")
        for person in (STRANGER, NOBODY):
            answer = call(method, path.replace("{asset_id}", "ast_x"), person)
            assert answer.status == 200 or answer.code in codes(operation)
