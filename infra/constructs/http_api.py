"""The HTTP API: which route leads to which function, who may call it, and from which pages."""

import json
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.config import Stage
from infra.constructs.people import People
from infra.function import Function

GET: Final = apigateway.HttpMethod.GET
POST: Final = apigateway.HttpMethod.POST
PUT: Final = apigateway.HttpMethod.PUT
DELETE: Final = apigateway.HttpMethod.DELETE

POLLED: Final = "/api/admin/events"
"""Asked again and again by clients that can hold no socket."""

ROUTES: Final = {
    "upload.on_request": (
        (POST, "/api/admin/assets/upload"),
        (GET, "/api/admin/assets"),
        (GET, "/api/admin/assets/{asset_id}"),
        (DELETE, "/api/admin/assets/{asset_id}"),
        (POST, "/api/admin/assets/{asset_id}/restore"),
        (GET, "/api/admin/assets/{asset_id}/upload"),
        (POST, "/api/admin/assets/{asset_id}/upload/complete"),
        (GET, "/api/admin/assets/{asset_id}/conversion"),
        (POST, "/api/admin/assets/{asset_id}/retry-conversion"),
    ),
    "assign.on_request": (
        (GET, "/api/admin/users"),
        (GET, "/api/admin/users/{user_id}"),
        (PUT, "/api/admin/users/{user_id}"),
        (DELETE, "/api/admin/users/{user_id}"),
        (DELETE, "/api/admin/users/{user_id}/assignment"),
        (GET, "/api/admin/users/{user_id}/assignment-history"),
        (POST, "/api/admin/users/{user_id}/revert-assignment"),
        (POST, "/api/admin/assets/{asset_id}/assign"),
        (POST, "/api/admin/assets/{asset_id}/undo-assign"),
        (GET, "/api/admin/assets/{asset_id}/assignments"),
        (POST, "/api/admin/assets/bulk-assign"),
        (GET, "/api/admin/bulk-operations/{bulk_id}"),
        (GET, "/api/admin/audit"),
        (GET, "/api/admin/audit/verify"),
    ),
    "notify.on_request": (
        (POST, "/api/admin/websocket-tickets"),
        (GET, POLLED),
    ),
}
"""What needs a token, by the module that answers."""

PUBLIC_ROUTES: Final = ((GET, "/api/health"),)

EXPOSED_HEADERS: Final = (
    "Complete-Until",
    "Date",
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
)
SENT_HEADERS: Final = (
    "Accept",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-Id",
)
LOGGED: Final = (
    "requestId",
    "routeKey",
    "status",
    "httpMethod",
    "responseLength",
    "responseLatency",
    "integrationErrorMessage",
    "authorizer.error",
)
"""No path: it may hold the id of a user, which may be an address."""


class HttpApi(Construct):
    """The API with its default stage; routes come by `route`."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, people: People, web_origin: str
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._api = apigateway.HttpApi(
            self,
            "Api",
            api_name=f"{stage.prefix}http",
            create_default_stage=False,
            cors_preflight=_cross_origin(web_origin),
            default_authorizer=authorizers.HttpUserPoolAuthorizer(
                "Token", people.pool, user_pool_clients=[people.client]
            ),
        )
        self._deployed = self._deploy()
        acknowledge(self, APIG4="anyone may ask for health, and be told that a path is unknown")

    @property
    def url(self) -> str:
        """Where requests go, with no slash at its end."""
        if self._stage.is_local:
            # By path: the emulator's own answer is a host name that few machines resolve.
            return f"{self._stage.engine_url}/_aws/execute-api/{self._api.api_id}/$default"
        return self._api.api_endpoint

    def route(self, *, on_upload: Function, on_assign: Function, on_notify: Function) -> None:
        """Send each path to its function, and any other path to one that says 404."""
        upload = _integration(on_upload)
        integration_of = {
            "upload.on_request": upload,
            "assign.on_request": _integration(on_assign),
            "notify.on_request": _integration(on_notify),
        }
        for module, routes in ROUTES.items():
            for method, path in routes:
                added = self._add(method, path, integration_of[module])
                if path == POLLED:
                    self._leave_room_beside(method, path, added)
        for method, path in PUBLIC_ROUTES:
            self._add(method, path, upload, authorizer=_anyone())
        apigateway.HttpRoute(
            self,
            "Unknown",
            http_api=self._api,
            route_key=apigateway.HttpRouteKey.DEFAULT,
            integration=upload,
            authorizer=_anyone(),
        )

    def _add(
        self,
        method: apigateway.HttpMethod,
        path: str,
        integration: integrations.HttpLambdaIntegration,
        authorizer: apigateway.IHttpRouteAuthorizer | None = None,
    ) -> list[apigateway.HttpRoute]:
        return self._api.add_routes(
            path=path, methods=[method], integration=integration, authorizer=authorizer
        )

    def _leave_room_beside(
        self, method: apigateway.HttpMethod, path: str, added: list[apigateway.HttpRoute]
    ) -> None:
        """Clients that poll too eagerly are refused before they crowd out everybody else."""
        most = self._stage.requests_per_second // 4
        self._deployed.route_settings = {
            f"{method.value} {path}": {
                "ThrottlingRateLimit": most,
                "ThrottlingBurstLimit": 2 * most,
            }
        }
        # A stage may only name routes that are there.
        self._deployed.node.add_dependency(*added)

    def _deploy(self) -> apigateway.CfnStage:
        stage = self._stage
        deployed = apigateway.HttpStage(
            self,
            "Stage",
            http_api=self._api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(
                rate_limit=stage.requests_per_second, burst_limit=2 * stage.requests_per_second
            ),
        )
        resource = deployed.node.default_child
        assert isinstance(resource, apigateway.CfnStage)  # noqa: S101 - what a stage is made of
        if not stage.is_local:
            self._log_access(resource)
        return resource

    def _log_access(self, resource: apigateway.CfnStage) -> None:
        log = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/vendedlogs/{self._stage.prefix}http",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=log.log_group_arn,
            format=json.dumps({name: f"$context.{name}" for name in LOGGED}),
        )


def _anyone() -> apigateway.HttpNoneAuthorizer:
    """For what anyone may call."""
    return apigateway.HttpNoneAuthorizer()


def _integration(function: Function) -> integrations.HttpLambdaIntegration:
    return integrations.HttpLambdaIntegration(
        function.node.id, function.resource, scope_permission_to_route=False
    )


def _cross_origin(web_origin: str) -> apigateway.CorsPreflightOptions:
    return apigateway.CorsPreflightOptions(
        allow_origins=[web_origin],
        allow_methods=[apigateway.CorsHttpMethod.ANY],
        allow_headers=list(SENT_HEADERS),
        expose_headers=list(EXPOSED_HEADERS),
        max_age=Duration.hours(1),
    )
