"""The functions that convert, and what each of them may do."""

from collections.abc import Mapping

from constructs import Construct

from infra.constructs.media import Media
from infra.constructs.queues import WorkQueue
from infra.constructs.schedules import every_minute
from infra.constructs.tables import Tables
from infra.function import Function, Ground, Limits
from mediadesk import tables as data


class Conversion(Construct):
    """`convert.on_job` and `convert.on_schedule`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        ground: Ground,
        tables: Tables,
        media: Media,
        conversions: WorkQueue,
    ) -> None:
        super().__init__(scope, construct_id)
        self._ground = ground
        self._tables = tables
        self._media = media
        self._conversions = conversions
        self.on_job = self._on_job()
        self.on_schedule = self._on_schedule()

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_job, self.on_schedule)

    @property
    def _settings(self) -> Mapping[str, str]:
        return {
            "media_bucket": self._media.bucket.bucket_name,
            "conversion_queue_url": self._conversions.queue.queue_url,
            "job_lease_s": str(self._ground.stage.job_lease_s),
        }

    def _on_job(self) -> Function:
        stage, conversions = self._ground.stage, self._conversions
        function = Function(
            self,
            module="convert.on_job",
            ground=self._ground,
            settings={
                **self._settings,
                **stage.limit_settings,
                "conversion_dead_letters_url": conversions.dead_letters.queue_url,
                "conversion_deliveries": str(conversions.attempts),
                "conversion_timeout_s": str(stage.conversion_timeout_s),
                "fan_out_over_s": str(stage.fan_out_over_s),
                "piece_s": str(stage.piece_s),
            },
            layers=[self._ground.packages.ffmpeg],
            # Two processors' worth. An original of 5 GB lies beside as much again in pieces, which
            # are cut off without encoding; Lambda gives no more room than this.
            limits=Limits(conversions.worker_timeout_s, memory_mb=3538, scratch_mb=10240),
        )
        self._let_record(function)
        self._let_read_and_publish(function)
        self._let_share_work(function)
        conversions.feed(function, batch_size=1, workers=stage.converters)
        return function

    def _let_record(self, function: Function) -> None:
        """Every change of a conversion is saved with its job and its audit entry."""
        assets = self._tables.arn(data.ASSETS)
        jobs, audit = self._tables.arn(data.JOBS), self._tables.arn(data.AUDIT)
        function.allow("dynamodb:GetItem", "dynamodb:UpdateItem", on=assets)
        function.allow("dynamodb:PutItem", on=[jobs, audit])

    def _let_read_and_publish(self, function: Function) -> None:
        function.allow(
            # Only the version that was accepted is converted.
            "s3:GetObject",
            "s3:GetObjectVersion",
            on=self._media.uploads_arn,
            any_of="one object for each asset",
        )
        function.allow(
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            on=self._media.outputs_arn,
            any_of="several objects for each asset",
        )
        # Without it storage answers 403 for what is not there, and not 404.
        function.allow("s3:ListBucket", on=self._media.bucket_arn)

    def _let_share_work(self, function: Function) -> None:
        """To cut a long video into pieces, and to bury a message that nobody can act on."""
        function.allow(
            "s3:GetObject",
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            on=self._media.work_arn,
            any_of="two objects for each piece",
        )
        jobs = self._tables.arn(data.JOBS)
        function.allow("dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem", on=jobs)
        queues = (self._conversions.queue, self._conversions.dead_letters)
        function.allow("sqs:SendMessage", on=[queue.queue_arn for queue in queues])

    def _on_schedule(self) -> Function:
        function = Function(
            self,
            module="convert.on_schedule",
            ground=self._ground,
            settings=self._settings,
            limits=Limits(timeout_s=60),
        )
        self._let_sweep(function)
        self._let_tidy(function)
        every_minute(function)
        return function

    def _let_sweep(self, function: Function) -> None:
        """To find jobs whose message was lost, and send it once more."""
        assets, jobs = self._tables.arn(data.ASSETS), self._tables.arn(data.JOBS)
        by_status = self._tables.index_arn(data.ASSETS, "by_status")
        to_do = self._tables.index_arn(data.JOBS, "todo")
        function.allow("dynamodb:Query", on=[by_status, to_do])
        function.allow("dynamodb:BatchGetItem", on=[assets, jobs])
        function.allow("dynamodb:UpdateItem", on=jobs)
        function.allow("sqs:SendMessage", on=self._conversions.queue.queue_arn)

    def _let_tidy(self, function: Function) -> None:
        """To delete what no asset shows; an original is never deleted."""
        function.allow("dynamodb:GetItem", on=self._tables.arn(data.ASSETS))
        function.allow("s3:ListBucket", on=self._media.bucket_arn)
        for objects in (self._media.outputs_arn, self._media.work_arn):
            function.allow("s3:DeleteObject", on=objects, any_of="runs leave any number behind")
