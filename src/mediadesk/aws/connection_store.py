"""WebSocket connections and what they follow, in DynamoDB."""

from collections.abc import Iterable
from typing import Final

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.rows import ConnectionRow
from mediadesk.domain.connections import Connection
from mediadesk.domain.ids import AdminId, ConnectionId, Topic

ITSELF: Final = "CONNECTION"
PREFIX: Final = "C#"


class DynamoConnectionStore:
    def __init__(self, database: Database) -> None:
        self._connections = database.rows(ConnectionRow)

    def add(self, connection: Connection) -> None:
        with translated():
            self._row(connection, ITSELF, None).save()

    def get(self, connection_id: ConnectionId) -> Connection | None:
        with translated():
            try:
                row = self._connections.get(PREFIX + connection_id, ITSELF, consistent_read=True)
            except self._connections.DoesNotExist:
                return None
        return _connection(row)

    def subscribe(self, connection: Connection, topics: Iterable[Topic]) -> None:
        with translated(), self._connections.batch_write() as batch:
            for topic in set(topics):
                batch.save(self._row(connection, _sort_key(topic), topic))

    def unsubscribe(self, connection_id: ConnectionId, topics: Iterable[Topic]) -> None:
        with translated(), self._connections.batch_write() as batch:
            for topic in set(topics):
                batch.delete(self._connections(PREFIX + connection_id, _sort_key(topic)))

    def subscribers(self, topic: Topic) -> list[Connection]:
        with translated():
            return [_connection(row) for row in self._connections.by_topic.query(topic)]

    def remove(self, connection_id: ConnectionId) -> None:
        with translated():
            rows = list(self._connections.query(PREFIX + connection_id, consistent_read=True))
            with self._connections.batch_write() as batch:
                for row in rows:
                    batch.delete(row)

    def _row(self, connection: Connection, sort_key: str, topic: Topic | None) -> ConnectionRow:
        return self._connections(
            PREFIX + connection.connection_id,
            sort_key,
            topic=topic,
            admin_id=connection.admin_id,
            valid_until=connection.expires_at,
            expires_at=connection.expires_at,
        )


def _connection(row: ConnectionRow) -> Connection:
    name = ConnectionId(row.pk.removeprefix(PREFIX))
    return Connection(name, AdminId(row.admin_id), row.valid_until)


def _sort_key(topic: Topic) -> str:
    return f"T#{topic}"
