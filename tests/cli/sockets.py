"""The live side of the service: tells each subscriber the story of its assets."""

from contextlib import suppress

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from mediadesk.contracts.socket import CLIENT_FRAME, Ping, Pong, Position, Subscribe, Subscribed
from tests.cli.desk import Desk
from tests.cli.stories import frame


def socket_server(desk: Desk) -> Server:
    def admit(connection: ServerConnection, request: Request) -> Response | None:
        if not desk.takes_sockets or "ticket=t-1" not in request.path:
            return connection.respond(403, "")
        return None

    def attend(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            _attend(desk, connection)

    return serve(attend, "127.0.0.1", 0, process_request=admit)


def _attend(desk: Desk, connection: ServerConnection) -> None:
    for text in connection:
        message = CLIENT_FRAME.validate_json(text)
        if isinstance(message, Ping):
            connection.send(Pong().model_dump_json())
        if isinstance(message, Subscribe):
            reads = desk.reads
            positions = tuple(Position(topic=topic, cursor=None) for topic in message.topics)
            connection.send(Subscribed(topics=positions).model_dump_json())
            # The story goes on once the subscriber has looked where it stands.
            desk.await_read(reads)
            for topic in message.topics:
                _tell(desk, connection, topic)


def _tell(desk: Desk, connection: ServerConnection, topic: str) -> None:
    for news in desk.bulk_news:
        connection.send(news.model_dump_json())
    asset_ids = list(desk.assets) if topic == "assets" else [topic.removeprefix("asset:")]
    for asset_id in asset_ids:
        while step := desk.move_on(asset_id):
            before, after = step
            if after is None:
                connection.close()
                return
            if after.conversion_status not in desk.loses:
                connection.send(frame(after, before, topic).model_dump_json())
