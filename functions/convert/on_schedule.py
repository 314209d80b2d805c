"""Every minute: hand over conversions whose message was lost, and remove what was left behind."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    with one_line(context) as line:
        try:
            line["resent"] = wiring.conversion_sweep().sweep()
        finally:
            line["removed"] = wiring.tidying().sweep()
    return {"resent": line["resent"], "removed": line["removed"]}
