"""Open WebSockets end with the engine, without waiting for anybody."""

import asyncio

import pytest

from local.host.asgi import Message, Receive, Scope, Send
from local.host.sockets import EndingSockets

SOCKET: Scope = {"type": "websocket", "path": "/live"}


class Page:
    """One open page: what it says comes in order, and what it is sent is kept."""

    def __init__(self, unheard_at_most: int = 0) -> None:
        self.said: asyncio.Queue[Message] = asyncio.Queue(unheard_at_most)
        self.heard: list[Message] = []

    async def send(self, message: Message) -> None:
        self.heard.append(message)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Sends back what it is told, until the page goes."""
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message["text"]})


def said(text: str) -> Message:
    return {"type": "websocket.receive", "text": text}


def test_a_stop_closes_a_socket_that_the_app_would_have_kept() -> None:
    async def opened_and_stopped() -> list[Message]:
        stop, page = asyncio.Event(), Page()
        asyncio.get_running_loop().call_soon(stop.set)
        await EndingSockets(echo, stop)(SOCKET, page.said.get, page.send)
        return page.heard

    assert asyncio.run(opened_and_stopped()) == [{"type": "websocket.close", "code": 1001}]


def test_the_app_hears_nothing_any_more_after_a_stop() -> None:
    async def stopped_with_words_on_their_way() -> list[Message]:
        stop, page = asyncio.Event(), Page(unheard_at_most=1)
        asyncio.get_running_loop().call_soon(stop.set)
        await EndingSockets(echo, stop)(SOCKET, page.said.get, page.send)
        # The second finds room only when the first was taken.
        await page.said.put(said("too late"))
        await page.said.put(said("and later"))
        return page.heard

    assert [m["type"] for m in asyncio.run(stopped_with_words_on_their_way())] == [
        "websocket.close"
    ]


def test_until_then_a_socket_is_the_app_s_own() -> None:
    async def talked() -> list[Message]:
        page = Page()
        for message in (said("a"), said("b"), {"type": "websocket.disconnect"}):
            await page.said.put(message)
        await EndingSockets(echo, asyncio.Event())(SOCKET, page.said.get, page.send)
        return page.heard

    assert [message["text"] for message in asyncio.run(talked())] == ["a", "b"]


def test_what_the_app_raises_is_not_swallowed() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise OSError("broken")

    async def served() -> None:
        page = Page()
        await EndingSockets(failing, asyncio.Event())(SOCKET, page.said.get, page.send)

    with pytest.raises(OSError, match="broken"):
        asyncio.run(served())
