"""Live frames about topics: ticket, handshake, subscription and signs of life."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Final, Protocol

from pydantic import Field, TypeAdapter, ValidationError
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.sync.client import ClientConnection, connect

from cli.addresses import trusts_environment
from cli.api import Api
from mediadesk.contracts.socket import (
    MAX_TOPICS_PER_FRAME,
    BulkDecided,
    FrameError,
    Ping,
    Pong,
    Progress,
    StatusChanged,
    Subscribe,
    Subscribed,
)

StateFrame = StatusChanged | Progress
News = StateFrame | BulkDecided
Frame = News | Subscribed | FrameError | Pong
_FRAME: Final[TypeAdapter[Frame]] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])
_MAX_FRAME_BYTES: Final = 1024 * 1024


class SocketLost(Exception):
    """There is no live connection, or none any more; nothing that is stored has suffered."""


class Wire(Protocol):
    """A connection that carries text."""

    def send(self, message: str, /) -> None: ...

    def recv(self, timeout: float | None = None) -> str | bytes: ...


class Live:
    """One connection. It ends by SocketLost: also the service closes every one in time."""

    def __init__(self, wire: Wire, quiet_s: float) -> None:
        self._wire = wire
        self._quiet_s = quiet_s
        self._early: deque[Frame] = deque()
        self._is_tested = False

    def subscribe(self, topics: Sequence[str]) -> None:
        """Return once every topic is followed; from then on nothing is missed."""
        starts = range(0, len(topics), MAX_TOPICS_PER_FRAME)
        for start in starts:
            some = tuple(topics[start : start + MAX_TOPICS_PER_FRAME])
            self._send(Subscribe(action="subscribe", topics=some))
        for _ in starts:
            self._await_subscribed()

    def frames(self) -> Iterator[News | None]:
        """What happens, as it happens; None after a quiet while: time to read the state again."""
        while True:
            frame = self._early.popleft() if self._early else self._receive()
            if frame is None:
                self._test()
                yield None
            else:
                self._is_tested = False
            if isinstance(frame, News):
                yield frame

    def _await_subscribed(self) -> None:
        while not isinstance(frame := self._receive(), Subscribed):
            if frame is None or isinstance(frame, FrameError):
                raise SocketLost("the subscription was refused")
            self._early.append(frame)

    def _test(self) -> None:
        """Ask for a sign of life; SocketLost when the last question had no answer."""
        if self._is_tested:
            raise SocketLost("the connection is silent")
        self._is_tested = True
        self._send(Ping(action="ping"))

    def _send(self, frame: Subscribe | Ping) -> None:
        try:
            self._wire.send(frame.model_dump_json())
        except ConnectionClosed as error:
            raise SocketLost("the connection was closed") from error

    def _receive(self) -> Frame | None:
        """The next frame that this version knows; None when none came in time."""
        while True:
            try:
                text = self._wire.recv(timeout=self._quiet_s)
                return _FRAME.validate_json(text, extra="ignore")
            except TimeoutError:
                return None
            except ConnectionClosed as error:
                raise SocketLost("the connection was closed") from error
            except ValidationError:
                continue


@contextmanager
def listen(api: Api, topics: Sequence[str]) -> Iterator[Live]:
    """A connection that follows the topics; SocketLost when it can't be had."""
    url = api.socket_ticket().url
    with _connect(url) as socket:
        live = Live(socket, api.pace.quiet_s)
        live.subscribe(topics)
        yield live


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
