"""Every minute: compute once more who holds the assets that changed hands."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    with one_line(context) as line:
        line["computed"] = wiring.holder_projection().sweep()
    return {"computed": line["computed"]}
