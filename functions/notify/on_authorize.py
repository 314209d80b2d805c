"""WebSocket handshake: admit whoever shows a fresh ticket, once, and comes from no other page."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerRequestEvent,
    APIGatewayAuthorizerResponseWebSocket,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.connections import Admission
from mediadesk.domain.instants import rfc3339
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """The policy for this handshake; a refusal becomes the gateway's 403."""
    request = APIGatewayAuthorizerRequestEvent(event)
    with one_line(context, event["requestContext"]["requestId"]) as line:
        admission = _admitted(event)
        line.update(actor=_name(admission), outcome="ok" if admission else "refused")
    policy = APIGatewayAuthorizerResponseWebSocket.from_route_arn(
        arn=request.method_arn, principal_id=_name(admission), context=_context(admission)
    )
    policy.deny_all_routes() if admission is None else policy.allow_all_routes()
    return policy.asdict()


def _admitted(event: dict[str, Any]) -> Admission | None:
    # A ticket that another page shows is not used up: its admin may still come.
    if not _is_from_the_console(event.get("headers") or {}):
        return None
    query = event.get("queryStringParameters") or {}
    return wiring.tickets().admit(query.get("ticket", ""))


def _is_from_the_console(headers: dict[str, str]) -> bool:
    """Every browser names the origin of the page; who names none is no browser."""
    origins = {value for name, value in headers.items() if name.lower() == "origin"}
    return origins <= {wiring.settings().web_origin}


def _name(admission: Admission | None) -> str:
    return "nobody" if admission is None else admission.admin_id


def _context(admission: Admission | None) -> dict[str, str]:
    """What `$connect` is told of the admin; the gateway carries text only."""
    if admission is None:
        return {}
    return {
        "admin_id": admission.admin_id,
        "groups": " ".join(sorted(admission.groups)),
        "session_until": rfc3339(admission.session_until),
    }
