"""How the API document is put together from the functions, and the pages made of it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from functions.assign import on_request as assign
from functions.notify import on_request as notify
from functions.upload import on_request as upload
from mediadesk.contracts.http import Health
from mediadesk.edge import http
from mediadesk.edge.auth import PUBLIC
from scripts import async_document
from scripts.api_document import APPS, Clash, document, routes
from scripts.gen_contracts import ROOT, write_pages

WHOLE = document()


def test_the_address_of_the_api_is_told() -> None:
    assert document("https://api.example.com")["servers"] == [{"url": "https://api.example.com"}]


def test_the_document_is_the_same_each_time() -> None:
    assert json.dumps(document()) == json.dumps(document())


def test_the_functions_share_one_document() -> None:
    assert (upload.app, assign.app, notify.app) == APPS


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


def test_the_pages_need_nothing_from_elsewhere(tmp_path: Path) -> None:
    write_pages(tmp_path, "/")

    page = (tmp_path / "index.html").read_text("utf-8")
    for name in re.findall(r'(?:src|href)="([^":]+)"', page):
        assert (tmp_path / name).is_file(), name
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "Content-Security-Policy" in page
    assert json.loads((tmp_path / "openapi.json").read_text("utf-8")) == WHOLE
    live = json.loads((tmp_path / "asyncapi.json").read_text("utf-8"))
    assert live == async_document.document()


def test_the_pages_name_the_addresses_of_the_stage(tmp_path: Path) -> None:
    write_pages(tmp_path, "https://api.example.com", "wss://live.example.com/live")

    live = json.loads((tmp_path / "asyncapi.json").read_text("utf-8"))
    assert live["servers"]["live"]["host"] == "live.example.com"


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
