"""Where words go: what was asked for to stdout, everything else to stderr."""

import json
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console
from rich.text import Text

from cli.board import Board, open_board
from cli.failures import Failure, Offender
from cli.listing import Column, Listing
from cli.wording import dimensions, local_time, printable, size
from mediadesk.contracts.http import Asset

_WIDTH_WITHOUT_TERMINAL = 1000


class Display:
    """`is_for_machines`: JSON on stdout, and nothing else there."""

    def __init__(self, *, is_for_machines: bool) -> None:
        self.is_for_machines = is_for_machines
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)

    def board(self) -> AbstractContextManager[Board]:
        return open_board(self.err)

    def document(self, document: object, *, indent: int | None = 2) -> None:
        """One JSON document; without `indent` in one line, for streams of documents."""
        sys.stdout.write(json.dumps(document, indent=indent) + "\n")
        sys.stdout.flush()

    def listing(self, rows: Listing) -> None:
        """A table on stdout; what is wider than the terminal is not cut."""
        self.out.print(rows, crop=False)

    def line(self, line: Text | str) -> None:
        """A line on stdout, however long."""
        self.out.print(line, soft_wrap=True)

    def notice(self, text: str) -> None:
        self.err.print(Text(printable(text), style="dim"), soft_wrap=True)

    def fail(self, failure: Failure) -> None:
        """Cause, remedy and what support needs; for machines the same on stdout."""
        if self.is_for_machines:
            self.document({"error": failure.document()})
        self.explain(failure)

    def explain(self, failure: Failure, subject: str = "") -> None:
        """As `fail`, for people alone; `subject` is what failed."""
        message = f"{subject}: {failure.message}" if subject else failure.message
        line = Text("Error: ", style="bold red")
        self.err.print(line.append(printable(message), style="not bold default"))
        if failure.offenders:
            self.err.print(offender_listing(failure.offenders), crop=False)
        for advice in _advice(failure):
            self.err.print(advice)

    def addresses(self, asset: Asset) -> None:
        """The files made of an asset; addresses are never cut, so that they can be copied."""
        for output in asset.outputs:
            line = Text(f"  {output.kind:<9}  {dimensions(output):>9}  ")
            line.append(f"{size(output.size_bytes):>8}  ")
            line.append(output.url, style="blue")
            self.out.print(line, soft_wrap=True)
        if asset.outputs and asset.url_expires_at:
            until = local_time(asset.url_expires_at)
            self.err.print(Text(f"  The addresses work until {until}.", style="dim"))


def offender_listing(offenders: Iterable[Offender]) -> Listing:
    """Whose sake something was refused for, and why."""
    listing = Listing(Column("USER"), Column("CODE"), words="WHY")
    for offender in offenders:
        listing.add(*map(printable, (offender.user_id, offender.code, offender.message)))
    return listing


def _advice(failure: Failure) -> Iterable[Text]:
    hidden = failure.offender_count - len(failure.offenders)
    if hidden > 0:
        yield Text(f"and {hidden:,} more")
    for fault in failure.faults:
        yield Text(f"  - {printable(fault)}")
    if failure.remedy:
        yield Text("  " + printable(failure.remedy))
    yield Text(f"  code {printable(failure.reference)}", style="dim")


def _console(stream: TextIO) -> Console:
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    width = None if stream.isatty() else _WIDTH_WITHOUT_TERMINAL
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
