"""Rows of progress: bars that move on a terminal, a few plain lines anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from rich.console import Console, RenderableType
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
)
from rich.text import Text

from cli.wording import printable

_LONGEST_NAME: Final = 32
_QUARTER: Final = 25
_WORTH_QUARTERS: Final = 10_000_000
"""Bytes; a smaller file has passed before anybody has read a line about it."""


class Row(Protocol):
    """One file or asset; within a stage it never goes back."""

    def stage(self, name: str, total: int | None = None, *, in_bytes: bool = False) -> None:
        """Begin a stage, unless it is the present one; without `total` its length is unknown."""

    def reached(self, done: int) -> None: ...

    def say(self, line: RenderableType) -> None:
        """A line that stays, above the bars."""

    def end(self, name: str, *, good: bool) -> None:
        """The row's last stage."""


class Board(Protocol):
    def row(self, name: str) -> Row: ...


@contextmanager
def open_board(console: Console) -> Iterator[Board]:
    """A board on that console, as good as the console can show one."""
    if not console.is_terminal:
        yield PlainBoard(console)
        return
    bars = Progress(
        _MarkColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[stage]}", style="cyan", markup=False),
        BarColumn(bar_width=24, finished_style="green"),
        TaskProgressColumn(),
        _AmountColumn(),
        console=console,
    )
    with bars:
        yield TerminalBoard(bars)


class TerminalBoard:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    def row(self, name: str) -> "TerminalRow":
        return TerminalRow(self._bars, _short(name))


class TerminalRow:
    def __init__(self, bars: Progress, name: str) -> None:
        self._bars = bars
        self._stage = ""
        self._done = 0
        self._task: TaskID = bars.add_task(
            name, total=None, stage="waiting", in_bytes=False, mark=None
        )

    def stage(self, name: str, total: int | None = None, *, in_bytes: bool = False) -> None:
        if name == self._stage:
            return
        self._stage, self._done = name, 0
        self._bars.reset(self._task, stage=f"{name:<10}", in_bytes=in_bytes, mark=None)
        # Progress itself can only change a length, not forget it.
        self._row.total = total

    def reached(self, done: int) -> None:
        self._done = max(self._done, done)
        self._bars.update(self._task, completed=self._done)

    def say(self, line: RenderableType) -> None:
        self._bars.console.print(line, soft_wrap=True)

    def end(self, name: str, *, good: bool) -> None:
        """What failed stays where it was; what is done is full."""
        total = self._row.total or 100
        done = total if good else self._row.completed
        mark = Text("✓", style="green") if good else Text("✗", style="red")
        self._bars.update(
            self._task, total=total, completed=done, stage=f"{name:<10}", in_bytes=False, mark=mark
        )
        self._bars.stop_task(self._task)

    @property
    def _row(self) -> Task:
        return next(task for task in self._bars.tasks if task.id == self._task)


class _MarkColumn(SpinnerColumn):
    """Turns while a row is at work, then says how it ended."""

    def render(self, task: Task) -> RenderableType:
        mark: Text | None = task.fields["mark"]
        return mark or super().render(task)


class _AmountColumn(ProgressColumn):
    """How much of a file went through, and how fast."""

    def render(self, task: Task) -> Text:
        if not task.fields["in_bytes"] or task.total is None:
            return Text("")
        amount = f"{decimal(int(task.completed))} of {decimal(int(task.total))}"
        speed = f" · {decimal(int(task.speed))}/s" if task.speed else ""
        return Text(amount + speed, style="dim")


class PlainBoard:
    def __init__(self, console: Console) -> None:
        self._console = console

    def row(self, name: str) -> "PlainRow":
        return PlainRow(self._console, printable(name))


class PlainRow:
    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name
        self._stage = ""
        self._total = 0
        self._quarters = 0

    def stage(self, name: str, total: int | None = None, *, in_bytes: bool = False) -> None:
        if name == self._stage:
            return
        is_short = in_bytes and (total or 0) < _WORTH_QUARTERS
        self._stage, self._quarters = name, 0
        self._total = 0 if is_short else total or 0
        self.say(f"{self._name}: {name}")

    def reached(self, done: int) -> None:
        quarters = done * 100 // self._total // _QUARTER if self._total else 0
        if self._quarters < quarters < 100 // _QUARTER:
            self._quarters = quarters
            self.say(f"{self._name}: {self._stage} {quarters * _QUARTER}%")

    def say(self, line: RenderableType) -> None:
        self._console.print(line, soft_wrap=True, markup=False)

    def end(self, name: str, *, good: bool) -> None:
        self.stage(name)


def _short(name: str) -> str:
    text = printable(name)
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
