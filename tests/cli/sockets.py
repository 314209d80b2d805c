"""The live side of the service: tells each subscriber the story of its assets."""

import json
from contextlib import suppress

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from mediadesk.contracts.client_frames import CLIENT_FRAME, Ping, Subscribe
from mediadesk.contracts.socket import Pong, Position, Subscribed
from mediadesk.domain.topics import ALL_ASSETS
from tests.cli.desk import Desk
from tests.cli.event_routes import missed, stands

GATEWAY_ERROR = json.dumps(
    {"message": "Internal server error", "connectionId": "c-1", "requestId": "req-7"}
)


def socket_server(desk: Desk) -> Server:
    def admit(connection: ServerConnection, request: Request) -> Response | None:
        if desk.refused_handshakes:
            desk.refused_handshakes -= 1
            return connection.respond(403, "")
        if not desk.takes_sockets or "ticket=t-1" not in request.path:
            return connection.respond(403, "")
        return None

    def attend(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            _attend(desk, connection)

    return serve(attend, "127.0.0.1", 0, process_request=admit)


def _attend(desk: Desk, connection: ServerConnection) -> None:
    for text in connection:
        if desk.lost_frames:
            desk.lost_frames -= 1
            connection.send(GATEWAY_ERROR)
            continue
        message = CLIENT_FRAME.validate_json(text)
        if isinstance(message, Ping):
            connection.send(Pong().model_dump_json())
        if isinstance(message, Subscribe):
            _subscribe(desk, connection, message)


def _subscribe(desk: Desk, connection: ServerConnection, message: Subscribe) -> None:
    reads = desk.reads
    if desk.refusal and desk.refusal.topic in (None, *message.topics):
        connection.send(desk.refusal.model_dump_json())
        return
    if not desk.confirms:
        _tell_news(desk, connection, message)
        return
    positions = {topic: stands(desk, topic) for topic in message.topics}
    for frame in missed(desk, message.since):
        connection.send(frame.model_dump_json())
    told = tuple(Position(topic=topic, cursor=at) for topic, at in positions.items() if at)
    connection.send(Subscribed(topics=told).model_dump_json())
    if not set(message.topics) <= set(message.since) or desk.forgets:
        # The story goes on once the subscriber has looked where it stands.
        desk.await_read(reads)
    _tell_news(desk, connection, message)
    for topic in message.topics:
        _tell(desk, connection, topic)


def _tell_news(desk: Desk, connection: ServerConnection, message: Subscribe) -> None:
    for news in desk.news:
        if news.topic in message.topics:
            connection.send(news.model_dump_json())


def _tell(desk: Desk, connection: ServerConnection, topic: str) -> None:
    named = [asset_id for asset_id in desk.assets if topic == f"asset:{asset_id}"]
    for asset_id in list(desk.assets) if topic == ALL_ASSETS else named:
        while step := desk.move_on(asset_id):
            before, after = step
            if after is None:
                connection.close()
                return
            text = desk.tell(after, before, topic)
            if after.conversion_status not in desk.loses:
                connection.send(text)
