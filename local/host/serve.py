"""How the engine is served until its parent goes away, and how it leaves nothing behind."""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import resource
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Final

from hypercorn.asyncio import serve as serve_http
from hypercorn.config import Config
from ministack import app as engine

from local.host import backlog
from local.host.asgi import App, Message, Receive, Scope, Send
from local.host.blobs import keep_apart
from local.host.doors import FrontDoor
from local.host.layers import share
from local.host.openings import Openings
from local.host.permissions import ask_like_the_cloud
from local.host.saving import Keeper
from local.host.sign_in import SignInPages
from local.host.sockets import EndingSockets
from local.host.streams import bring_failures_back
from local.host.tokens import renew_like_the_cloud

GRACE_S: Final = 3.0
ENOUGH_FILES: Final = 10_240


def main() -> None:
    """Serve on GATEWAY_PORT; stop and save when stdin closes or a SIGTERM comes.

    The parent holds the other end of stdin, so that the engine ends however its parent ends.
    """
    _allow_many_connections()
    # Otherwise each save writes a line per service.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    keep_apart(Path(os.environ["STATE_DIR"]) / "blobs")
    share(Path(os.environ["STATE_DIR"]) / "layers")
    renew_like_the_cloud()
    ask_like_the_cloud()
    bring_failures_back()
    with Path(os.environ["ENGINE_LOCK"]).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        asyncio.run(_serve())


def _allow_many_connections() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = ENOUGH_FILES if most == resource.RLIM_INFINITY else min(most, ENOUGH_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (enough, most))


async def _serve() -> None:
    keeper = Keeper()
    stop = asyncio.Event()
    _watch_parent(asyncio.get_running_loop(), stop)

    async def stopped() -> None:
        await stop.wait()
        keeper.finish()

    openings = Openings()
    pages = SignInPages(engine.app, openings)
    door = FrontDoor(pages, openings, _report, keeper.save_everything, keeper.touched)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keeper.run())
        app = EndingSockets(_restoring(door), stop)
        tasks.create_task(serve_http(app, _config(), shutdown_trigger=stopped))
    backlog.save()
    _leave()


def _config() -> Config:
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = GRACE_S
    config.shutdown_timeout = 10 * GRACE_S
    return config


def _restoring(app: App) -> App:
    """Put the stream backlog back between the engine's own restore and its first request."""

    async def restoring(scope: Scope, receive: Receive, send: Send) -> None:
        has_started = scope["type"] != "lifespan"

        async def sending(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "lifespan.startup.complete":
                backlog.restore()
                has_started = True
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            if not has_started:
                # The server would go on without having loaded any state, and overwrite it.
                traceback.print_exc()
                os._exit(1)

    return restoring


def _watch_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    def read_to_the_end() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=read_to_the_end, daemon=True).start()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)


def _report(event: dict[str, object]) -> None:
    """One JSON line to the parent; a parent that is gone is noticed by stdin, not here."""
    try:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        pass


def _leave() -> None:
    """End at once, with every process that this one has started: workers and their children."""
    for pid in _descendants(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _descendants(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.is_dir():
        return []
    found: list[int] = []
    for task in tasks.iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


if __name__ == "__main__":
    main()
