"""Many clients whose connections break, and what each of them knows in spite of that."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from cli.following import Following
from cli.news import News, Refused, Told, Unread
from mediadesk.contracts.socket import (
    Announcement,
    AssetHolders,
    AssetSnapshot,
    AssignmentChanged,
    BulkDecided,
    Event,
    Snapshot,
    StatusChanged,
    UserAssignment,
    UserSnapshot,
)
from mediadesk.domain.topics import topic_user
from tests.flows.consumer import PATIENCE_S, Body, created, ok

BACKOFF_S: Final = 0.5


class Source:
    """Tickets, and the present of items by HTTP."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def ticket(self) -> str:
        """The address that carries it."""
        answer = await self._http.post("/api/admin/websocket-tickets")
        return str(created(answer)["url"])

    async def present(self, topic: str) -> Body:
        """What there is to know of an item; of all assets together nothing."""
        kind, _, name = topic.partition(":")
        if kind == "asset":
            asset = ok(await self._http.get(f"/api/admin/assets/{name}"))
            is_deleted, count = asset["deleted_at"] is not None, asset["assigned_user_count"]
            return {"is_deleted": is_deleted, "user_id": asset["user_id"], "count": count}
        if kind == "user":
            current = ok(await self._http.get(f"/api/admin/users/{name}"))["current"]
            return {"asset_id": None if current is None else current["asset_id"]}
        return {}


class Client:
    """Follows a topic for good; `cut` breaks its connection at whatever it is about."""

    def __init__(self, topic: str, source: Source) -> None:
        self.topic = topic
        self.events: list[Event] = []
        """What it was told, in this order."""
        self.present: Body = {}
        """What the topic's item is like, as far as it was told."""
        self.connections = 0
        self._following = Following([topic])
        self.source = source
        self._socket: ClientConnection | None = None
        self._changed = asyncio.Event()

    async def stay(self, doors: asyncio.Semaphore) -> None:
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                await self._live(doors)
            self._socket = None
            await asyncio.sleep(random.uniform(0, BACKOFF_S))  # noqa: S311 - spreads load

    def cut(self) -> None:
        """End the connection, if there is one, without a goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def connect_again(self) -> None:
        """Return when it has caught up on a connection that is new."""
        before = self.connections
        self.cut()
        await self.until(lambda: self.connections > before and self.is_caught_up)

    async def caught_up(self) -> None:
        await self.until(lambda: self.is_caught_up)

    async def knows(self, cursor: str, present: Body) -> None:
        """Return when it got there, and it is this that it was told."""
        await self.until(
            lambda: self._following.cursors.get(self.topic) == cursor and self.present == present
        )

    async def until(self, is_so: Callable[[], bool]) -> None:
        """TimeoutError when it does not become so."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    @property
    def event_ids(self) -> set[str]:
        return {event.event_id for event in self.events}

    @property
    def is_connected(self) -> bool:
        return self._socket is not None

    @property
    def is_caught_up(self) -> bool:
        return self._socket is not None and self._following.is_caught_up

    async def _live(self, doors: asyncio.Semaphore) -> None:
        async with doors:
            socket = await connect(await self.source.ticket(), ping_interval=None)
        async with socket:
            for message in self._following.begin():
                await socket.send(message)
            self._socket = socket
            self.connections += 1
            async for text in socket:
                heard = self._following.receive(text)
                for message in heard.answers:
                    await socket.send(message)
                for told in heard.told:
                    await self._learn(told)
                self._changed.set()

    async def _learn(self, told: Told) -> None:
        match told:
            case News(StatusChanged() | AssignmentChanged() | BulkDecided() as event):
                self.events.append(event)
                self.present |= await self._said_by(event)
            case News(frame):
                self.present |= _shown_by(frame)
            case Unread():
                # Whoever is told to read everything again may have missed some of `assets`.
                assert not told.is_reset
                self.present = await self.source.present(self.topic)
            case Refused():
                raise AssertionError(told)

    async def _said_by(self, event: Event) -> Body:
        """What an event says of the topic's item."""
        match event:
            case StatusChanged(type="asset.deleted" | "asset.restored"):
                return {"is_deleted": event.type == "asset.deleted"}
            case AssignmentChanged(data=AssetHolders() as holders):
                return _held_by(holders)
            case AssignmentChanged(data=UserAssignment() as held):
                return {"asset_id": held.asset_id}
            case BulkDecided() if topic_user(event.topic):
                return await self.source.present(self.topic)
        return {}


def _shown_by(frame: Announcement | Snapshot) -> Body:
    """All that there is to know, by a snapshot."""
    match frame:
        case AssetSnapshot(data=state):
            return {"is_deleted": state.deleted_at is not None, **_held_by(state.holders)}
        case UserSnapshot(data=state):
            return {"asset_id": None if state.held is None else state.held.asset_id}
    return {}


def _held_by(holders: AssetHolders) -> Body:
    return {"user_id": holders.user_id, "count": holders.assigned_user_count}
