"""The WebSocket API: its address, its routes, and who may connect."""

from typing import Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.config import Stage
from infra.function import Function

STAGE_NAME: Final = "live"
ROUTES: Final = ("$connect", "$disconnect", "$default", "subscribe", "unsubscribe", "ping")


class LiveApi(Construct):
    """The API without its routes, which need functions that need its address."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._api = apigateway.WebSocketApi(
            self,
            "Api",
            api_name=f"{stage.prefix}live",
            route_selection_expression="$request.body.action",
        )
        self._deployed = apigateway.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self._api,
            stage_name=STAGE_NAME,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(
                rate_limit=stage.requests_per_second, burst_limit=2 * stage.requests_per_second
            ),
        )

        acknowledge(
            self._deployed,
            APIG1="needs a role for the whole account; the functions log each handshake and frame",
        )
        acknowledge(self._api, APIG4="frames come over a connection that was authorized")

    @property
    def url(self) -> str:
        """Where a browser connects."""
        return self._address("ws") if self._stage.is_local else self._deployed.url

    @property
    def callback_url(self) -> str:
        """Where functions post to a connection."""
        return self._address("http") if self._stage.is_local else self._deployed.callback_url

    def connections_arn(self, method: str) -> str:
        """Every connection; POST sends it a frame, DELETE ends it."""
        return Stack.of(self).format_arn(
            service="execute-api",
            resource=self._api.api_id,
            resource_name=f"{STAGE_NAME}/{method}/@connections/*",
        )

    def metric(self, name: str, period: Duration) -> cloudwatch.Metric:
        """What the gateway itself counts."""
        return self._deployed.metric(name, statistic="Sum", period=period, label=name)

    def route(self, on_socket: Function, *, on_authorize: Function) -> None:
        """Send every frame to `on_socket`; a handshake must first please `on_authorize`."""
        authorizer = authorizers.WebSocketLambdaAuthorizer(
            "Ticket",
            on_authorize.resource,
            identity_source=["route.request.querystring.ticket"],
        )
        integration = integrations.WebSocketLambdaIntegration("Socket", on_socket.resource)
        for key in ROUTES:
            allowed = authorizer if key == "$connect" else None
            self._api.add_route(key, integration=integration, authorizer=allowed)

    def _address(self, scheme: str) -> str:
        host = self._stage.engine_url.removeprefix("http://")
        return f"{scheme}://{host}/_aws/execute-api/{self._api.api_id}/{STAGE_NAME}"
