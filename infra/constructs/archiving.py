"""The archive of log entries: the bucket, the function that fills it, and what makes noise."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.constructs.buckets import bucket_name, private_bucket
from infra.constructs.following import follow
from infra.constructs.tables import Tables
from infra.function import Function, Ground
from mediadesk import tables as data

ALARM = "log_entry_altered"


def archive_bucket(scope: Construct, construct_id: str, *, stage: Stage) -> s3.Bucket:
    """A bucket in which a copy can be neither replaced nor removed before its time."""
    kept_for = Duration.days(stage.archive_days)
    strict = s3.ObjectLockRetention.compliance(kept_for)
    lenient = s3.ObjectLockRetention.governance(kept_for)
    return private_bucket(
        scope,
        construct_id,
        stage=stage,
        name="archive",
        versioned=True,
        lock=strict if stage.archive_is_strict else lenient,
    )


def archive_arn(scope: Construct, stage: Stage, keys: str = "") -> str:
    """Written out rather than referred to, so that a policy can be read without the stack."""
    return Stack.of(scope).format_arn(
        service="s3", region="", account="", resource=bucket_name(stage, "archive") + keys
    )


class Archiving(Construct):
    """`assign.on_archive`."""

    def __init__(
        self, scope: Construct, construct_id: str, *, ground: Ground, tables: Tables
    ) -> None:
        super().__init__(scope, construct_id)
        self._tables = tables
        self.on_archive = self._on_archive(ground)
        self.lost = self._follow(ground.stage)
        self.altered = None if ground.stage.is_local else _alarm(self.on_archive)

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.on_archive,)

    def _on_archive(self, ground: Ground) -> Function:
        stage = ground.stage
        function = Function(
            self,
            module="assign.on_archive",
            ground=ground,
            settings={"archive_bucket": bucket_name(stage, "archive")},
        )
        copies = archive_arn(self, stage, "/*")
        function.allow("s3:PutObject", on=copies, any_of="each entry has a copy of its own")
        return function

    def _follow(self, stage: Stage) -> sqs.Queue:
        return follow(
            self.on_archive,
            {data.AUDIT: 100, data.HISTORY: 100},
            tables=self._tables,
            stage=stage,
            # No copy may be missing: it is tried for as long as the stream keeps the entry.
            max_age=Duration.hours(24),
        )


def _alarm(function: Function) -> cloudwatch.Alarm:
    """Somebody changed or removed an entry of a log."""
    altered = logs.MetricFilter(
        function,
        "Altered",
        log_group=function.log,
        filter_pattern=logs.FilterPattern.string_value("$.message", "=", ALARM),
        metric_namespace="mediadesk",
        metric_name=f"{function.name}-altered",
    )
    return cloudwatch.Alarm(
        function,
        "AlteredAlarm",
        alarm_name=f"{function.name}-altered",
        metric=altered.metric(statistic="Sum", period=Duration.minutes(1)),
        threshold=1,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
