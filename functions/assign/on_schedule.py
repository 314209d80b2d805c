"""Every minute: compute anew who holds what changed hands, and go on with forgotten bulks."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    with one_line(context) as line:
        try:
            line["bulks"] = wiring.bulk_storing().sweep()
        finally:
            line["computed"] = wiring.holder_projection().sweep()
    return {"computed": line["computed"], "bulks": line["bulks"]}
