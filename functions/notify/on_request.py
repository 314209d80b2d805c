"""HTTP: tickets for WebSocket handshakes, and live events for who can't hold a connection."""

from typing import Annotated, Any, Final

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import Field, TypeAdapter, ValidationError

from mediadesk import wiring
from mediadesk.contracts.client_frames import TopicName
from mediadesk.contracts.http import SocketTicket
from mediadesk.contracts.socket import EventPage
from mediadesk.domain import errors
from mediadesk.domain.connections import Admission
from mediadesk.domain.ids import Topic
from mediadesk.edge import http
from mediadesk.edge.answers import created
from mediadesk.edge.documents import answers
from mediadesk.edge.operations import caller
from mediadesk.edge.parameters import Limit

MOST_TOPICS: Final = 20
LONGEST_CURSOR: Final = 6000

_TOPICS: Final = TypeAdapter(Annotated[tuple[TopicName, ...], Field(max_length=MOST_TOPICS)])

app = http.resolver()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return http.respond(app, event, context)


@app.post(
    "/api/admin/websocket-tickets",
    operation_id="issue_ticket",
    summary="Get a ticket for one WebSocket handshake",
    description=(
        "Connect to `url` within 30 seconds. The connection ends when the token expires that this"
        " request was made with. `asyncapi.json` beside this document describes the frames."
    ),
    tags=["live"],
    status_code=201,
    responses=answers(201, "The ticket."),
)
def issue_ticket() -> Response[SocketTicket]:
    person = caller(app)
    issued = wiring.tickets().issue(Admission(person.name, person.groups, person.session_until))
    ticket = SocketTicket(ticket=issued.secret, url=issued.url, expires_at=issued.expires_at)
    return created(ticket)


@app.get(
    "/api/admin/events",
    operation_id="list_events",
    summary="Read live events without a connection",
    description=(
        "What happened to the topics since a cursor, as a connection is told it: events of"
        " `assets`, and a snapshot of each asset or user that has changed. Without `since` only"
        " `cursor` is of use: where the topics stand. A topic that the cursor does not know begins"
        " where it stands. At most `limit` events of `assets`, and a few more where those of one"
        " item belong together. At a `reset`, read everything again that the topic is about."
    ),
    tags=["live"],
    responses=answers(
        200,
        "What happened, in order for each item, and the cursor to go on from.",
        errors.TopicRefused,
        errors.AssetNotFound,
        errors.UserNotFound,
        errors.InvalidCursor,
    ),
)
def list_events(
    topics: Annotated[
        str,
        Query(
            description="1 to 20 of `assets`, `asset:<asset_id>`, `user:<user_id>`; commas between."
        ),
    ],
    since: Annotated[
        str | None,
        Query(max_length=LONGEST_CURSOR, description="`cursor` of the page before."),
    ] = None,
    limit: Limit = 100,
) -> EventPage:
    groups = caller(app).groups
    return wiring.event_polling().page(_topics(topics), groups, since, limit)


def _topics(listed: str) -> tuple[Topic, ...]:
    try:
        names = _TOPICS.validate_python(tuple(listed.split(",")))
    except ValidationError as error:
        faults = [{**fault, "loc": ("query", "topics", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error
    return tuple(Topic(name) for name in dict.fromkeys(names))
