"""The dashboard of a stage: its queues, its conversions, their outputs, and live status."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Stage
from infra.constructs.live_api import LiveApi
from infra.constructs.measures import PERIOD, Measures
from infra.constructs.queues import WorkQueue

WIDTH: Final = 8
"""Three graphs stand beside each other."""
Metrics = list[cloudwatch.IMetric]


class Dashboard(Construct):
    """Graphs only: what needs somebody at once is an alarm."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        queues: Mapping[str, WorkQueue],
        converter: lambda_.Function,
        live: LiveApi,
        announcer: lambda_.Function,
    ) -> None:
        super().__init__(scope, construct_id)
        self._measures = Measures(stage)
        self._queues = queues
        board = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=f"{stage.prefix}operations",
            default_interval=Duration.hours(12),
        )
        for row in (
            *(self._waiting(), self._outcomes(), self._outputs(), self._working(converter)),
            *(self._connected(live), self._told(announcer)),
        ):
            board.add_widgets(*row)

    def _waiting(self) -> list[cloudwatch.IWidget]:
        visible: Metrics = []
        in_flight: Metrics = []
        ages: Metrics = []
        for name, work in self._queues.items():
            queue, dead = work.queue, work.dead_letters
            visible.append(queue.metric_approximate_number_of_messages_visible(label=name))
            visible.append(
                dead.metric_approximate_number_of_messages_visible(label=f"{name}, dead letters")
            )
            in_flight.append(queue.metric_approximate_number_of_messages_not_visible(label=name))
            ages.append(queue.metric_approximate_age_of_oldest_message(label=name))
        return [
            _graph("Messages that wait", visible),
            _graph("Messages that are worked on, or rest", in_flight),
            _graph("Age of the oldest message", ages),
        ]

    def _outcomes(self) -> list[cloudwatch.IWidget]:
        measures = self._measures
        outcomes = ("Started", "Retried", "Completed", "Failed")
        succeeded = measures.of_ended("100 * (1 - failed / ended)", "succeeded")
        return [
            _graph("Conversions", [measures.whole(f"Conversion{name}") for name in outcomes]),
            _graph(
                "Percent that succeeded, and that failed with each code",
                [succeeded, measures.failed_share_of_each_code()],
            ),
            _graph(
                "Messages buried, by reason", [measures.each("MessagesBuried", "reason", "Sum")]
            ),
        ]

    def _outputs(self) -> list[cloudwatch.IWidget]:
        measures = self._measures
        return [
            _graph("Seconds for an output, p95", [measures.each("OutputSeconds", "kind", "p95")]),
            _graph(
                "Bytes of an output, average", [measures.each("OutputBytes", "kind", "Average")]
            ),
            _graph("Bytes of all outputs", [measures.each("OutputBytes", "kind", "Sum")]),
        ]

    def _working(self, converter: lambda_.Function) -> list[cloudwatch.IWidget]:
        return [
            _graph(
                "Errors and throttles of the converter",
                [converter.metric_errors(), converter.metric_throttles()],
            ),
            _graph(
                "Duration of the converter",
                [converter.metric_duration(statistic=p) for p in ("p50", "p95", "Maximum")],
            ),
            _graph(
                "Converters at work",
                [converter.metric("ConcurrentExecutions", statistic="Maximum", period=PERIOD)],
            ),
        ]

    def _connected(self, live: LiveApi) -> list[cloudwatch.IWidget]:
        measures = self._measures
        known = [measures.whole(f"Connections{name}") for name in ("Opened", "Closed")]
        refused = measures.each("ConnectionsRefused", "code", "Sum")
        of_gateway = ("ConnectCount", "ClientError", "IntegrationError", "ExecutionError")
        return [
            _graph("Connections, and refusals by code", [*known, refused]),
            _graph("The WebSocket gateway", [live.metric(name, PERIOD) for name in of_gateway]),
            _graph(
                "Connections of the admin with the most",
                [measures.whole("ConnectionsOfAdmin", "Maximum")],
            ),
        ]

    def _told(self, announcer: lambda_.Function) -> list[cloudwatch.IWidget]:
        measures = self._measures
        return [
            _graph(
                "Milliseconds from a change to its delivery",
                [measures.whole("DeliveryLag", p) for p in ("p50", "p95")],
            ),
            _graph(
                "Frames, and connections lost with them",
                [
                    measures.whole(name)
                    for name in ("FramesDelivered", "ConnectionsGone", "ConnectionsCut")
                ],
            ),
            _graph(
                "Milliseconds that changes wait at most",
                [announcer.metric("IteratorAge", statistic="Maximum", period=PERIOD)],
            ),
        ]


def _graph(title: str, metrics: Metrics) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=WIDTH)
