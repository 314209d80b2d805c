"""What a person at the terminal sees of the local stack."""

import threading
import time
from datetime import datetime
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.errors import LocalRunError
from local.instance import ROOT, Instance
from local.outputs import Outputs

DEFAULT_DATA: Final = ROOT / ".local"
LONGEST_PATH: Final = 200
STYLES: Final = {1: "cyan", 2: "green", 3: "cyan", 4: "yellow", 5: "bold red"}


class Screen:
    """Prints steps, then the addresses, then a line per request."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self._is_ready = threading.Event()

    def step(self, words: str) -> None:
        """Say what is being done."""
        self._console.print(f"[dim]{self._elapsed()}[/]  {words} …", highlight=False)

    def event(self, event: dict[str, Any]) -> None:
        """Show a request; those of the start itself are nobody's interest."""
        if event["event"] == "request" and self._is_ready.is_set():
            self._console.print(request_line(event), soft_wrap=True)

    def ready(self, instance: Instance, outputs: Outputs) -> None:
        """Show where everything is, who may sign in, and what to type next."""
        print_ = self._console.print
        print_(f"[dim]{self._elapsed()}[/]  [bold green]ready[/]\n", highlight=False)
        print_(_addresses(instance, outputs))
        print_(_people(outputs))
        for line in _next_commands(instance):
            print_(f"  [bold]{line}[/]", highlight=False, soft_wrap=True)
        print_("\n[dim]Requests appear below. Ctrl-C stops; everything is kept.[/]\n")
        self._is_ready.set()

    def stopping(self) -> None:
        self._is_ready.clear()
        self._console.print("\nstopping and saving …", highlight=False)

    def failure(self, error: LocalRunError) -> None:
        """Say what went wrong and what to do about it."""
        words = Text.assemble(("error ", "bold red"), f"{error.code}: {error}")
        self._console.print(words, soft_wrap=True)
        if error.remedy:
            self._console.print(Text(error.remedy), soft_wrap=True)

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._started:5.1f} s"


def request_line(event: dict[str, Any]) -> Text:
    """Time, method, path, status, duration and who asked."""
    at = datetime.fromtimestamp(event["at"]).astimezone()
    status = int(event["status"])
    return Text.assemble(
        (f"{at:%H:%M:%S}  ", "dim"),
        (f"{event['method']:<6} ", "bold"),
        f"{_printable(event['path'])}  ",
        (f"{status}", STYLES.get(status // 100, "red")),
        (f"  {event['ms']} ms", "dim"),
        (f"  {event['who']}" if event["who"] else "", "magenta"),
    )


def _printable(path: str) -> str:
    """The path without anything that a terminal obeys, and not endless: a stranger wrote it."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in path[:LONGEST_PATH])
    return shown if len(path) <= LONGEST_PATH else f"{shown}…"


def _addresses(instance: Instance, outputs: Outputs) -> Table:
    table = _grid()
    table.add_row("Console", outputs.console_url)
    table.add_row("API", outputs.api_url)
    table.add_row("API documents", outputs.docs_url)
    table.add_row("AsyncAPI", f"{outputs.docs_url}asyncapi.json")
    table.add_row("WebSocket", outputs.websocket_url)
    table.add_row("AWS endpoint", outputs.endpoint_url)
    table.add_row("Outputs", str(instance.outputs))
    table.add_row("Engine's log", str(instance.log))
    return table


def _people(outputs: Outputs) -> Table:
    table = _grid()
    for name, person in outputs.users.items():
        groups = ", ".join(person.groups) or "in no group"
        table.add_row(f"Sign in: {name}", f"{person.password}  [dim]{groups}[/]")
    return table


def _next_commands(instance: Instance) -> list[str]:
    elsewhere = instance.data != DEFAULT_DATA
    option = f" --outputs {instance.outputs}" if elsewhere else ""
    return [
        f".venv/bin/mediactl upload clip.mp4{option}",
        f".venv/bin/mediactl assets{option}",
        f".venv/bin/mediactl token --user ada{option}",
    ]


def _grid() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", min_width=14)
    table.add_column(overflow="fold")
    return table
