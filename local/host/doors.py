"""Which short addresses the engine answers, and what it reports of each API call."""

import base64
import binascii
import json
import time
from collections.abc import Awaitable, Callable, Mapping

from local.host.asgi import App, Message, Receive, Scope, Send
from local.host.openings import Openings

Report = Callable[[dict[str, object]], None]

CONTROL = "/_local/"
FOR_PROGRAMS = (CONTROL, "/_ministack/")
EXECUTE_API = "/_aws/execute-api/"
LOOPBACK = (b"127.0.0.1", b"localhost")
POLICY_VIOLATION = 1008


class FrontDoor:
    """Leads `/api/…` and other doors to their places inside the engine, as a CDN does in the cloud.

    `save` is run, and waited for, by `POST /_local/save`; `touched` is told of each request that
    may have changed something.
    """

    def __init__(
        self,
        app: App,
        openings: Openings,
        report: Report,
        save: Callable[[], Awaitable[None]],
        touched: Callable[[], None],
    ) -> None:
        self._app = app
        self._openings = openings
        self._report = report
        self._save = save
        self._touched = touched

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the start and end of the server itself."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif _is_from_another_site(scope):
            await _refuse_site(scope, send)
        elif scope["path"].startswith(FOR_PROGRAMS) and _is_from_a_page(scope):
            await _refuse(send)
        elif scope["path"].startswith(CONTROL):
            await self._control(scope, receive, send)
        elif scope["path"] in self._openings.doors:
            await _redirect(send, scope["path"] + "/")
        else:
            self._touched()
            await self._through(scope, receive, send)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["path"]
        door = self._openings.door_to(asked)
        if door:
            scope = _led(scope, door, self._openings.doors[door])
            send = _with_headers(send, self._openings.headers.get(door, {}))
        if scope["path"].startswith(EXECUTE_API) and "/@connections/" not in scope["path"]:
            await self._reported(scope, asked, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        if scope["path"] == CONTROL + "doors":
            self._openings.replace(json.loads(body))
        elif scope["path"] == CONTROL + "save":
            await self._save()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def _reported(self, scope: Scope, asked: str, receive: Receive, send: Send) -> None:
        started = time.perf_counter()

        async def sending(message: Message) -> None:
            if status := _first_status(message):
                self._report(
                    {
                        "event": "request",
                        "at": time.time(),
                        "method": scope.get("method", "WS"),
                        "path": asked,
                        "status": status,
                        "ms": round((time.perf_counter() - started) * 1000),
                        "who": _caller(scope),
                    }
                )
            await send(message)

        await self._app(scope, receive, sending)


def _led(scope: Scope, door: str, target: str) -> Scope:
    index = "index.html" if scope["path"] == door + "/" else ""
    raw_path = scope["raw_path"].removeprefix(door.encode()) + index.encode()
    return {
        **scope,
        "path": target + scope["path"].removeprefix(door) + index,
        "raw_path": target.encode() + raw_path,
    }


def _with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return sending if added else send


def _first_status(message: Message) -> int:
    """The status that begins an answer; 0 for what follows it, and for a socket's end."""
    if message["type"] == "websocket.accept":
        return 101
    if message["type"] in ("http.response.start", "websocket.http.response.start"):
        return int(message["status"])
    return 0


def _is_from_a_page(scope: Scope) -> bool:
    """Any page that is open in a browser can send requests here, such as one to forget all."""
    return bool({b"origin", b"sec-fetch-site"} & dict(scope.get("headers", [])).keys())


def _is_from_another_site(scope: Scope) -> bool:
    """The engine believes every signature: no page but our own may use it."""
    headers = dict(scope.get("headers", []))
    origin, host = headers.get(b"origin"), headers.get(b"host", b"")
    is_loopback = host.partition(b":")[0] in LOOPBACK
    return origin is not None and not (is_loopback and origin == b"http://" + host)


async def _refuse_site(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await _refuse(send)


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 403, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _redirect(send: Send, path: str) -> None:
    headers = [(b"location", path.encode())]
    await send({"type": "http.response.start", "status": 308, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _body(receive: Receive) -> bytes:
    parts = bytearray()
    while True:
        message = await receive()
        parts += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(parts)


def _caller(scope: Scope) -> str:
    """The name that a token claims; for display, nothing is decided by it."""
    header = dict(scope.get("headers", [])).get(b"authorization", b"").decode("latin-1")
    try:
        part = header.removeprefix("Bearer ").split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return str(claims.get("username", ""))
    except (IndexError, ValueError, AttributeError, binascii.Error):
        return ""
