"""Who gets through the two gateways, and from where."""

import pytest

from infra.constructs.people import GROUPS
from tests.infra.templates import Templates

pytestmark = pytest.mark.slow

WITH_TOKEN = {
    "POST /api/admin/assets/upload",
    "GET /api/admin/assets",
    "GET /api/admin/assets/{asset_id}",
    "GET /api/admin/assets/{asset_id}/upload",
    "POST /api/admin/assets/{asset_id}/upload/complete",
    "GET /api/admin/assets/{asset_id}/conversion",
    "POST /api/admin/assets/{asset_id}/retry-conversion",
    "DELETE /api/admin/assets/{asset_id}",
    "POST /api/admin/assets/{asset_id}/restore",
    "POST /api/admin/assets/{asset_id}/assign",
    "POST /api/admin/assets/{asset_id}/undo-assign",
    "GET /api/admin/assets/{asset_id}/assignments",
    "POST /api/admin/assets/bulk-assign",
    "GET /api/admin/bulk-operations/{bulk_id}",
    "GET /api/admin/audit",
    "GET /api/admin/audit/verify",
    "GET /api/admin/users",
    "GET /api/admin/users/{user_id}",
    "PUT /api/admin/users/{user_id}",
    "DELETE /api/admin/users/{user_id}",
    "DELETE /api/admin/users/{user_id}/assignment",
    "GET /api/admin/users/{user_id}/assignment-history",
    "POST /api/admin/users/{user_id}/revert-assignment",
    "POST /api/admin/websocket-tickets",
    "GET /api/admin/events",
}


def routes(stage: Templates) -> dict[str, str]:
    """Who may call each route; `$default`, which both APIs have, is left out."""
    found = stage.properties("AWS::ApiGatewayV2::Route")
    return {r["RouteKey"]: r["AuthorizationType"] for r in found if r["RouteKey"] != "$default"}


def test_every_http_route_needs_a_token_but_health(prod: Templates) -> None:
    http = {key: kind for key, kind in routes(prod).items() if " /" in key}
    assert http.pop("GET /api/health") == "NONE"
    assert set(http) == WITH_TOKEN
    assert set(http.values()) == {"JWT"}


def test_clients_that_poll_leave_room_for_all_others(prod: Templates) -> None:
    stages = prod.resources("AWS::ApiGatewayV2::Stage").values()
    (stage,) = [s for s in stages if "RouteSettings" in s["Properties"]]
    ((polled, limits),) = stage["Properties"]["RouteSettings"].items()
    whole = stage["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"]
    assert polled == "GET /api/admin/events"
    assert limits["ThrottlingRateLimit"] <= whole / 4
    named = [prod.resources("AWS::ApiGatewayV2::Route").get(name) for name in stage["DependsOn"]]
    assert polled in [route["Properties"]["RouteKey"] for route in named if route]


def test_a_token_is_for_our_client_from_our_pool(prod: Templates) -> None:
    authorizers = prod.properties("AWS::ApiGatewayV2::Authorizer")
    (token,) = [a for a in authorizers if a["AuthorizerType"] == "JWT"]
    assert len(token["JwtConfiguration"]["Audience"]) == 1
    assert "cognito-idp" in str(token["JwtConfiguration"]["Issuer"])


def test_a_socket_opens_with_a_ticket_only(prod: Templates) -> None:
    authorizers = prod.properties("AWS::ApiGatewayV2::Authorizer")
    (ticket,) = [a for a in authorizers if a["AuthorizerType"] == "REQUEST"]
    assert ticket["IdentitySource"] == ["route.request.querystring.ticket"]
    assert routes(prod)["$connect"] == "CUSTOM"


def test_the_socket_knows_its_actions(prod: Templates) -> None:
    found = prod.properties("AWS::ApiGatewayV2::Route")
    keys = [route["RouteKey"] for route in found if " /" not in route["RouteKey"]]
    http_default = ["$default"]
    socket = ["$connect", "$default", "$disconnect", "ping", "subscribe", "unsubscribe"]
    assert sorted(keys) == sorted(http_default + socket)


def test_a_page_may_read_what_the_contract_puts_into_headers(prod: Templates) -> None:
    apis = prod.properties("AWS::ApiGatewayV2::Api")
    (cors,) = [api["CorsConfiguration"] for api in apis if "CorsConfiguration" in api]
    exposed = {"X-Request-Id", "ETag", "Location", "Retry-After", "RateLimit", "Link"}
    assert exposed | {"Idempotency-Replayed"} <= set(cors["ExposeHeaders"])
    assert "*" not in cors["AllowOrigins"]
    assert cors["AllowMethods"] == ["*"]


def test_the_access_log_names_no_path(prod: Templates) -> None:
    """It may hold the id of a user, which may be an address; the route says enough."""
    stages = prod.properties("AWS::ApiGatewayV2::Stage")
    (logged,) = [s["AccessLogSettings"]["Format"] for s in stages if "AccessLogSettings" in s]
    assert "$context.routeKey" in logged
    assert not [name for name in ("path", "Path") if name in logged]


def test_no_template_asks_for_answers_by_the_route(local: Templates) -> None:
    """The emulator fails on them; replies go by the callback address."""
    assert not local.resources("AWS::ApiGatewayV2::RouteResponse")


def test_the_pool_has_the_groups_of_the_contract(prod: Templates) -> None:
    groups = {g["GroupName"] for g in prod.properties("AWS::Cognito::UserPoolGroup")}
    assert groups == set(GROUPS) == {"admin", "auditor"}


def test_only_the_local_stage_signs_in_with_a_bare_password(
    prod: Templates, local: Templates
) -> None:
    (cloud,) = prod.properties("AWS::Cognito::UserPoolClient")
    (here,) = local.properties("AWS::Cognito::UserPoolClient")
    assert "ALLOW_USER_PASSWORD_AUTH" not in cloud["ExplicitAuthFlows"]
    assert "ALLOW_USER_PASSWORD_AUTH" in here["ExplicitAuthFlows"]
