"""The OpenAPI document of the whole API, from the code of the functions that answer it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from functions.assign import on_request as assign
from functions.notify import on_request as notify
from functions.upload import on_request as upload
from mediadesk.edge.auth import PUBLIC

APPS: Final = (upload.app, assign.app, notify.app)
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
SCHEMA_PREFIX: Final = "#/components/schemas/"

Node = dict[str, Any]

DESCRIPTION: Final = """\
Upload videos, follow their conversion, fetch what was made of them, assign them to users.

**Sign-in.** Send an access token of the user pool as `Authorization: Bearer …`. Members of
`admin` may do everything; members of `auditor` may read and get tickets for live status; nobody
else may do anything.

**Errors** are `application/problem+json` with a stable `code`; `errors.html` beside this document
lists each with cause and remedy. What the gateway answers before the service sees a request (401
without a valid token, 413, 503) may have its own form, `{"message": "…"}`. An unknown path or
method is a 404 `route_not_found`. Unknown fields and query parameters are refused.

**Repeats.** A change takes an `Idempotency-Key`: when it was made, the same key with the same body
within 24 hours gives the first answer again. A refusal is not kept: what was refused may succeed
later. A repeat of a bulk is shown the bulk as it stands by then, also one that was refused.

**Versions.** Where an answer carries an `ETag`, `If-None-Match` spares the client what it has
already, and `If-Match` keeps a change from undoing what the client has not seen: 412
`precondition_failed`.

**Lists** give `next_cursor`; pass it unchanged as `cursor` to the same query.

**Live status** comes over WebSocket, which `asyncapi.json` beside this document describes, or page
by page from `GET /api/admin/events`.

**Every answer** of the service carries the id of its request in `X-Request-Id`; it also stands in
the logs and in the audit.\
"""
TAGS: Final = (
    {"name": "assets", "description": "Videos and their conversion."},
    {"name": "users", "description": "The directory of those whom assets are assigned to."},
    {"name": "assignments", "description": "Who holds what; undo, history and revert."},
    {"name": "audit", "description": "What happened, and whether anybody altered it since."},
    {"name": "live", "description": "Live status; `asyncapi.json` describes its WebSocket."},
    {"name": "service", "description": "The service itself."},
)


class Clash(ValueError):
    """Two functions use one name for different things."""


def document(server: str = "/", apps: Iterable[APIGatewayHttpResolver] = APPS) -> Node:
    """The document, OpenAPI 3.1; `server` is the address of the API. Clash when names collide."""
    parts = [_part(app) for app in apps]
    paths = _merged(_operations(part) for part in parts)
    schemas = _merged((part["components"]["schemas"].items() for part in parts), may_repeat=True)
    _merged([(operation["operationId"], {})] for operation in paths.values())
    whole: Node = {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": server}],
        "security": [{"access_token": []}],
        "tags": list(TAGS),
        "paths": _by_path(paths),
        "components": {
            "schemas": schemas,
            "headers": {"X-Request-Id": _request_id()},
            "securitySchemes": {"access_token": _token()},
        },
    }
    for route, operation in paths.items():
        _finish(route, operation)
    _drop_unused(whole)
    return whole


def routes(whole: Mapping[str, Any]) -> frozenset[str]:
    """Every `METHOD /path/{name}` of a document."""
    return frozenset(name for name, _ in _operations(whole))


def _part(app: APIGatewayHttpResolver) -> Node:
    part: Node = json.loads(app.get_openapi_json_schema(title="mediadesk"))
    return part


def _operations(part: Mapping[str, Any]) -> Iterator[tuple[str, Node]]:
    for path, item in part["paths"].items():
        for method in item.keys() & METHODS:
            yield f"{method.upper()} {path}", item[method]


def _merged(parts: Iterable[Iterable[tuple[str, Node]]], *, may_repeat: bool = False) -> Node:
    whole: Node = {}
    for name, value in (pair for part in parts for pair in part):
        if name in whole and not (may_repeat and whole[name] == value):
            raise Clash(f"{name} is defined twice; give one of the two another name")
        whole[name] = value
    return dict(sorted(whole.items()))


def _by_path(operations: Mapping[str, Node]) -> Node:
    paths: Node = {}
    for name, operation in operations.items():
        method, path = name.split(" ")
        paths.setdefault(path, {})[method.lower()] = operation
    return dict(sorted(paths.items()))


def _finish(route: str, operation: Node) -> None:
    """What the library leaves out: who needs no token, how headers are spelt, the request id."""
    if route in PUBLIC:
        operation["security"] = []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            parameter["name"] = parameter["schema"]["title"] = parameter["name"].title()
    for answer in operation["responses"].values():
        request_id = {"$ref": "#/components/headers/X-Request-Id"}
        answer["headers"] = {"X-Request-Id": request_id, **answer.get("headers", {})}


def _drop_unused(whole: Node) -> None:
    """The library adds schemas of errors that this API does not answer with."""
    schemas = whole["components"]["schemas"]
    while unused := schemas.keys() - set(_references(whole)):
        for name in unused:
            del schemas[name]


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference.removeprefix(SCHEMA_PREFIX)
        for value in node.values():
            yield from _references(value)
    if isinstance(node, list):
        for value in node:
            yield from _references(value)


def _info() -> Node:
    return {
        "title": "mediadesk",
        "version": version("mediadesk"),
        "description": DESCRIPTION,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }


def _request_id() -> Node:
    return {
        "description": "Id of this request, also in logs and audit.",
        "schema": {"type": "string"},
    }


def _token() -> Node:
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the user pool.",
    }
