"""WebSocket connections and what they follow, in DynamoDB."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Final, TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.live_records import (
    Key,
    admin_key,
    admin_partition,
    admin_row,
    connection_key,
    connection_of,
    connection_of_admin,
    connection_row,
    following_key,
    following_prefix,
    subscription_of,
)
from mediadesk.aws.live_rows import ConnectionItem, ConnectionRow
from mediadesk.aws.shards import following_shard, following_shards
from mediadesk.domain.connections import Connection, Subscription
from mediadesk.domain.ids import AdminId, ConnectionId, Topic

AT_ONCE: Final = 8
"""How many partitions are read at the same time."""
BATCH: Final = 99
"""How many items a transaction of DynamoDB takes beside the connection's own."""

T = TypeVar("T")


class DynamoConnectionStore:
    """What a connection follows and who follows a topic change together: neither can lie."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._items = database.rows(ConnectionItem)
        self._connections = database.rows(ConnectionRow)

    def add(self, connection: Connection) -> None:
        with translated(), self._connections.batch_write() as batch:
            batch.save(connection_row(connection, self._connections))
            batch.save(admin_row(connection, self._connections))

    def get(self, connection_id: ConnectionId) -> Connection | None:
        with translated():
            try:
                row = self._connections.get(*connection_key(connection_id), consistent_read=True)
            except self._connections.DoesNotExist:
                return None
        return connection_of(row)

    def of_admin(self, admin_id: AdminId) -> list[Connection]:
        with translated():
            rows = self._connections.query(admin_partition(admin_id), consistent_read=True)
            return [connection_of_admin(row) for row in rows]

    def follow(self, before: Connection, topics: frozenset[Topic]) -> None:
        changed, followed = sorted(before.topics ^ topics), before.topics
        for start in range(0, max(1, len(changed)), BATCH):
            portion = frozenset(changed[start : start + BATCH])
            self._move(before, followed, portion)
            followed ^= portion

    def subscriptions(self, topics: Sequence[Topic]) -> list[Subscription]:
        return _side_by_side(self._of_topic, list(dict.fromkeys(topics)))

    def of_users(self) -> list[Subscription]:
        return _side_by_side(self._of_partition, following_shards("user"))

    def remove(self, connection_id: ConnectionId, topics: Sequence[Topic] = ()) -> None:
        known = self.get(connection_id)
        followed = {*topics, *(known.topics if known else ())}
        keys = [following_key(topic, connection_id) for topic in followed]
        if known is not None:
            # First: one that is still open is ended then as soon as it asks for anything. What may
            # be left over of what it followed goes with the next frame for it, or in two hours.
            own = connection_key(connection_id), admin_key(known.admin_id, connection_id)
            self._delete(own)
        self._delete(keys)

    def _delete(self, keys: Sequence[Key]) -> None:
        def write() -> None:
            with translated(), self._items.batch_write() as batch:
                for key in keys:
                    batch.delete(self._items(*key))

        self._database.get_through(write)

    def _move(
        self, connection: Connection, followed: frozenset[Topic], portion: frozenset[Topic]
    ) -> None:
        """Those of the portion that were followed no longer are, and the others are."""
        name, after = connection.connection_id, followed ^ portion
        row = self._connections(*connection_key(name))
        is_still: Condition = ConnectionRow.pk.exists()
        is_still &= (
            ConnectionRow.topics == set(followed)
            if followed
            else ConnectionRow.topics.does_not_exist()
        )
        now = ConnectionRow.topics.set(set(after)) if after else ConnectionRow.topics.remove()

        def fill(transaction: TransactWrite) -> None:
            transaction.update(row, [now], is_still)
            for topic in portion:
                item = self._item(following_key(topic, name), connection)
                if topic in after:
                    transaction.save(item)
                else:
                    transaction.delete(item)

        self._database.transact(fill)

    def _of_topic(self, topic: Topic) -> list[Subscription]:
        prefix = ConnectionItem.sk.startswith(following_prefix(topic))
        with translated():
            rows = self._items.query(following_shard(topic), prefix, consistent_read=True)
            return [subscription_of(row) for row in rows]

    def _of_partition(self, partition: str) -> list[Subscription]:
        with translated():
            rows = self._items.query(partition, consistent_read=True)
            return [subscription_of(row) for row in rows]

    def _item(self, key: Key, connection: Connection) -> ConnectionItem:
        until = connection.expires_at
        return self._items(*key, valid_until=until, expires_at=until)


def _side_by_side(
    read: Callable[[T], list[Subscription]], places: Sequence[T]
) -> list[Subscription]:
    if len(places) == 1:
        return read(places[0])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(chain.from_iterable(pool.map(read, places)))
