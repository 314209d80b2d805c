"""What must not be lost: tables, files, messages on their way, people and the secret."""

from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra import config
from infra.acknowledged import acknowledge
from infra.constructs.archiving import archive_bucket
from infra.constructs.bulking import bulk_queues
from infra.constructs.media import Media
from infra.constructs.people import People
from infra.constructs.queues import WorkQueue
from infra.constructs.tables import Tables
from infra.stacks.placement import stack_options


class DataStack(Stack):
    """The stateful part of a stage; nothing here runs."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: config.Stage, web_origin: str
    ) -> None:
        super().__init__(scope, construct_id, **stack_options(stage))
        self.tables = Tables(self, "Tables", stage=stage)
        self.media = Media(self, "Media", stage=stage, web_origin=web_origin)
        self.archive = archive_bucket(self, "Archive", stage=stage)
        self.people = People(self, "People", stage=stage, web_origin=web_origin)
        # Runs are counted with the asset. A message may come far more often: one that finds
        # another converter at work only waits, and one that fails before the claim tries again,
        # after pauses that grow to minutes. The converter buries it itself, with the reason, at
        # the last of its deliveries; the redrive is for one that dies each time.
        self.conversions = WorkQueue(
            self,
            "Conversions",
            stage=stage,
            worker_timeout_s=stage.conversion_timeout_s,
            attempts=30,
        )
        self.bulk_queues = bulk_queues(self, stage=stage)
        self.cursor_secret = self._cursor_secret(stage)
        self._tell()

    @property
    def work_queues(self) -> dict[str, WorkQueue]:
        """Each queue that a function empties, by the name that operators know it by."""
        return {
            "uploads": self.media.uploads,
            "conversions": self.conversions,
            "bulks": self.bulk_queues.standard,
            "large-bulks": self.bulk_queues.large,
        }

    def _cursor_secret(self, stage: config.Stage) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "CursorSecret",
            secret_name=f"{stage.prefix}cursor",
            description="Signs the cursors of lists",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(secret, SMG4="a new secret would end every list that is being read")
        return secret

    def _tell(self) -> None:
        outputs = {
            "MediaBucket": self.media.bucket.bucket_name,
            "ArchiveBucket": self.archive.bucket_name,
            "UploadsQueueUrl": self.media.uploads.queue.queue_url,
            "UploadsDeadLettersUrl": self.media.uploads.dead_letters.queue_url,
            "ConversionQueueUrl": self.conversions.queue.queue_url,
            "ConversionDeadLettersUrl": self.conversions.dead_letters.queue_url,
            "BulkQueueUrl": self.bulk_queues.standard.queue.queue_url,
            "BulkDeadLettersUrl": self.bulk_queues.standard.dead_letters.queue_url,
            "LargeBulkQueueUrl": self.bulk_queues.large.queue.queue_url,
            "LargeBulkDeadLettersUrl": self.bulk_queues.large.dead_letters.queue_url,
            "UserPoolId": self.people.pool.user_pool_id,
            "UserPoolClientId": self.people.client.user_pool_client_id,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
