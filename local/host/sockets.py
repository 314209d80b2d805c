"""How open sockets end with the engine: at once, and not by a timeout."""

import asyncio
from typing import Any, Final

from local.host.asgi import App, Message, Receive, Scope, Send

GOING_AWAY: Final = 1001


class EndingSockets:
    """Serves an app, and closes each of its WebSockets as soon as `stop` is set.

    The engine is not told. It would call `$disconnect` for every page that is open, and be ended
    amid that; whoever sends to such a connection after the next start finds it gone.
    """

    def __init__(self, app: App, stop: asyncio.Event) -> None:
        self._app = app
        self._stop = stop
        self._left: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def receiving() -> Message:
            message = await receive()
            if self._stop.is_set():
                await asyncio.Event().wait()
            return message

        serving = asyncio.ensure_future(self._app(scope, receiving, send))
        if await self._ended_by_itself(serving):
            serving.result()
        else:
            self._left.add(serving)
            await send({"type": "websocket.close", "code": GOING_AWAY})

    async def _ended_by_itself(self, serving: asyncio.Future[None]) -> bool:
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            both: set[asyncio.Future[Any]] = {serving, stopping}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            serving.cancel()
            raise
        finally:
            stopping.cancel()
        return serving.done()
