"""An API consumer, as anybody would write one: HTTP, signed forms, one socket."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import httpx
from websockets.sync.client import ClientConnection, connect

PATIENCE_S: Final = 120.0
"""Longest wait for something that the system does by itself."""

Frame = dict[str, Any]
Body = dict[str, Any]


class Consumer:
    """One signed-in person, or nobody when `token` is empty."""

    def __init__(self, api_url: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=api_url, headers=headers, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def announce(self, file: Path, **fields: object) -> httpx.Response:
        """Ask for an upload of this file; `fields` add to the body or replace parts of it."""
        known = {
            "filename": file.name,
            "content_type": "video/mp4",
            "size_bytes": file.stat().st_size,
        }
        return self.http.post("/api/admin/assets/upload", json=known | fields)

    def upload(self, file: Path, **fields: object) -> str:
        """Announce and send a file; returns the asset's id."""
        started = created(self.announce(file, **fields))
        fill_in(started["upload"], file.read_bytes()).raise_for_status()
        return str(started["asset"]["asset_id"])

    def asset(self, asset_id: str) -> Body:
        return ok(self.http.get(f"/api/admin/assets/{asset_id}"))

    def told(self, *topics: str, since: str = "") -> tuple[str, list[Frame]]:
        """Where the topics stand, and what happened to them since, by polling, page by page."""
        asked = {"topics": ",".join(topics), "limit": "100"}
        found: list[Frame] = []
        while True:
            query = asked | ({"since": since} if since else {})
            page = ok(self.http.get("/api/admin/events", params=query))
            since, found = page["cursor"], found + page["events"]
            if not page["has_more"]:
                return since, found

    @contextmanager
    def socket(self) -> Iterator["Socket"]:
        """A connected socket with a fresh ticket."""
        ticket = created(self.http.post("/api/admin/websocket-tickets"))
        with connect(ticket["url"]) as connection:
            yield Socket(connection)

    def converted(self, file: Path, **fields: object) -> Body:
        """Upload a file and wait, by its topic, until its conversion has ended."""
        return self.ended(self.upload(file, **fields))

    def ended(self, asset_id: str) -> Body:
        """The asset, once its conversion has ended."""
        with self.socket() as socket:
            socket.subscribe(f"asset:{asset_id}")
            if not has_ended(self.asset(asset_id)):
                socket.until(lambda frame: has_ended(frame.get("data", {})))
        return self.asset(asset_id)


class Socket:
    """What came over a WebSocket, in order."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.frames: list[Frame] = []

    def send(self, message: object) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        self._connection.send(text)

    def subscribe(self, *topics: str) -> Frame:
        self.send({"action": "subscribe", "topics": topics})
        return self.until(lambda frame: frame["type"] == "subscribed")

    def until(self, is_awaited: Callable[[Frame], bool]) -> Frame:
        """The first frame from now on that is awaited; TimeoutError when none comes."""
        while True:
            frame: Frame = json.loads(self._connection.recv(timeout=PATIENCE_S))
            self.frames.append(frame)
            if is_awaited(frame):
                return frame


def fill_in(form: Body, content: bytes, content_type: str = "video/mp4") -> httpx.Response:
    """Send a signed form with a file, as a browser does."""
    files = {"file": ("file", content, content_type)}
    return httpx.post(form["url"], data=form["fields"], files=files, timeout=60)


def has_ended(asset: Body) -> bool:
    return asset.get("conversion_status") in {"completed", "failed", "expired"}


def ok(response: httpx.Response) -> Body:
    assert response.status_code == 200, response.text
    return dict(response.json())


def created(response: httpx.Response) -> Body:
    assert response.status_code == 201, response.text
    return dict(response.json())


def problem(response: httpx.Response, status: int, code: str) -> Body:
    """The problem, which must be this one and complete."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = dict(response.json())
    assert body["code"] == code
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    assert {"type", "title", "detail", "instance"} <= body.keys()
    return body
