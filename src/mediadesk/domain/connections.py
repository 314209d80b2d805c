"""WebSocket tickets, connections, and the topics that they may follow."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.ids import (
    AdminId,
    AssetId,
    ConnectionId,
    Topic,
    UserId,
    is_asset_id,
    is_user_id,
)

TICKET_LIFETIME: Final = timedelta(seconds=30)
CONNECTION_LIFETIME: Final = timedelta(hours=2)
"""The gateway closes a connection after two hours at the latest."""

ALL_ASSETS: Final = Topic("assets")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A key for one handshake; only its SHA-256 is stored."""

    digest: str
    admin_id: AdminId
    expires_at: datetime
    session_until: datetime
    """When the token that asked for the ticket expires, and with it the connection."""


@dataclass(frozen=True, slots=True)
class Connection:
    connection_id: ConnectionId
    admin_id: AdminId
    expires_at: datetime


def ticket_digest(secret: str) -> str:
    """What is stored of a ticket: a thief of the table can't connect."""
    return hashlib.sha256(secret.encode()).hexdigest()


def asset_topic(asset_id: AssetId) -> Topic:
    return Topic(f"asset:{asset_id}")


def topic_asset(topic: str) -> AssetId | None:
    """The asset that a topic is about; None for `assets` and for what is no topic."""
    kind, _, name = topic.partition(":")
    return AssetId(name) if kind == "asset" and is_asset_id(name) else None


def user_topic(user_id: UserId) -> Topic:
    return Topic(f"user:{user_id}")


def topic_user(topic: str) -> UserId | None:
    """The user that a topic is about; None for every other kind and for what is no topic."""
    kind, _, name = topic.partition(":")
    return UserId(name) if kind == "user" and is_user_id(name) else None
