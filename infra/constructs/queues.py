"""What every queue of ours has: a dead-letter queue, encryption, and time enough for its worker."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.function import Function


class WorkQueue(Construct):
    """A queue that one function empties, at most `attempts` times per message.

    A message stays hidden for `hidden_times` the time that the function has for it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        worker_timeout_s: int,
        attempts: int,
        # Lambda asks for six times, so that a throttled batch is not seen twice.
        hidden_times: int = 6,
        is_fifo: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        self.worker_timeout_s = worker_timeout_s
        self.attempts = attempts
        self.dead_letters = dead_letter_queue(self, "DeadLetters", stage=stage, is_fifo=is_fifo)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=not stage.is_local,
            fifo=is_fifo or None,
            visibility_timeout=Duration.seconds(hidden_times * worker_timeout_s),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=attempts
            ),
        )

    def feed(
        self, function: Function, *, batch_size: int, workers: int, construct_id: str = "Feed"
    ) -> None:
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
            construct_id,
            target=function.resource,
            event_source_arn=self.queue.queue_arn,
            batch_size=batch_size,
            max_concurrency=workers,
            report_batch_item_failures=True,
        )
        mapping.node.add_dependency(function.role)


def dead_letter_queue(
    scope: Construct, construct_id: str, *, stage: Stage, is_fifo: bool = False
) -> sqs.Queue:
    """Where messages end up that could not be dealt with, for two weeks."""
    return sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=not stage.is_local,
        fifo=is_fifo or None,
        retention_period=Duration.days(14),
    )
