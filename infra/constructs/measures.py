"""The numbers that dashboards show and alarms look at."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.config import Stage

NAMESPACE: Final = "mediadesk"
SERVICE: Final = "mediadesk"
PERIOD: Final = Duration.minutes(5)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the functions of a stage tell, by the names that `mediadesk.edge.metrics` gives it."""

    stage: Stage

    def whole(
        self, name: str, statistic: str = "Sum", period: Duration = PERIOD
    ) -> cloudwatch.Metric:
        """It in the whole stage."""
        return cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=name,
            dimensions_map={"service": SERVICE, "stage": self.stage.name},
            statistic=statistic,
            period=period,
            label=name if statistic == "Sum" else f"{name}, {statistic}",
        )

    def each(self, name: str, by: str, statistic: str) -> cloudwatch.MathExpression:
        """A line for every value that `by` has had, such as every code."""
        return _searching(self._search(name, by, statistic), by)

    def of_ended(
        self, expression: str, label: str, period: Duration = PERIOD
    ) -> cloudwatch.MathExpression:
        """Computed from how many conversions have `ended`, and how many of them have `failed`."""
        return cloudwatch.MathExpression(
            expression=expression,
            using_metrics=self._ended(period),
            label=label,
            period=period,
        )

    def failed_share_of_each_code(self) -> cloudwatch.MathExpression:
        """Percent of all conversions that have ended."""
        found = self._search("ConversionFailed", "code", "Sum")
        return _searching(f"100 * {found} / ended", "code", self._ended(PERIOD))

    def _ended(self, period: Duration) -> dict[str, cloudwatch.IMetric]:
        # Told with every one that ends, as 0 or 1: both are known at the same times.
        failed = "ConversionFailed"
        return {
            "failed": self.whole(failed, "Sum", period),
            "ended": self.whole(failed, "SampleCount", period),
        }

    def _search(self, name: str, by: str, statistic: str) -> str:
        dimensions = ",".join(sorted((by, "service", "stage")))
        wanted = f'MetricName="{name}" stage="{self.stage.name}"'
        seconds = PERIOD.to_seconds()
        return f"SEARCH('{{{NAMESPACE},{dimensions}}} {wanted}', '{statistic}', {seconds:.0f})"


def _searching(
    expression: str, by: str, using: dict[str, cloudwatch.IMetric] | None = None
) -> cloudwatch.MathExpression:
    return cloudwatch.MathExpression(
        expression=expression,
        using_metrics=using or {},
        label=f"${{PROP('Dim.{by}')}}",
        period=PERIOD,
    )
