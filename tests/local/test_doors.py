"""Short addresses lead into the engine, and each API call is told of."""

import asyncio
import base64
import json

import httpx
import pytest

from local.host.asgi import Receive, Scope, Send
from local.host.doors import FrontDoor
from local.host.openings import Openings

DOORS = {"/api": "/_aws/execute-api/abc/$default/api", "/docs": "/site-bucket/docs"}


class Engine:
    """An engine that answers each request with the paths that reached it."""

    def __init__(self) -> None:
        self.saves = 0
        self.touches = 0
        self.reports: list[dict[str, object]] = []
        openings = Openings(DOORS, headers={"/docs": {"X-Frame-Options": "DENY"}})
        self._door = FrontDoor(self._answer, openings, self.reports.append, self._save, self._touch)

    def request(self, method: str, path: str, **options: object) -> httpx.Response:
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, object]) -> httpx.Response:
        transport = httpx.ASGITransport(self._door)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        paths = scope["path"].encode() + b" " + scope["raw_path"]
        await send({"type": "http.response.start", "status": 203, "headers": []})
        await send({"type": "http.response.body", "body": paths})

    async def _save(self) -> None:
        self.saves += 1

    def _touch(self) -> None:
        self.touches += 1


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/api/health", "/_aws/execute-api/abc/$default/api/health"),
        ("/docs/openapi.json", "/site-bucket/docs/openapi.json"),
        ("/docs/", "/site-bucket/docs/index.html"),
        ("/apiary", "/apiary"),
        ("/", "/"),
    ],
)
def test_a_door_leads_to_its_place_and_nothing_else_is_led(
    engine: Engine, asked: str, reached: str
) -> None:
    assert engine.request("GET", asked).text == f"{reached} {reached}"


def test_escapes_in_a_path_stay_as_they_are(engine: Engine) -> None:
    answer = engine.request("GET", "/api/a%2Fb").text
    assert answer.endswith(" /_aws/execute-api/abc/$default/api/a%2Fb")


def test_a_door_without_its_slash_is_led_to_the_one_with_it(engine: Engine) -> None:
    answer = engine.request("GET", "/docs")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/docs/"


def test_what_lies_behind_a_door_gets_its_headers_and_nothing_else_does(engine: Engine) -> None:
    assert engine.request("GET", "/docs/").headers["x-frame-options"] == "DENY"
    assert "x-frame-options" not in engine.request("GET", "/api/health").headers


def test_an_api_call_is_told_of_with_the_path_that_was_asked(engine: Engine) -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"username": "ada"}).encode()).decode()
    headers = {"Authorization": f"Bearer head.{claims.rstrip('=')}.tail"}
    engine.request("POST", "/api/admin/assets/upload", headers=headers)
    (report,) = engine.reports
    assert report["method"] == "POST"
    assert report["path"] == "/api/admin/assets/upload"
    assert report["status"] == 203
    assert report["who"] == "ada"


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer a.b.c", "Bearer a.W10.c", "Basic x"])
def test_whoever_shows_no_readable_token_is_nobody(engine: Engine, token: str) -> None:
    engine.request("GET", "/api/health", headers={"Authorization": token})
    assert engine.reports[0]["who"] == ""


def test_what_is_no_api_call_is_not_told_of(engine: Engine) -> None:
    engine.request("GET", "/docs/")
    engine.request("PUT", "/some-bucket/key")
    engine.request("POST", "/_aws/execute-api/abc/live/@connections/xyz")
    assert engine.reports == []


def test_a_save_can_be_asked_for_and_doors_be_opened(engine: Engine) -> None:
    assert engine.request("POST", "/_local/save").status_code == 204
    assert engine.saves == 1
    told = {"doors": {"/new": "/place"}, "headers": {}, "people": {}}
    engine.request("POST", "/_local/doors", json=told)
    assert engine.request("GET", "/new/x").text == "/place/x /place/x"


def test_every_request_but_those_of_the_run_itself_may_have_changed_something(
    engine: Engine,
) -> None:
    engine.request("POST", "/_local/save")
    assert engine.touches == 0
    engine.request("PUT", "/some-bucket/key")
    assert engine.touches == 1


@pytest.mark.parametrize("path", ["/_local/save", "/_ministack/reset"])
@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
def test_a_page_in_a_browser_can_not_reach_what_is_for_programs(
    engine: Engine, path: str, header: str
) -> None:
    assert engine.request("POST", path, headers={header: "https://elsewhere.example"}).is_error
    assert engine.saves == 0


@pytest.mark.parametrize(
    ("site", "status"),
    [
        ("http://evil.example", 403),
        ("null", 403),
        ("https://127.0.0.1", 403),
        ("http://127.0.0.1:9", 403),
        ("http://127.0.0.1", 203),
    ],
)
def test_a_page_of_another_site_reaches_nothing(site: str, status: int) -> None:
    for path in ("/", "/api/health", "/bucket/key"):
        assert Engine().request("POST", path, headers={"Origin": site}).status_code == status


def test_a_name_that_leads_here_from_elsewhere_is_another_site_too() -> None:
    headers = {"Origin": "http://rebound.example", "Host": "rebound.example"}
    assert Engine().request("GET", "/api/health", headers=headers).status_code == 403
