"""HTTP: tickets for WebSocket handshakes."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from mediadesk import wiring
from mediadesk.contracts.http import SocketTicket
from mediadesk.edge import http
from mediadesk.edge.answers import created
from mediadesk.edge.documents import answers
from mediadesk.edge.operations import caller

app = http.resolver()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return http.respond(app, event, context)


@app.post(
    "/api/admin/websocket-tickets",
    operation_id="issue_ticket",
    summary="Get a ticket for one WebSocket handshake",
    description=(
        "Connect to `url` within 30 seconds. The connection ends when the token expires that this"
        " request was made with."
    ),
    tags=["live"],
    status_code=201,
    responses=answers(201, "The ticket."),
)
def issue_ticket() -> Response[SocketTicket]:
    person = caller(app)
    issued = wiring.tickets().issue(person.name, person.session_until)
    ticket = SocketTicket(ticket=issued.secret, url=issued.url, expires_at=issued.expires_at)
    return created(ticket)
