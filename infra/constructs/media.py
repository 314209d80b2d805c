"""Where originals and outputs are kept, and how storage says that an original has come."""

from typing import Final

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.buckets import bucket_name, private_bucket
from infra.constructs.queues import WorkQueue

UPLOADS: Final = "uploads/"
OUTPUTS: Final = "outputs/"
WORK: Final = "work/"


class Media(Construct):
    """The media bucket, and the queue that hears of each new original."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, web_origin: str
    ) -> None:
        super().__init__(scope, construct_id)
        self._name = bucket_name(stage, "media")
        self.bucket = private_bucket(
            self,
            "Bucket",
            stage=stage,
            name="media",
            cors=[_browser_access(web_origin)],
            versioned=True,
            lifecycle_rules=[_tidying(), _forgetting_outputs(), _forgetting_work()],
        )
        self.uploads = WorkQueue(self, "Uploads", stage=stage, worker_timeout_s=60, attempts=5)
        self._announce_uploads()

    @property
    def bucket_arn(self) -> str:
        """Written out rather than referred to, so that a policy can be read without the stack."""
        return f"arn:{Aws.PARTITION}:s3:::{self._name}"

    @property
    def uploads_arn(self) -> str:
        """Every original."""
        return f"{self.bucket_arn}/{UPLOADS}*"

    @property
    def outputs_arn(self) -> str:
        """Every output."""
        return f"{self.bucket_arn}/{OUTPUTS}*"

    @property
    def work_arn(self) -> str:
        """Every piece of a video that many convert."""
        return f"{self.bucket_arn}/{WORK}*"

    def _announce_uploads(self) -> None:
        # By hand: CDK's own way adds a function with the right to change any bucket.
        self.uploads.queue.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("s3.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.uploads.queue.queue_arn],
                # Not the bucket's ARN: bucket and policy would wait for each other.
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
        bucket = self.bucket.node.default_child
        assert isinstance(bucket, s3.CfnBucket)  # noqa: S101 - what an s3.Bucket is made of
        bucket.notification_configuration = _on_created(self.uploads.queue.queue_arn)
        # Storage tries the queue when it is told of it.
        bucket.node.add_dependency(self.uploads.queue.node.find_child("Policy"))


def _on_created(queue_arn: str) -> s3.CfnBucket.NotificationConfigurationProperty:
    rule = s3.CfnBucket.FilterRuleProperty(name="prefix", value=UPLOADS)
    key = s3.CfnBucket.S3KeyFilterProperty(rules=[rule])
    return s3.CfnBucket.NotificationConfigurationProperty(
        queue_configurations=[
            s3.CfnBucket.QueueConfigurationProperty(
                event="s3:ObjectCreated:*",
                queue=queue_arn,
                filter=s3.CfnBucket.NotificationFilterProperty(s3_key=key),
            )
        ]
    )


def _browser_access(web_origin: str) -> s3.CorsRule:
    return s3.CorsRule(
        # A form is sent by POST, a part of a large file by PUT.
        allowed_methods=[
            s3.HttpMethods.POST,
            s3.HttpMethods.PUT,
            s3.HttpMethods.GET,
            s3.HttpMethods.HEAD,
        ],
        allowed_origins=[web_origin],
        allowed_headers=["*"],
        exposed_headers=["ETag"],
        max_age=3600,
    )


def _tidying() -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id="tidy",
        # An upload in parts may be resumed for a day.
        abort_incomplete_multipart_upload_after=Duration.days(2),
        expired_object_delete_marker=True,
    )


def _forgetting_outputs() -> s3.LifecycleRule:
    """Of originals every version stays: the one that was accepted need not be the newest."""
    return s3.LifecycleRule(
        id="forget-outputs", prefix=OUTPUTS, noncurrent_version_expiration=Duration.days(30)
    )


def _forgetting_work() -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id="forget-work",
        prefix=WORK,
        # As long as a message about a piece may stay in its queue.
        expiration=Duration.days(14),
        noncurrent_version_expiration=Duration.days(1),
    )
