"""The functions that tell browsers what changed, and what each of them may do."""

from aws_cdk import Duration
from constructs import Construct

from infra.constructs import bulks, holders
from infra.constructs.following import Patience, follow
from infra.constructs.live_api import LiveApi
from infra.constructs.tables import Tables
from infra.function import Function, Ground, Limits
from mediadesk import tables as data


class Notifying(Construct):
    """`notify.on_request`, `notify.on_authorize`, `notify.on_socket` and `notify.on_change`."""

    def __init__(
        self, scope: Construct, construct_id: str, *, ground: Ground, tables: Tables, live: LiveApi
    ) -> None:
        super().__init__(scope, construct_id)
        self._ground = ground
        self._tables = tables
        self._live = live
        self.on_request = self._on_request()
        self.on_authorize = self._on_authorize()
        self.on_socket = self._on_socket()
        self.on_change = self._on_change()

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_request, self.on_authorize, self.on_socket, self.on_change)

    def _on_request(self) -> Function:
        function = self._function("notify.on_request", timeout_s=10, socket_url=self._live.url)
        function.allow("dynamodb:PutItem", on=self._tables.arn(data.TICKETS))
        return function

    def _on_authorize(self) -> Function:
        function = self._function("notify.on_authorize", timeout_s=10)
        tickets = self._tables.arn(data.TICKETS)
        function.allow("dynamodb:GetItem", "dynamodb:DeleteItem", on=tickets)
        return function

    def _on_socket(self) -> Function:
        function = self._posting("notify.on_socket", timeout_s=15)
        connections = self._tables.arn(data.CONNECTIONS)
        function.allow("dynamodb:GetItem", "dynamodb:PutItem", on=connections)
        # Positions: what an asset or a user is at, whoever changes it.
        assets, users = self._tables.arn(data.ASSETS), self._tables.arn(data.USERS)
        function.allow("dynamodb:BatchGetItem", on=[assets, users])
        bulks.let_read(function, self._tables)
        self._let_post(function)
        return function

    def _on_change(self) -> Function:
        function = self._posting("notify.on_change", timeout_s=60)
        by_topic = self._tables.index_arn(data.CONNECTIONS, "by_topic")
        function.allow("dynamodb:Query", on=by_topic)
        # The version of what is announced is that of two items together.
        function.allow("dynamodb:GetItem", on=self._tables.arn(data.USERS))
        holders.let_project(function, self._tables)
        self._let_post(function)
        # Few at once: a slow client delays few others. A bulk writes to very many heads, though,
        # and most of that is no news.
        streams = {data.ASSETS: 10, data.ASSIGNMENTS: 100, data.BULKS: 10}
        # Older news is no news.
        patience = Patience(retries=5, max_age=Duration.hours(1))
        stage, tables = self._ground.stage, self._tables
        follow(function, streams, tables=tables, stage=stage, patience=patience)
        return function

    def _let_post(self, function: Function) -> None:
        """To send a frame, and to end or forget a connection whose time is over."""
        connections = self._tables.arn(data.CONNECTIONS)
        function.allow("dynamodb:Query", "dynamodb:BatchWriteItem", on=connections)
        self._let_manage(function, "POST")
        self._let_manage(function, "DELETE")

    def _let_manage(self, function: Function, method: str) -> None:
        connections = self._live.connections_arn(method)
        function.allow(
            "execute-api:ManageConnections", on=connections, any_of="browsers come and go"
        )

    def _posting(self, module: str, *, timeout_s: int) -> Function:
        callback = self._live.callback_url
        return self._function(module, timeout_s=timeout_s, socket_callback_url=callback)

    def _function(self, module: str, *, timeout_s: int, **settings: str) -> Function:
        limits = Limits(timeout_s=timeout_s)
        return Function(self, module=module, ground=self._ground, settings=settings, limits=limits)
