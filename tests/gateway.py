"""The gateway in front of the functions: makes real events of requests, and reads the answers."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.assign import on_request as assign
from functions.notify import on_request as notify
from functions.upload import on_request as upload
from mediadesk import wiring
from scripts.api_document import APPS, document, routes
from tests.fakes import START
from tests.world import World

Event = dict[str, Any]
Handler = Callable[[Event, LambdaContext], dict[str, Any]]

EXPIRES_AT_S = int(START.timestamp()) + 3600
HANDLERS: tuple[Handler, ...] = (upload.handler, assign.handler, notify.handler)
"""In the order of `APPS`; the first answers what has no route."""

_numbers = count(1)


class Context(LambdaContext):
    """What the runtime tells a function of the call."""

    def __init__(self, name: str = "test-function", request_id: str = "lambda-request") -> None:
        self._function_name = name
        self._aws_request_id = request_id


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str | None

    def json(self) -> Any:  # noqa: ANN401 - tests look into it freely
        return json.loads(self.body or "null")

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.json()["code"])

    @property
    def faults(self) -> set[tuple[str, str]]:
        """Where a request is wrong, and how."""
        return {(fault["loc"], fault["code"]) for fault in self.json()["errors"]}


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as the gateway tells of them; without a name, nobody."""

    name: str = "ada"
    groups: tuple[str, ...] = ("admin",)
    claims: Mapping[str, str] = field(default_factory=dict)

    def authorizer(self) -> dict[str, Any]:
        claims = {
            "username": self.name,
            "token_use": "access",
            "client_id": "client",
            "exp": str(EXPIRES_AT_S),
            "scope": "aws.cognito.signin.user.admin",
        }
        if self.groups:
            claims["cognito:groups"] = f"[{' '.join(self.groups)}]"
        return {"jwt": {"claims": {**claims, **self.claims}, "scopes": None}}


ADMIN = Person("ada", ("admin",))
AUDITOR = Person("vic", ("auditor",))
STRANGER = Person("eve", ())
NOBODY = None


@contextmanager
def serving(world: World) -> Iterator[World]:
    """Within the block every function works on the fakes of this world."""
    with ExitStack() as block:
        block.enter_context(wiring.uploads.given(world.uploads()))
        block.enter_context(wiring.arrivals.given(world.arrivals()))
        block.enter_context(wiring.catalog.given(world.catalog()))
        block.enter_context(wiring.removals.given(world.removals()))
        block.enter_context(wiring.users.given(world.users()))
        block.enter_context(wiring.directory.given(world.directory()))
        block.enter_context(wiring.assignments.given(world.assignments()))
        block.enter_context(wiring.bulk.given(world.bulk()))
        block.enter_context(wiring.bulk_previewer.given(world.bulk_previewer()))
        block.enter_context(wiring.histories.given(world.histories()))
        block.enter_context(wiring.asset_holders.given(world.asset_holders()))
        block.enter_context(wiring.holder_projection.given(world.holder_projection()))
        block.enter_context(wiring.audit_trail.given(world.audit_trail()))
        block.enter_context(wiring.chain_verifier.given(world.chain_verifier()))
        block.enter_context(wiring.archive.given(world.archive))
        block.enter_context(wiring.conversions.given(world.conversions()))
        block.enter_context(wiring.conversion_worker.given(world.conversion_worker()))
        block.enter_context(wiring.piece_worker.given(world.piece_worker()))
        block.enter_context(wiring.conversion_sweep.given(world.conversion_sweep()))
        block.enter_context(wiring.tidying.given(world.tidying()))
        block.enter_context(wiring.poison_care.given(world.poison_care()))
        block.enter_context(wiring.message_holds.given(lambda _: world.hold))
        block.enter_context(wiring.notifications.given(world.notifications()))
        block.enter_context(wiring.announcers.given(world.announcer))
        block.enter_context(wiring.event_polling.given(world.event_polling()))
        block.enter_context(wiring.tickets.given(world.ticket_office()))
        yield world


def call(
    method: str,
    address: str,
    person: Person | None = ADMIN,
    *,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    at: datetime = START,
) -> Answer:
    """Send a request to the function behind its route; a text or bytes body goes as it is.

    `at` is when it reaches the gateway.
    """
    event = request(method, address, person, body=body, headers=headers, at=at)
    handler = handlers().get(event["routeKey"], upload.handler)
    answer = handler(event, Context())
    assert answer["isBase64Encoded"] is False
    return Answer(answer["statusCode"], answer["headers"], answer["body"])


def request(
    method: str,
    address: str,
    person: Person | None = ADMIN,
    *,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    at: datetime = START,
) -> Event:
    """The event that an HTTP API makes of a request."""
    path, _, query = address.partition("?")
    route = route_of(method, path)
    event: Event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "api.example.com", "content-type": "application/json"},
        "requestContext": _request_context(method, path, route, at),
        "isBase64Encoded": isinstance(body, bytes),
    }
    event["headers"] |= {name.lower(): value for name, value in (headers or {}).items()}
    if query:
        event["queryStringParameters"] = _joined(parse_qsl(query, keep_blank_values=True))
    if body is not None:
        event["body"] = _text(body)
    if person is not None and route != "$default":
        event["requestContext"]["authorizer"] = person.authorizer()
    return event


def route_of(method: str, path: str) -> str:
    """The route that the gateway picks, `$default` when there is none."""
    for route in sorted(all_routes()):
        routed, template = route.split(" ")
        if routed == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path, re.S):
            return route
    return "$default"


@cache
def all_routes() -> frozenset[str]:
    return routes(document())


@cache
def handlers() -> Mapping[str, Handler]:
    """Which function is behind a route."""
    return {
        route: handler
        for app, handler in zip(APPS, HANDLERS, strict=True)
        for route in routes(document(apps=[app]))
    }


def _request_context(method: str, path: str, route: str, at: datetime) -> Event:
    return {
        "accountId": "123456789012",
        "apiId": "api",
        "domainName": "api.example.com",
        "domainPrefix": "api",
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "tests",
        },
        "requestId": f"request-{next(_numbers)}",
        "routeKey": route,
        "stage": "$default",
        "time": "22/Nov/2026:10:00:00 +0000",
        "timeEpoch": round(at.timestamp() * 1000),
    }


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _text(body: object) -> str:
    if isinstance(body, bytes):
        return base64.b64encode(body).decode()
    return body if isinstance(body, str) else json.dumps(body)
