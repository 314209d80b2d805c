"""What live status comes to: lines in the log that CloudWatch reads as numbers, without a call."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from mediadesk.edge.metrics import NAMESPACE, SERVICE
from mediadesk.settings import Settings

LAG: Final = "DeliveryLag"


class EmfLiveMeter:
    """Tells what each call comes to in one line; in more where it has over a hundred lags."""

    def __init__(self) -> None:
        self._stage = {"service": SERVICE, "stage": Settings.from_environment().stage or "none"}

    def opened(self, of_admin: int) -> None:
        self._tell({"ConnectionsOpened": [1], "ConnectionsOfAdmin": [of_admin]})

    def closed(self) -> None:
        self._tell({"ConnectionsClosed": [1]})

    def refused(self, code: str) -> None:
        self._tell({"ConnectionsRefused": [1]}, code=code)

    def delivered(self, *, frames: int, gone: int, cut: int, lags_ms: Sequence[float]) -> None:
        if not (frames or gone or cut):
            return
        counts = {"FramesDelivered": [frames], "ConnectionsGone": [gone], "ConnectionsCut": [cut]}
        # First what may be too much for one line: the library begins the next one by itself.
        self._tell({LAG: lags_ms, **counts})

    def _tell(self, values: Mapping[str, Iterable[float]], **by: str) -> None:
        """Each value counts for the whole stage, and apart for what `by` says."""
        line = EphemeralMetrics(namespace=NAMESPACE, default_dimensions=self._stage)
        for name, each in ((name, each) for name, found in values.items() for each in found):
            unit = MetricUnit.Milliseconds if name == LAG else MetricUnit.Count
            line.add_metric(name, unit, each)
        if by:
            line.add_dimensions(**by)
        line.flush_metrics()
