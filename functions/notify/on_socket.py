"""WebSocket: connect, disconnect, and every frame that a client sends."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayWebSocketEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.domain.connections import Admission
from mediadesk.domain.errors import TooManyConnections
from mediadesk.domain.ids import AdminId, ConnectionId
from mediadesk.domain.instants import parse_rfc3339
from mediadesk.edge.socket import answering_errors, client_message
from mediadesk.edge.telemetry import one_line


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """200, save for a handshake too many: what is wrong with a frame is told in a frame."""
    socket = APIGatewayWebSocketEvent(event)
    request = socket.request_context
    # Not by the route: a frame may name `$connect` as its action.
    act = {"CONNECT": _connect, "DISCONNECT": _disconnect}.get(request.event_type, _receive)
    with one_line(context, request.request_id) as line:
        line["route"] = request.route_key
        status = act(socket, ConnectionId(request.connection_id))
        line.update(status=status.value, outcome="ok" if status == HTTPStatus.OK else "refused")
    return {"statusCode": status.value}


def _connect(socket: APIGatewayWebSocketEvent, connection_id: ConnectionId) -> HTTPStatus:
    admitted = socket.request_context["authorizer"]
    admission = Admission(
        AdminId(admitted["admin_id"]),
        frozenset(admitted["groups"].split()),
        parse_rfc3339(admitted["session_until"]),
    )
    try:
        wiring.notifications().connect(connection_id, admission)
    except TooManyConnections:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.OK


def _disconnect(_: APIGatewayWebSocketEvent, connection_id: ConnectionId) -> HTTPStatus:
    wiring.notifications().disconnect(connection_id)
    return HTTPStatus.OK


def _receive(socket: APIGatewayWebSocketEvent, connection_id: ConnectionId) -> HTTPStatus:
    service = wiring.notifications()
    answering_errors(
        lambda: service.receive(connection_id, client_message(socket.body)),
        lambda error: service.answer(connection_id, error),
    )
    return HTTPStatus.OK
