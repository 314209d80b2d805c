"""The change that a request asks for: who, when, under which key, and a mark of its content."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Header
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from mediadesk.domain.audit import Actor
from mediadesk.domain.operations import Operation
from mediadesk.edge.auth import Principal

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

App = APIGatewayHttpResolver | APIGatewayHttpRouter

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern=r"^[\x20-\x7e]+$",
        description=(
            "Makes a repeat safe: the same key with the same body within 24 hours gives the first"
            " answer again. 1 to 128 printable ASCII characters."
        ),
    ),
]


def caller(app: App) -> Principal:
    """The person whom the guard let through."""
    person = app.context["principal"]
    if not isinstance(person, Principal):
        raise TypeError("a public route has no caller")
    return person


def operation(app: App, key: str | None) -> Operation:
    """The operation that the present request stands for."""
    event = app.current_event
    return Operation(
        actor=Actor(caller(app).name),
        key=key,
        request_id=event.request_context.request_id,
        request_hash=_request_hash(event),
        # Exact: a float of seconds would lose milliseconds here and there.
        received_at=_EPOCH + timedelta(milliseconds=event.request_context.time_epoch),
    )


def _request_hash(event: APIGatewayProxyEventV2) -> str:
    """Equal for two requests that ask for the same; spaces and the order of keys don't count."""
    query = sorted(event.query_string_parameters.items())
    asked = [event.http_method, unquote(event.raw_path), query, event.json_body]
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
