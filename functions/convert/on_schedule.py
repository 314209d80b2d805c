"""Every minute: hand over conversions whose message was left behind or lost."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    with one_line(context) as line:
        line["resent"] = wiring.converter().sweep()
    return {"resent": line["resent"]}
