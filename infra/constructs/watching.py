"""What somebody must look at, and how they hear of it."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Stage
from infra.constructs.measures import Measures
from infra.constructs.queues import WorkQueue
from infra.function import Function

QUARTER: Final = Duration.minutes(15)
SOON: Final = Duration.minutes(5)
OLD_S: Final = 3600
"""Pauses grow to ten minutes; what is an hour old has failed for long, or nobody takes it."""
FAILED_PERCENT: Final = 25
ENOUGH: Final = 20
"""So many conversions must have ended in a quarter of an hour before a share says anything."""

LAG_MS: Final = 5000
CUT: Final = 50
"""A browser that has gone to sleep is cut off now and then; so many are not asleep all at once."""


class Watching(Construct):
    """The alarms of a stage, and the topic that they tell; who listens to it is not said here."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        queues: Mapping[str, WorkQueue],
        converter: lambda_.Function,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._topic = sns.Topic(self, "Topic", topic_name=f"{stage.prefix}alarms", enforce_ssl=True)
        for name, queue in queues.items():
            self._watch_queue(name, queue)
        self._watch_conversions()
        self._watch_converter(converter)
        self._watch_live()
        CfnOutput(scope, "AlarmsTopic", value=self._topic.topic_arn)

    def tell(self, alarm: cloudwatch.Alarm) -> None:
        """Let the topic hear of an alarm that is made elsewhere."""
        alarm.add_alarm_action(actions.SnsAction(self._topic))

    def watch_stream(self, name: str, function: Function, *, lost: sqs.Queue, late_s: int) -> None:
        """Tell of changes that a function has not handled `late_s` after they were made.

        One that fails each time is tried again until it is given up: there is time to mend it.
        """
        age = function.resource.metric("IteratorAge", statistic="Maximum", period=SOON)
        why = "Changes wait for the function that follows them, or fail again and again."
        self._alarm(f"{name}-late", age, late_s * 1000, why)
        given_up = lost.metric_approximate_number_of_messages_visible(period=SOON)
        self._alarm(f"{name}-lost", given_up, 1, "Changes were given up.")

    def _watch_live(self) -> None:
        measures = Measures(self._stage)
        lag = measures.whole("DeliveryLag", "p95", SOON)
        why = "One change in twenty took five seconds or more to reach who follows it."
        self._alarm("delivery-slow", lag, LAG_MS, why)
        cut = measures.whole("ConnectionsCut", period=QUARTER)
        self._alarm("connections-cut", cut, CUT, "Many connections took no frames, and were ended.")

    def _watch_queue(self, name: str, queue: WorkQueue) -> None:
        buried = queue.dead_letters.metric_approximate_number_of_messages_visible(period=SOON)
        self._alarm(f"{name}-dead-letters", buried, 1, "Messages that nobody can act on wait.")
        age = queue.queue.metric_approximate_age_of_oldest_message(period=SOON)
        self._alarm(f"{name}-age", age, OLD_S, "A message has waited for an hour.")

    def _watch_conversions(self) -> None:
        measures = Measures(self._stage)
        share = f"IF(ended >= {ENOUGH}, 100 * failed / ended, 0)"
        failed = measures.of_ended(share, "failed", QUARTER)
        why = f"{FAILED_PERCENT} % of the conversions of a quarter of an hour failed."
        self._alarm("conversions-failing", failed, FAILED_PERCENT, why)
        retried = measures.whole("ConversionRetried", period=QUARTER)
        why = "As many retries in a quarter of an hour as there are converters."
        self._alarm("conversions-retried", retried, self._stage.converters, why)

    def _watch_converter(self, converter: lambda_.Function) -> None:
        errors = converter.metric_errors(period=QUARTER)
        self._alarm("converter-errors", errors, 3, "Converters crashed, or ran out of time.")
        throttles = converter.metric_throttles(period=QUARTER)
        self._alarm("converter-throttles", throttles, 3, "The account lets no more of them run.")
        longest = converter.metric_duration(period=QUARTER, statistic="Maximum")
        near = self._stage.conversion_timeout_s * 1000 * 0.9
        self._alarm("converter-slow", longest, near, "A call used nine tenths of its time.")

    def _alarm(
        self, name: str, metric: cloudwatch.IMetric, threshold: float, description: str
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            "".join(word.capitalize() for word in name.split("-")),
            alarm_name=self._stage.prefix + name,
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.tell(alarm)
