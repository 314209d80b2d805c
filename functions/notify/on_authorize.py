"""WebSocket handshake: admit whoever shows a fresh ticket, once."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerRequestEvent,
    APIGatewayAuthorizerResponseWebSocket,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.connections import Ticket
from mediadesk.domain.instants import rfc3339
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """The policy for this handshake; a refusal becomes the gateway's 403."""
    request = APIGatewayAuthorizerRequestEvent(event)
    shown = (request.get("queryStringParameters") or {}).get("ticket", "")
    with one_line(context, event["requestContext"]["requestId"]) as line:
        ticket = wiring.tickets().admit(shown)
        line["actor"] = _name(ticket)
    policy = APIGatewayAuthorizerResponseWebSocket.from_route_arn(
        arn=request.method_arn, principal_id=_name(ticket), context=_context(ticket)
    )
    policy.deny_all_routes() if ticket is None else policy.allow_all_routes()
    return policy.asdict()


def _name(ticket: Ticket | None) -> str:
    return "nobody" if ticket is None else ticket.admin_id


def _context(ticket: Ticket | None) -> dict[str, str]:
    """What `$connect` is told of the admin; the gateway carries text only."""
    if ticket is None:
        return {}
    return {"admin_id": ticket.admin_id, "session_until": rfc3339(ticket.session_until)}
