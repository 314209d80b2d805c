"""The functions about users and what they hold, and what each of them may do."""

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.constructs import bulks, cursors, holders
from infra.constructs.archiving import archive_arn
from infra.constructs.buckets import bucket_name
from infra.constructs.bulking import BulkQueues
from infra.constructs.schedules import every_minute
from infra.constructs.tables import Tables
from infra.function import Function, Ground, Limits
from mediadesk import tables as data


class Assigning(Construct):
    """`assign.on_request` and `assign.on_schedule`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        tables: Tables,
        cursor_secret: secretsmanager.Secret,
        bulk_queues: BulkQueues,
    ) -> None:
        super().__init__(scope, construct_id)
        self._ground = ground
        self._tables = tables
        self._bulk_queues = bulk_queues
        self.on_request = self._on_request(cursor_secret)
        self.on_schedule = self._on_schedule()

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_request, self.on_schedule)

    def _on_request(self, cursor_secret: secretsmanager.Secret) -> Function:
        function = Function(
            self,
            module="assign.on_request",
            ground=self._ground,
            settings={
                "cursor_secret_id": cursor_secret.secret_arn,
                "archive_bucket": bucket_name(self._ground.stage, "archive"),
                **self._bulk_queues.settings,
            },
            limits=Limits(timeout_s=15, memory_mb=1024),
        )
        self._let_keep_the_directory(function)
        self._let_assign(function)
        self._let_assign_many(function)
        self._let_answer_and_record(function)
        self._let_audit(function)
        cursors.let_sign(function, self._ground.stage)
        return function

    def _let_keep_the_directory(self, function: Function) -> None:
        users, search = self._tables.arn(data.USERS), self._tables.arn(data.USER_SEARCH)
        function.allow("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", on=users)
        # A change that is meant for what was seen is made while entry and head are both so.
        heads, bulks = self._tables.arn(data.ASSIGNMENTS), self._tables.arn(data.BULKS)
        function.allow("dynamodb:ConditionCheckItem", on=[users, heads, bulks])
        function.allow("dynamodb:Query", on=self._tables.index_arn(data.USERS, "directory"))
        function.allow("dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem", on=search)

    def _let_assign(self, function: Function) -> None:
        heads, history = self._tables.arn(data.ASSIGNMENTS), self._tables.arn(data.HISTORY)
        function.allow("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", on=heads)
        function.allow("dynamodb:Query", on=self._tables.index_arn(data.ASSIGNMENTS, "by_asset"))
        function.allow("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", on=history)
        function.allow("dynamodb:GetItem", on=self._tables.arn(data.ASSETS))

    def _let_assign_many(self, function: Function) -> None:
        """To begin a bulk and decide it at once; whoever is in another one is freed of it first."""
        function.allow("dynamodb:PutItem", on=self._tables.arn(data.BULKS))
        for let in (bulks.let_read_members, bulks.let_read, bulks.let_claim, bulks.let_decide):
            let(function, self._tables)
        self._bulk_queues.let_send(function)
        limits = self._tables.arn(data.RATE_LIMITS)
        function.allow("dynamodb:GetItem", "dynamodb:UpdateItem", on=limits)

    def _let_answer_and_record(self, function: Function) -> None:
        operations = self._tables.arn(data.OPERATIONS)
        function.allow("dynamodb:GetItem", "dynamodb:PutItem", on=operations)
        function.allow("dynamodb:PutItem", on=self._tables.arn(data.AUDIT))

    def _let_audit(self, function: Function) -> None:
        for log in (data.AUDIT, data.HISTORY):
            indexes = [self._tables.index_arn(log, index.name) for index in log.indexes]
            function.allow("dynamodb:Query", on=[self._tables.arn(log), *indexes])
        function.allow("s3:ListBucket", on=archive_arn(self, self._ground.stage))

    def _on_schedule(self) -> Function:
        function = Function(
            self,
            module="assign.on_schedule",
            ground=self._ground,
            settings=self._bulk_queues.settings,
            limits=Limits(timeout_s=60),
        )
        due = self._tables.index_arn(data.ASSETS, "due")
        still_open = self._tables.index_arn(data.BULKS, "open")
        function.allow("dynamodb:Query", on=[due, still_open])
        holders.let_project(function, self._tables)
        bulks.let_decide(function, self._tables)
        bulks.let_store(function, self._tables)
        self._bulk_queues.let_send(function)
        every_minute(function)
        return function
