"""Every minute: accept what no event told of, expire what never came."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    with one_line(context) as line:
        line["changed"] = wiring.arrivals().sweep(context.aws_request_id)
    return {"changed": line["changed"]}
