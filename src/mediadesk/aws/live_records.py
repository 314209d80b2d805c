"""How connections, subscriptions and events become items, and items become them again."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from mediadesk.aws.live_rows import ConnectionItem, ConnectionRow, EventRow, PlaceRow
from mediadesk.aws.shards import following_shard, log_shard
from mediadesk.contracts.socket import Event
from mediadesk.domain.connections import Connection, Subscription
from mediadesk.domain.ids import AdminId, ConnectionId, Topic
from mediadesk.domain.places import KEPT_FOR, told_at

STAYS_FOR: Final = KEPT_FOR + timedelta(hours=1)
_CONNECTION: Final = "C#"
_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="type")])

Key = tuple[str, str]


def connection_key(connection_id: ConnectionId) -> Key:
    return f"{_CONNECTION}{connection_id}", "CONNECTION"


def admin_partition(admin_id: AdminId) -> str:
    return f"A#{admin_id}"


def admin_key(admin_id: AdminId, connection_id: ConnectionId) -> Key:
    return admin_partition(admin_id), f"{_CONNECTION}{connection_id}"


def following_key(topic: Topic, connection_id: ConnectionId) -> Key:
    return following_shard(topic), f"{following_prefix(topic)}{connection_id}"


def following_prefix(topic: Topic) -> str:
    """No topic contains the sign that ends it."""
    return f"{topic}#"


def connection_row(
    connection: Connection, row: type[ConnectionRow] = ConnectionRow
) -> ConnectionRow:
    return _row(connection, connection_key(connection.connection_id), row)


def admin_row(connection: Connection, row: type[ConnectionRow]) -> ConnectionRow:
    """The connection as it was opened: what it follows stands in one place only."""
    key = admin_key(connection.admin_id, connection.connection_id)
    return _row(replace(connection, topics=frozenset()), key, row)


def _row(connection: Connection, key: Key, row: type[ConnectionRow]) -> ConnectionRow:
    return row(
        *key,
        admin_id=connection.admin_id,
        groups=set(connection.groups) or None,
        connected_at=connection.connected_at,
        topics=set(connection.topics) or None,
        valid_until=connection.expires_at,
        expires_at=connection.expires_at,
    )


def connection_of(row: ConnectionRow) -> Connection:
    return _connection(row, row.pk)


def connection_of_admin(row: ConnectionRow) -> Connection:
    return _connection(row, row.sk)


def _connection(row: ConnectionRow, name: str) -> Connection:
    return Connection(
        connection_id=ConnectionId(name.removeprefix(_CONNECTION)),
        admin_id=AdminId(row.admin_id),
        groups=frozenset(row.groups or ()),
        connected_at=row.connected_at,
        expires_at=row.valid_until,
        topics=frozenset(map(Topic, row.topics or ())),
    )


def subscription_of(row: ConnectionItem) -> Subscription:
    topic, _, name = row.sk.partition("#")
    return Subscription(ConnectionId(name), Topic(topic), row.valid_until)


def event_key(event: Event, place: str) -> Key:
    """All about one item lies in the same partition, within an hour."""
    item = event.event_id.partition(":")[0]
    return log_shard(event.topic, told_at(place), item), place


def event_row(event: Event, place: str, row: type[EventRow] = EventRow) -> EventRow:
    pk, sk = event_key(event, place)
    frame = event.model_dump_json()
    return row(pk, sk, frame=frame, expires_at=told_at(place) + STAYS_FOR)


def event_of(row: EventRow) -> Event:
    return _EVENT.validate_json(row.frame)


def place_key(event: Event) -> Key:
    return f"E#{event.event_id}", "PLACE"


def place_row(event: Event, place: str, row: type[PlaceRow] = PlaceRow) -> PlaceRow:
    pk, sk = place_key(event)
    return row(pk, sk, place=place, expires_at=told_at(place) + STAYS_FOR)
