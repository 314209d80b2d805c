"""The functions that take uploads in, and what each of them may do."""

from collections.abc import Mapping

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.constructs import bulks, cursors
from infra.constructs.media import Media
from infra.constructs.queues import WorkQueue
from infra.constructs.schedules import every_minute
from infra.constructs.tables import Tables
from infra.function import Function, Ground, Limits
from mediadesk import tables as data


class Uploading(Construct):
    """`upload.on_request`, `upload.on_object` and `upload.on_schedule`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        tables: Tables,
        media: Media,
        conversions: WorkQueue,
        cursor_secret: secretsmanager.Secret,
    ) -> None:
        super().__init__(scope, construct_id)
        self._ground = ground
        self._tables = tables
        self._media = media
        self._conversions = conversions
        self._cursor_secret = cursor_secret
        self.on_request = self._on_request()
        self.on_object = self._on_object()
        self.on_schedule = self._on_schedule()

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_request, self.on_object, self.on_schedule)

    @property
    def _settings(self) -> Mapping[str, str]:
        return {
            "media_bucket": self._media.bucket.bucket_name,
            "conversion_queue_url": self._conversions.queue.queue_url,
            "max_upload_bytes": self._ground.stage.limit_settings["max_upload_bytes"],
        }

    def _on_request(self) -> Function:
        function = Function(
            self,
            module="upload.on_request",
            ground=self._ground,
            settings={**self._settings, "cursor_secret_id": self._cursor_secret.secret_arn},
            # Storage takes its time to make one object of 300 parts; the API waits for 30 seconds.
            limits=Limits(timeout_s=29, memory_mb=1024),
        )
        self._let_announce_and_list(function)
        self._let_remove(function)
        self._let_accept(function)
        self._let_see_and_end_parts(function)
        # A presigned address can do what its signer may.
        function.allow(
            "s3:PutObject", on=self._media.uploads_arn, any_of="one object for each asset"
        )
        function.allow(
            "s3:GetObject", on=self._media.outputs_arn, any_of="one object for each asset"
        )
        cursors.let_sign(function, self._ground.stage)
        return function

    def _let_announce_and_list(self, function: Function) -> None:
        assets = self._tables.arn(data.ASSETS)
        function.allow("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", on=assets)
        by_created = self._tables.index_arn(data.ASSETS, "by_created")
        by_status = self._tables.index_arn(data.ASSETS, "by_status")
        function.allow("dynamodb:Query", on=[by_created, by_status])
        function.allow("dynamodb:Query", on=self._tables.arn(data.JOBS))
        function.allow("dynamodb:PutItem", on=self._tables.arn(data.AUDIT))
        operations = self._tables.arn(data.OPERATIONS)
        function.allow("dynamodb:GetItem", "dynamodb:PutItem", on=operations)

    def _let_remove(self, function: Function) -> None:
        """To delete an asset softly and restore it; the index may name who lost it just now."""
        function.allow("dynamodb:UpdateItem", on=self._tables.arn(data.ASSETS))
        by_asset = self._tables.index_arn(data.ASSIGNMENTS, "by_asset")
        function.allow("dynamodb:Query", on=by_asset)
        heads, decided = self._tables.arn(data.ASSIGNMENTS), self._tables.arn(data.BULKS)
        function.allow("dynamodb:GetItem", on=[heads, decided])
        bulks.let_read(function, self._tables)
        bulks.let_read_members(function, self._tables)

    def _on_object(self) -> Function:
        function = self._checking("upload.on_object", self._media.uploads.worker_timeout_s)
        self._media.uploads.feed(function, batch_size=10, workers=20)
        return function

    def _on_schedule(self) -> Function:
        function = self._checking("upload.on_schedule", timeout_s=60)
        function.allow(
            "s3:AbortMultipartUpload",
            on=self._media.uploads_arn,
            any_of="any upload may be abandoned",
        )
        by_status = self._tables.index_arn(data.ASSETS, "by_status")
        function.allow("dynamodb:Query", on=by_status)
        function.allow("dynamodb:BatchGetItem", on=self._tables.arn(data.ASSETS))
        every_minute(function)
        return function

    def _checking(self, module: str, timeout_s: int) -> Function:
        """A function that looks at what has landed, and asks for its conversion."""
        function = Function(
            self,
            module=module,
            ground=self._ground,
            settings=self._settings,
            limits=Limits(timeout_s=timeout_s),
        )
        function.allow("dynamodb:GetItem", on=self._tables.arn(data.ASSETS))
        self._let_accept(function)
        return function

    def _let_accept(self, function: Function) -> None:
        """To look at what has landed, note it with its job, and hand the job over."""
        function.allow("dynamodb:UpdateItem", on=self._tables.arn(data.ASSETS))
        jobs, audit = self._tables.arn(data.JOBS), self._tables.arn(data.AUDIT)
        function.allow("dynamodb:PutItem", "dynamodb:UpdateItem", on=jobs)
        function.allow("dynamodb:PutItem", on=audit)
        function.allow(
            "s3:GetObject", on=self._media.uploads_arn, any_of="one object for each asset"
        )
        # Without it storage answers 403 for what is not there, and not 404.
        function.allow("s3:ListBucket", on=self._media.bucket_arn)
        function.allow("sqs:SendMessage", on=self._conversions.queue.queue_arn)

    def _let_see_and_end_parts(self, function: Function) -> None:
        """A large file comes in parts; sending them and putting them together is s3:PutObject."""
        function.allow(
            "s3:ListMultipartUploadParts",
            "s3:AbortMultipartUpload",
            on=self._media.uploads_arn,
            any_of="one object for each asset",
        )
