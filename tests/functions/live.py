"""Clients of the WebSocket API, as the gateway shows them, and what they are sent."""

import json
from collections.abc import Mapping
from typing import Any, Final

from functions.notify.on_authorize import handler as authorize
from functions.notify.on_socket import handler as on_socket
from mediadesk.contracts.socket import FrameError
from mediadesk.domain.ids import ConnectionId, Topic
from tests.builders import a_connection
from tests.functions.events import frame, handshake
from tests.gateway import ADMIN, Context, Event, Person, call
from tests.world import World

CLIENT: Final = ConnectionId("c-1=")
OTHER: Final = ConnectionId("c-2=")
OK: Final = {"statusCode": 200}


def a_ticket(person: Person = ADMIN) -> str:
    return str(call("POST", "/api/admin/websocket-tickets", person).json()["ticket"])


def knock(query: Event | None, headers: Event | None = None) -> dict[str, Any]:
    """The authorizer's policy for a handshake."""
    return authorize(handshake(query, headers), Context())


def effect(policy: dict[str, Any]) -> str:
    [statement] = policy["policyDocument"]["Statement"]
    assert statement["Action"] == "execute-api:Invoke"
    return str(statement["Effect"])


def connect(name: ConnectionId = CLIENT, person: Person = ADMIN) -> int:
    """The status of a handshake with a fresh ticket."""
    admitted = knock({"ticket": a_ticket(person)})["context"]
    event = frame("$connect", admitted=admitted, connection_id=name)
    return on_socket(event, Context())["statusCode"]


def send(body: object, name: ConnectionId = CLIENT, route: str = "$default") -> None:
    """A frame from the client; a text goes as it is. The route is what the gateway makes of it."""
    text = body if isinstance(body, str) else json.dumps(body)
    assert on_socket(frame(route, text, connection_id=name), Context()) == OK


def subscribe(
    *topics: str, name: ConnectionId = CLIENT, since: Mapping[str, str] | None = None
) -> None:
    send({"action": "subscribe", "topics": topics, "since": since or {}}, name)


def following(world: World, *topics: Topic, name: ConnectionId = CLIENT) -> None:
    """Let a client follow topics, as one that subscribed some time ago."""
    connection = a_connection(name)
    world.connections.add(connection)
    world.connections.follow(connection, frozenset(topics))


def codes(world: World, name: ConnectionId = CLIENT) -> list[str]:
    """The errors that a client was told."""
    return [each.code for each in world.sockets.received(name) if isinstance(each, FrameError)]
