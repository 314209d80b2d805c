"""A running service, a stack file that names it, and a way to type commands."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.pace import Pace
from tests.cli.desk import Desk
from tests.cli.queues import queues, stage
from tests.cli.sockets import socket_server
from tests.cli.web import WebServer

__all__ = ["queues", "stage"]


@dataclass(frozen=True)
class Outcome:
    """What a command left behind; `waits` in seconds, asked for but not waited."""

    exit_code: int
    out: str
    err: str
    waits: list[float]

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever JSON a command writes
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    with WebServer(desk) as web, socket_server(desk) as live:
        desk.http_url = f"http://127.0.0.1:{web.server_address[1]}"
        desk.socket_url = f"ws://127.0.0.1:{live.socket.getsockname()[1]}"
        threads = [
            Thread(target=web.serve_forever, args=(0.02,)),
            Thread(target=live.serve_forever),
        ]
        for thread in threads:
            thread.start()
        yield desk
        web.shutdown()
        live.shutdown()
        for thread in threads:
            thread.join()


@pytest.fixture
def home(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to be in: below the one with the stack file."""
    desk.write_outputs(tmp_path / ".local/outputs.json")
    here = tmp_path / "videos/today"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    for name in ("USER", "TOKEN", "API_URL", "OUTPUTS"):
        monkeypatch.delenv(f"MEDIADESK_{name}", raising=False)
    return here


@pytest.fixture
def run(home: Path) -> Run:
    """Type a command; `stop_after` presses Ctrl-C instead of that wait."""

    def typed(
        *words: object,
        stop_after: int = 100,
        quiet_s: float = 20,
        clock: Callable[[], float] = monotonic,
        env: dict[str, str] | None = None,
        typed_in: str | None = None,
    ) -> Outcome:
        waits: list[float] = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) > stop_after:
                raise KeyboardInterrupt

        pace = Pace(wait=wait, clock=clock, jitter=lambda: 1.0, quiet_s=quiet_s)
        line = [str(word) for word in words]
        result = CliRunner().invoke(app, line, obj=pace, env=env, input=typed_in)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr, waits)

    return typed


@pytest.fixture
def clip(home: Path) -> Path:
    path = home / "clip.mp4"
    path.write_bytes(b"frames" * 100_000)
    return path
