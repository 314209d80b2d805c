"""The functions that convert, and what each of them may do."""

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

    def _on_job(self) -> Function:
        function = Function(
            self,
            module="convert.on_job",
            ground=self._ground,
            settings={
                "media_bucket": self._media.bucket.bucket_name,
                "conversion_queue_url": self._conversions.queue.queue_url,
                "job_lease_s": str(self._ground.stage.job_lease_s),
            },
            layers=[self._ground.packages.ffmpeg],
            # Two processors' worth; an original of 100 MB and its outputs lie beside each other.
            limits=Limits(self._conversions.worker_timeout_s, memory_mb=3538, scratch_mb=2048),
        )
        self._let_record(function)
        self._let_read_and_publish(function)
        self._conversions.feed(function, batch_size=1, workers=self._ground.stage.converters)
        return function

    def _let_read_and_publish(self, function: Function) -> None:
        function.allow(
            "s3:GetObject", on=self._media.uploads_arn, any_of="one object for each asset"
        )
        function.allow(
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            on=self._media.outputs_arn,
            any_of="several objects for each asset",
        )
        # Without it storage answers 403 for what is not there, and not 404.
        function.allow("s3:ListBucket", on=self._media.bucket_arn)

    def _on_schedule(self) -> Function:
        function = Function(
            self,
            module="convert.on_schedule",
            ground=self._ground,
            settings={
                "conversion_queue_url": self._conversions.queue.queue_url,
                "job_lease_s": str(self._ground.stage.job_lease_s),
            },
            limits=Limits(timeout_s=60),
        )
        assets, jobs = self._tables.arn(data.ASSETS), self._tables.arn(data.JOBS)
        by_status = self._tables.index_arn(data.ASSETS, "by_status")
        unsent = self._tables.index_arn(data.JOBS, "unsent")
        function.allow("dynamodb:Query", on=[by_status, unsent])
        function.allow("dynamodb:BatchGetItem", on=[assets, jobs])
        function.allow("dynamodb:UpdateItem", on=jobs)
        function.allow("sqs:SendMessage", on=self._conversions.queue.queue_arn)
        every_minute(function)
        return function

    def _let_record(self, function: Function) -> None:
        """Every change of a conversion is saved with its job and its audit entry."""
        assets = self._tables.arn(data.ASSETS)
        jobs, audit = self._tables.arn(data.JOBS), self._tables.arn(data.AUDIT)
        function.allow("dynamodb:GetItem", "dynamodb:UpdateItem", on=assets)
        function.allow("dynamodb:PutItem", on=[jobs, audit])
