"""What every queue of ours has: a dead-letter queue, encryption, and time enough for its worker."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.function import Function


class WorkQueue(Construct):
    """A queue that one function empties, at most `attempts` times per message."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        worker_timeout_s: int,
        attempts: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker_timeout_s = worker_timeout_s
        self.dead_letters = dead_letter_queue(self, "DeadLetters", stage=stage)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=not stage.is_local,
            # Lambda asks for six times, so that a throttled batch is not seen twice.
            visibility_timeout=Duration.seconds(6 * worker_timeout_s),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=attempts
            ),
        )

    def feed(self, function: Function, *, batch_size: int, workers: int) -> None:
        """Let `function` empty this queue, in at most `workers` (2 or more) at once."""
        function.allow(
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:ChangeMessageVisibility",
            "sqs:GetQueueAttributes",
            on=self.queue.queue_arn,
        )
        mapping = lambda_.EventSourceMapping(
            function,
            "Feed",
            target=function.resource,
            event_source_arn=self.queue.queue_arn,
            batch_size=batch_size,
            max_concurrency=workers,
            report_batch_item_failures=True,
        )
        mapping.node.add_dependency(function.role)


def dead_letter_queue(scope: Construct, construct_id: str, *, stage: Stage) -> sqs.Queue:
    """Where messages end up that could not be dealt with, for two weeks."""
    return sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=not stage.is_local,
        retention_period=Duration.days(14),
    )
