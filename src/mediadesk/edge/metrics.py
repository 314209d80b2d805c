"""What conversions come to: lines in the log that CloudWatch reads as numbers, without a call."""

from typing import Final

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from mediadesk.domain.media import OutputKind
from mediadesk.settings import Settings

NAMESPACE: Final = "mediadesk"
SERVICE: Final = "mediadesk"


class EmfMeter:
    """Tells each fact at once: what is only kept would be lost with a converter that is killed."""

    def __init__(self) -> None:
        self._stage = {"service": SERVICE, "stage": Settings.from_environment().stage or "none"}

    def started(self, attempt: int, run: int) -> None:
        is_retry = attempt > 1 or run > 1
        self._tell({"ConversionStarted": 1, "ConversionRetried": int(is_retry)})

    def made(self, kind: OutputKind, seconds: float, size_bytes: int) -> None:
        self._tell({"OutputSeconds": seconds, "OutputBytes": size_bytes}, kind=kind.value)

    def completed(self, seconds: float) -> None:
        # Failures are told as 0 too, so that their average is their share of all that ended.
        self._tell({"ConversionCompleted": 1, "ConversionFailed": 0, "ConversionSeconds": seconds})

    def failed(self, code: str, diagnosis: str) -> None:
        self._tell({"ConversionFailed": 1}, diagnosis, code=code)

    def buried(self, reason: str) -> None:
        self._tell({"MessagesBuried": 1}, reason=reason)

    def _tell(self, values: dict[str, float], diagnosis: str = "", **by: str) -> None:
        """Each value counts for the whole stage, and apart for what `by` says."""
        line = EphemeralMetrics(namespace=NAMESPACE, default_dimensions=self._stage)
        for name, value in values.items():
            line.add_metric(name, _unit(name), value)
        if by:
            line.add_dimensions(**by)
        if diagnosis:
            line.add_metadata("diagnosis", diagnosis)
        line.flush_metrics()


def _unit(name: str) -> MetricUnit:
    if name.endswith("Seconds"):
        return MetricUnit.Seconds
    return MetricUnit.Bytes if name.endswith("Bytes") else MetricUnit.Count
