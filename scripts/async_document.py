"""The AsyncAPI document of live status, from the shapes of its frames."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from pydantic.json_schema import models_json_schema

from mediadesk.contracts import client_frames as client
from mediadesk.contracts import socket as server
from mediadesk.contracts.client_frames import MAX_FRAME_BYTES, ClientMessage
from mediadesk.contracts.shapes import Shape
from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.connections import MOST_TOPICS
from scripts.frame_examples import EXAMPLES

Node = dict[str, Any]

UNKNOWN_SERVER: Final = "wss://{host}/live"
CHANNEL: Final = "live"
SCHEMAS: Final = "#/components/schemas/"

RECEIVED: Final[tuple[type[Shape], ...]] = get_args(ClientMessage)
SENT: Final[tuple[type[Shape], ...]] = get_args(ServerFrame)
MISSED: Final = (server.Replay, server.Reset, server.AssetSnapshot, server.UserSnapshot)
EVENTS: Final = (
    server.StatusChanged,
    server.Progress,
    server.AssignmentChanged,
    server.BulkDecided,
)

DESCRIPTION: Final = f"""\
Follow all assets (`assets`), one asset (`asset:<asset_id>`) or one user (`user:<user_id>`).

Every message is one JSON object in a text frame; a client's has at most {MAX_FRAME_BYTES} bytes,
and a connection follows at most {MOST_TOPICS} topics. What is wrong with a frame is answered by an
`error` with a stable `code`, and the connection stays open.

Events come at least once: `event_id` tells what is known already. Who remembers the cursors of
topics and sends them as `since` after a new connection misses nothing. Who gets no `subscribed`
within fifteen seconds, or no `pong` within ten, connects again; frames without a `type` are the
gateway's own and answer nothing. `openapi.json` beside this document has the tickets, and the same
events for who can't hold a connection.\
"""
TICKET: Final = """\
A ticket from `POST /api/admin/websocket-tickets` (its `url` carries it already). It opens one
connection within 30 seconds. A ticket that is used, old or unknown, and a page of another origin,
are refused at the handshake. The connection ends with the session that asked for the ticket.\
"""
SUMMARIES: Final[Mapping[type[Shape], str]] = {
    client.Subscribe: "Follow topics; `since` says where the client got to",
    client.Unsubscribe: "Follow topics no longer",
    client.Ping: "Ask for a sign of life",
    server.Subscribed: "The topics are followed; here each of them stands",
    server.Unsubscribed: "The topics are no longer followed",
    server.Pong: "A sign of life",
    server.FrameError: "The frame was refused",
    server.StatusChanged: "A conversion took another state, or an asset was deleted or restored",
    server.Progress: "A conversion got further; may be dropped",
    server.AssignmentChanged: "A user holds another asset, or an asset has other holders",
    server.BulkDecided: "Something was decided about a bulk operation",
    server.Replay: "Events of `assets` that were missed",
    server.Reset: "Too much was missed: read everything again",
    server.AssetSnapshot: "An asset as it is",
    server.UserSnapshot: "What a user holds, and the entries that were missed",
}


def document(address: str = UNKNOWN_SERVER) -> Node:
    """The document, AsyncAPI 3.0; `address` is where clients connect."""
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": {CHANNEL: _server(address)},
        "channels": {CHANNEL: _channel()},
        "operations": {
            "subscribe": _answered(client.Subscribe, server.Subscribed, *MISSED),
            "unsubscribe": _answered(client.Unsubscribe, server.Unsubscribed),
            "ping": _answered(client.Ping, server.Pong),
            "events": {
                "action": "send",
                "summary": "What happens to the topics that a client follows",
                "channel": {"$ref": f"#/channels/{CHANNEL}"},
                "messages": _of_channel(EVENTS),
            },
        },
        "components": {
            "schemas": _schemas(),
            "messages": {each.__name__: _message(each) for each in (*RECEIVED, *SENT)},
            "securitySchemes": {"ticket": _ticket()},
        },
    }


def _info() -> Node:
    return {
        "title": "mediadesk live status",
        "version": version("mediadesk"),
        "description": DESCRIPTION,
        "license": {"name": "Apache-2.0"},
    }


def _server(address: str) -> Node:
    parts = urlsplit(address)
    told: Node = {
        "host": parts.netloc,
        "pathname": parts.path or "/",
        "protocol": parts.scheme,
        "security": [{"$ref": "#/components/securitySchemes/ticket"}],
    }
    if address == UNKNOWN_SERVER:
        told["variables"] = {"host": {"description": "As in the `url` of a ticket."}}
    return told


def _ticket() -> Node:
    return {"type": "httpApiKey", "in": "query", "name": "ticket", "description": TICKET}


def _channel() -> Node:
    messages = {
        each.__name__: {"$ref": f"#/components/messages/{each.__name__}"}
        for each in (*RECEIVED, *SENT)
    }
    query = {"type": "object", "required": ["ticket"], "properties": {"ticket": {"type": "string"}}}
    return {
        "address": "/",
        "title": "Live status",
        "messages": messages,
        "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
    }


def _answered(asked: type[Shape], *answers: type[Shape]) -> Node:
    channel = {"$ref": f"#/channels/{CHANNEL}"}
    return {
        "action": "receive",
        "summary": SUMMARIES[asked],
        "channel": channel,
        "messages": _of_channel([asked]),
        "reply": {"channel": channel, "messages": _of_channel([*answers, server.FrameError])},
    }


def _of_channel(shapes: Iterable[type[Shape]]) -> list[Node]:
    return [{"$ref": f"#/channels/{CHANNEL}/messages/{each.__name__}"} for each in shapes]


def _message(shape: type[Shape]) -> Node:
    return {
        "name": shape.__name__,
        "summary": SUMMARIES[shape],
        "payload": {"$ref": SCHEMAS + shape.__name__},
        "examples": [{"payload": EXAMPLES[shape]}],
    }


def _schemas() -> Node:
    _, told = models_json_schema(
        [
            *((each, "validation") for each in RECEIVED),
            *((each, "serialization") for each in SENT),
        ],
        ref_template=SCHEMAS + "{model}",
    )
    schemas: Node = _without_discriminators(told["$defs"])
    return schemas


def _without_discriminators(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """What OpenAPI calls so is an object, and here a text; each shape fixes its `type` anyway."""
    if isinstance(node, dict):
        return {
            name: _without_discriminators(value)
            for name, value in node.items()
            if name != "discriminator"
        }
    return [_without_discriminators(each) for each in node] if isinstance(node, list) else node
