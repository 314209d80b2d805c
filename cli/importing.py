"""`mediactl users import`: brings what a file says of users into the directory."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.api import Api, Document
from cli.commands import command
from cli.display import Display
from cli.failures import ExitCode, Failure
from cli.registering import Outcome, register
from cli.session import Session
from cli.text_files import STDIN
from cli.user_files import Row, read_users

AT_A_TIME: Final = 8

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.csv",
        help="CSV with the columns user_id, display_name, email; - reads stdin.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen.")]


@command
def import_users(session: Session, file: File, dry_run: DryRun = False) -> None:
    """Register the users of a CSV file, or change their entries.

    The whole file is checked before any of it is sent. Typed again, an import goes on where it
    stopped: only what differs is sent.
    """
    found = read_users(file)
    if found.ignored:
        session.display.notice(f"These columns are passed over: {', '.join(found.ignored)}")
    work = Import(session.api, found.rows, is_dry=dry_run)
    name = "users" if file == STDIN else file.name
    try:
        with session.display.board() as board:
            row = board.row(name)
            row.stage("comparing" if dry_run else "importing", len(found.rows))
            work.run(row.reached)
            row.end("failed" if work.failures else "done", good=not work.failures)
    finally:
        _report(session.display, work)
    if work.failures:
        raise typer.Exit(work.lasting.exit_code if work.lasting else ExitCode.FAILED)


class Import:
    """Several rows at a time; what would fail for every row stops the rest."""

    def __init__(self, api: Api, rows: list[Row], *, is_dry: bool) -> None:
        self._api = api
        self._rows = rows
        self.is_dry = is_dry
        self.lasting: Failure | None = None
        self._results: dict[Row, Outcome | Failure] = {}

    def run(self, reached: Callable[[int], None]) -> None:
        pool = ThreadPoolExecutor(AT_A_TIME)
        try:
            futures = [pool.submit(self._carry_out, row) for row in self._rows]
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                reached(done)
        finally:
            pool.shutdown(cancel_futures=True)

    def _carry_out(self, row: Row) -> None:
        if self.lasting:
            return
        try:
            self._results[row] = register(self._api, row.entry, is_dry=self.is_dry)[0]
        except Failure as failure:
            self._results[row] = failure
            if failure.concerns_everything:
                self.lasting = failure

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(self._results.values())
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def failures(self) -> list[tuple[Row, Failure]]:
        found = ((row, self._results.get(row)) for row in self._rows)
        return [(row, result) for row, result in found if isinstance(result, Failure)]

    @property
    def not_reached(self) -> list[Row]:
        return [row for row in self._rows if row not in self._results]


def _report(display: Display, work: Import) -> None:
    if display.is_for_machines:
        display.document(_document(work))
    else:
        display.line(_summary(work))
    if work.failures:
        display.explain(_incomplete(work))
    if work.lasting:
        display.explain(work.lasting)
    if work.not_reached:
        first = work.not_reached[0].line
        display.notice(
            f"{len(work.not_reached):,} users were not reached, the first in line {first}."
        )


def _summary(work: Import) -> str:
    counts = work.counts | {"failed": len(work.failures)}
    told = (f"{count:,} {what}" for what, count in counts.items() if count or what != "reactivated")
    return f"{'Nothing was sent. It would be: ' if work.is_dry else ''}{', '.join(told)}."


def _incomplete(work: Import) -> Failure:
    faults = tuple(
        f"line {row.line}: {row.entry.user_id}: {'; '.join((failure.message, *failure.faults))}"
        f" ({failure.reference})"
        for row, failure in work.failures
    )
    return Failure(
        "import_incomplete",
        f"{len(faults):,} users could not be imported.",
        remedy="Type the same import again: what is in the directory already is not sent twice.",
        faults=faults,
    )


def _document(work: Import) -> Document:
    failed = [
        {"line": row.line, "user_id": row.entry.user_id, "error": failure.document()}
        for row, failure in work.failures
    ]
    left = len(work.not_reached)
    return {"dry_run": work.is_dry, **work.counts, "failed": failed, "not_reached": left}
