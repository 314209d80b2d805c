"""The functions that tell browsers what changed, and what each of them may do."""

from aws_cdk import Duration
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs import cursors, holders, positions
from infra.constructs.following import follow
from infra.constructs.live_api import LiveApi
from infra.constructs.tables import Tables
from infra.function import Function, Ground, Limits
from mediadesk import tables as data


class Notifying(Construct):
    """`notify.on_request`, `notify.on_authorize`, `notify.on_socket` and `notify.on_change`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        tables: Tables,
        live: LiveApi,
        cursor_secret: secretsmanager.Secret,
        web_origin: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._ground = ground
        self._tables = tables
        self._live = live
        self.on_request = self._on_request(cursor_secret)
        self.on_authorize = self._on_authorize(web_origin)
        self.on_socket = self._on_socket()
        self.on_change = self._on_change()
        self.lost = self._follow()

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_request, self.on_authorize, self.on_socket, self.on_change)

    def _on_request(self, cursor_secret: secretsmanager.Secret) -> Function:
        function = self._function(
            "notify.on_request",
            Limits(timeout_s=15, memory_mb=1024),
            socket_url=self._live.url,
            cursor_secret_id=cursor_secret.secret_arn,
        )
        function.allow("dynamodb:PutItem", on=self._tables.arn(data.TICKETS))
        positions.let_read(function, self._tables)
        positions.let_tell_missed(function, self._tables)
        cursors.let_sign(function, self._ground.stage)
        return function

    def _on_authorize(self, web_origin: str) -> Function:
        limits = Limits(timeout_s=10)
        function = self._function("notify.on_authorize", limits, web_origin=web_origin)
        tickets = self._tables.arn(data.TICKETS)
        function.allow("dynamodb:GetItem", "dynamodb:DeleteItem", on=tickets)
        return function

    def _on_socket(self) -> Function:
        function = self._function(
            "notify.on_socket",
            # As long as the gateway waits: many topics at once, and what was missed of them.
            Limits(timeout_s=29, memory_mb=1024),
            socket_callback_url=self._live.callback_url,
            connections_per_admin=str(self._ground.stage.connections_per_admin),
        )
        positions.let_read(function, self._tables)
        positions.let_tell_missed(function, self._tables)
        connections = self._tables.arn(data.CONNECTIONS)
        changes = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
        function.allow(*changes, on=connections)
        self._let_post(function)
        # Of too many connections of one admin, some may have ended unheard of.
        self._let_manage(function, "GET")
        return function

    def _on_change(self) -> Function:
        function = self._function(
            "notify.on_change",
            # A whole processor: frames go to many connections side by side.
            Limits(timeout_s=60, memory_mb=1769),
            socket_callback_url=self._live.callback_url,
        )
        events = self._tables.arn(data.EVENTS)
        # An event stands in the log once, and moves where it is told again.
        function.allow("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", on=events)
        positions.let_read(function, self._tables)
        holders.let_project(function, self._tables)
        self._let_post(function)
        return function

    def _follow(self) -> sqs.Queue:
        # Few at once: what waits for a slow client waits briefly. A bulk writes to very many
        # heads, though, and most of that is no news.
        streams = {data.ASSETS: 10, data.ASSIGNMENTS: 100, data.BULKS: 10}
        return follow(
            self.on_change,
            streams,
            tables=self._tables,
            stage=self._ground.stage,
            # Whoever is connected hears of nothing that is not in the log: as long as it can't be
            # written, there is nothing better to do than to try again. Older news is no news.
            max_age=Duration.hours(1),
        )

    def _let_post(self, function: Function) -> None:
        """To find who follows a topic, send a frame, and end and forget a connection."""
        connections = self._tables.arn(data.CONNECTIONS)
        function.allow("dynamodb:GetItem", "dynamodb:Query", on=connections)
        function.allow("dynamodb:BatchWriteItem", on=connections)
        self._let_manage(function, "POST")
        self._let_manage(function, "DELETE")

    def _let_manage(self, function: Function, method: str) -> None:
        connections = self._live.connections_arn(method)
        function.allow(
            "execute-api:ManageConnections", on=connections, any_of="browsers come and go"
        )

    def _function(self, module: str, limits: Limits, **settings: str) -> Function:
        return Function(self, module=module, ground=self._ground, settings=settings, limits=limits)
