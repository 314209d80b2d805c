"""WebSocket: connect, disconnect, and every frame that a client sends."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayWebSocketEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.ids import AdminId, ConnectionId
from mediadesk.domain.instants import parse_rfc3339
from mediadesk.edge.socket import answering_errors, client_message
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Always 200: what is wrong with a frame is told in a frame."""
    socket = APIGatewayWebSocketEvent(event)
    request = socket.request_context
    act = {"$connect": _connect, "$disconnect": _disconnect}.get(request.route_key, _receive)
    with one_line(context, request.request_id) as line:
        line["route"] = request.route_key
        act(socket, ConnectionId(request.connection_id))
    return {"statusCode": 200}


def _connect(socket: APIGatewayWebSocketEvent, connection_id: ConnectionId) -> None:
    admitted = socket.request_context["authorizer"]
    wiring.notifications().connect(
        connection_id,
        AdminId(admitted["admin_id"]),
        parse_rfc3339(admitted["session_until"]),
    )


def _disconnect(_: APIGatewayWebSocketEvent, connection_id: ConnectionId) -> None:
    wiring.notifications().disconnect(connection_id)


def _receive(socket: APIGatewayWebSocketEvent, connection_id: ConnectionId) -> None:
    service = wiring.notifications()
    answering_errors(
        lambda: service.receive(connection_id, client_message(socket.body)),
        lambda error: service.answer(connection_id, error),
    )
