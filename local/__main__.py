"""What `make run` does: bring the local stack up, show it, and stop it at Ctrl-C."""

import argparse
import os
import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from rich.console import Console

from local.errors import EngineFailed, LocalRunError
from local.instance import Instance, free_port
from local.screen import DEFAULT_DATA, Screen
from local.stack import Running, Watcher, up

DEFAULT_PORT: Final = 4580
DEFAULT_CLIPS: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C or SIGTERM; the exit code is 1 when the stack can't come up or breaks."""
    given = _parser().parse_args(arguments)
    screen = Screen(Console(highlight=False))
    # Also where a script started this in the background, for which shells turn SIGINT off.
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, _interrupted)
    try:
        _run(Instance(given.data.resolve(), given.port), given, screen)
    except LocalRunError as error:
        screen.failure(error)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _run(instance: Instance, given: argparse.Namespace, screen: Screen) -> None:
    with instance.held():
        if given.reset:
            instance.reset()
        with up(instance, clips=given.seed, watcher=Watcher(screen.step, screen.event)) as found:
            screen.ready(instance, found.outputs)
            if not given.no_open and sys.stdout.isatty() and _has_desktop():
                webbrowser.open(found.outputs.console_url)
            _wait(found, screen)


def _wait(found: Running, screen: Screen) -> None:
    try:
        code = found.engine.wait()
    except KeyboardInterrupt:
        screen.stopping()
        raise
    raise EngineFailed(f"The engine ended by itself, with code {code}.")


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _has_desktop() -> bool:
    return sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


def _port(text: str) -> int:
    return free_port() if text == "0" else _whole(text, 1024, 65535)


def _clips(text: str) -> int:
    return _whole(text, 0, 100)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} to {most}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make run", description='Runs the whole system here. Options: make run ARGS="…"'
    )
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="default: %(default)s; 0: any free one"
    )
    parser.add_argument(
        "--data", type=Path, default=DEFAULT_DATA, help="where state is kept (default: .local)"
    )
    parser.add_argument("--reset", action="store_true", help="forget the state that was kept")
    parser.add_argument(
        "--seed",
        type=_clips,
        default=DEFAULT_CLIPS,
        metavar="N",
        help="sample clips for a new stack (default: %(default)s)",
    )
    parser.add_argument("--no-open", action="store_true", help="don't open a browser")
    return parser


if __name__ == "__main__":
    sys.exit(main())
