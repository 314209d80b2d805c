"""A live connection: ticket, handshake, texts in both directions, and signs of life."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Final, Protocol

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import ClientConnection, connect

from cli.addresses import trusts_environment
from cli.api import Api
from cli.following import PING, Following
from cli.news import Told
from cli.pace import Pace

_MAX_FRAME_BYTES: Final = 1024 * 1024


class SocketLost(Exception):
    """There is no live connection, or none any more; nothing that is stored has suffered."""


class Wire(Protocol):
    """A connection that carries text."""

    def send(self, message: str, /) -> None: ...

    def recv(self, timeout: float | None = None) -> str | bytes: ...


class Live:
    """One connection. It ends by SocketLost: also the service closes every one in time.

    Time counts only while it waits for a text: to tell one may take long, and others come then.
    """

    def __init__(self, wire: Wire, following: Following, pace: Pace) -> None:
        self._wire = wire
        self._following = following
        self._pace = pace
        self._waited_s = 0.0
        self._confirmed_by = pace.answer_s
        self._ping_at = pace.ping_s
        self._answered_by = inf

    def told(self) -> Iterator[tuple[Told, ...] | None]:
        """What is told, text by text; None after a quiet while."""
        self._send(self._following.begin())
        while True:
            text = self._receive()
            yield None if text is None else self._hear(text)
            self._test()

    def _hear(self, text: str | bytes) -> tuple[Told, ...]:
        heard = self._following.receive(text)
        if heard.answers:
            self._send(heard.answers)
            self._confirmed_by = self._waited_s + self._pace.answer_s
        if heard.is_known:
            self._answered_by = inf
        return heard.told

    def _test(self) -> None:
        """Ask for a sign of life from time to time; SocketLost when an answer is overdue."""
        if self._waited_s >= self._confirmed_by and not self._following.is_caught_up:
            raise SocketLost("the subscription was not confirmed")
        if self._waited_s >= self._answered_by:
            raise SocketLost("the connection is silent")
        if self._waited_s >= self._ping_at:
            self._send([PING])
            self._ping_at = self._waited_s + self._pace.ping_s
            self._answered_by = self._waited_s + self._pace.answer_s

    def _send(self, texts: Iterable[str]) -> None:
        try:
            for text in texts:
                self._wire.send(text)
        except ConnectionClosed as error:
            raise SocketLost("the connection was closed") from error

    def _receive(self) -> str | bytes | None:
        """None when no text came in time."""
        began = self._pace.clock()
        try:
            return self._wire.recv(timeout=self._pace.quiet_s)
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise SocketLost("the connection was closed") from error
        finally:
            self._waited_s += self._pace.clock() - began


@contextmanager
def listen(api: Api, following: Following) -> Iterator[Live]:
    """A connection for what is followed; SocketLost when it can't be had."""
    url = api.socket_ticket().url
    with _connect(url) as socket:
        yield Live(socket, following, api.pace)


def _connect(url: str) -> ClientConnection:
    try:
        # The gateway answers frames of ours, but no control frames: Live tests by frames.
        return connect(
            url,
            proxy=True if trusts_environment(url) else None,
            open_timeout=15,
            close_timeout=1,
            ping_interval=None,
            max_size=_MAX_FRAME_BYTES,
        )
    except (OSError, InvalidHandshake, InvalidURI) as error:
        raise SocketLost("the handshake was refused") from error
