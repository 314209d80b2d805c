"""Who gets where: every route and method of the API document, by every kind of caller."""

from collections.abc import Mapping

import pytest

from scripts.api_document import document, routes
from tests.functions.stories import announced
from tests.gateway import ADMIN, AUDITOR, NOBODY, STRANGER, Answer, Person, call, route_of
from tests.world import World

ROUTES = sorted(routes(document()))
PUBLIC = {"GET /api/health"}
FOR_AUDITORS = {"POST /api/admin/websocket-tickets"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "BREW")
ABSENT = "ast_00000000000000000000000000"


def asked(route: str, person: Person | None, headers: Mapping[str, str] | None = None) -> Answer:
    method, path = route.split(" ")
    return call(method, filled(path), person, headers=headers)


def filled(path: str) -> str:
    """The path with ids of what is not there."""
    return (
        path.replace("{asset_id}", ABSENT)
        .replace("{user_id}", "nobody")
        .replace("{bulk_id}", "blk_x")
    )


@pytest.mark.parametrize("route", sorted({*ROUTES} - PUBLIC))
def test_without_a_token_every_route_is_closed(world: World, route: str) -> None:
    answer = asked(route, NOBODY)

    assert (answer.status, answer.code) == (401, "unauthorized")
    assert not world.faults.calls


@pytest.mark.parametrize("route", sorted({*ROUTES} - PUBLIC))
@pytest.mark.parametrize("groups", [(), ("staff",), ("Admin",), ("admins", "auditors")], ids=str)
def test_without_a_group_that_counts_every_route_is_closed(
    world: World, route: str, groups: tuple[str, ...]
) -> None:
    answer = asked(route, Person("eve", groups))

    assert (answer.status, answer.code) == (403, "forbidden")
    assert not world.faults.calls


@pytest.mark.parametrize("route", ROUTES)
def test_an_auditor_reads_gets_tickets_and_nothing_else(world: World, route: str) -> None:
    is_open = route.startswith("GET ") or route in FOR_AUDITORS

    answer = asked(route, AUDITOR)

    assert (answer.status == 403) is not is_open
    assert is_open or not world.faults.calls


@pytest.mark.parametrize("route", ROUTES)
def test_an_admin_gets_everywhere(world: World, route: str) -> None:
    assert asked(route, ADMIN).status not in (401, 403, 500)


@pytest.mark.parametrize("path", sorted({route.split(" ")[1] for route in ROUTES}))
@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_not_there_for_anybody(world: World, method: str, path: str) -> None:
    if route_of(method, filled(path)) != "$default":
        return

    for person in (ADMIN, AUDITOR, STRANGER, NOBODY):
        answer = asked(f"{method} {path}", person)
        assert (answer.status, answer.code) == (404, "route_not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/admin/assets/",
        "//api/admin/assets",
        "/api//admin/assets",
        "/API/admin/assets",
        "/api/admin/assets/upload/",
        "/api/admin/./assets",
        "/api/health/../admin/assets",
        "/api/health%2f..%2fadmin%2fassets",
        "/api/admin/assets\n",
        "/api/admin/assets;x=1",
        "/api/admin/users/",
        "/api/admin/users/grace/",
        "/api/admin/users/grace/assignments",
        "/api/admin/users/a/b/assignment",
        "/api/admin/assets/x/assign/",
        "/api/admin/assets/x/Assign",
        "/_aws/health",
    ],
)
def test_no_other_spelling_of_a_path_leads_anywhere(world: World, path: str) -> None:
    for method in ("GET", "POST"):
        answer = call(method, path, ADMIN)

        assert (answer.status, answer.code) == (404, "route_not_found")
    assert not world.faults.calls


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer forged"},
        {"X-Forwarded-User": "ada", "X-Forwarded-Groups": "admin"},
        {"X-Amzn-Oidc-Identity": "ada"},
        {"cognito:groups": "[admin]", "username": "ada"},
        {"X-HTTP-Method-Override": "GET"},
        {"X-Original-Url": "/api/health", "X-Rewrite-Url": "/api/health"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_makes_somebody_of_a_stranger(world: World, headers: dict[str, str]) -> None:
    for route in {*ROUTES} - PUBLIC:
        assert asked(route, STRANGER, headers=headers).status == 403
        assert asked(route, NOBODY, headers=headers).status == 401


def test_an_id_token_is_no_access_token(world: World) -> None:
    person = Person("ada", ("admin",), {"token_use": "id", "cognito:username": "ada"})

    for route in {*ROUTES} - PUBLIC:
        assert asked(route, person).status == 401


def test_a_request_id_of_the_client_is_not_taken_over(world: World) -> None:
    answer = asked("GET /api/health", NOBODY, headers={"X-Request-Id": "mine\r\nSet-Cookie: a=b"})

    assert answer.headers["X-Request-Id"].startswith("request-")
    assert "mine" not in str(answer)


def test_what_is_absent_and_what_can_not_exist_look_the_same(world: World) -> None:
    announced()

    for asset_id in (ABSENT, "ast_short", "job_00000000000000000000000001", "x"):
        answer = call("GET", f"/api/admin/assets/{asset_id}")
        assert (answer.status, answer.code) == (404, "asset_not_found")
    for user_id in ("nobody", "a b", "x" * 129, "%2e%2e"):
        answer = call("GET", f"/api/admin/users/{user_id}")
        assert (answer.status, answer.code) == (404, "user_not_found")
