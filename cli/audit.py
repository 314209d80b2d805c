"""`mediactl audit`: what happened, as a list or a file, and whether a chain was altered."""

import sys
from enum import StrEnum
from typing import Annotated, Final

import typer

from cli.api import address, read
from cli.commands import command
from cli.failures import ExitCode, Failure
from cli.histories import Since, Until
from cli.listing import Column, Listing
from cli.pages import Limit, Query, collect
from cli.session import Session
from cli.users import Listed
from cli.wording import local_day_and_time, printable
from mediadesk.contracts.audit import AuditEntry, Verification
from mediadesk.domain.audit import AuditAction
from mediadesk.domain.instants import parse_rfc3339, rfc3339

PATH: Final = address("audit")
LARGEST_FILE_PAGE: Final = 1000

app = typer.Typer(
    cls=Listed,
    help="List what happened, take it away as a file, or check that nobody altered it.",
    subcommand_metavar="[OPTIONS] | COMMAND [ARGS]...",
)


class Form(StrEnum):
    CSV = "csv"
    NDJSON = "ndjson"


MEDIA_TYPES: Final = {Form.CSV: "text/csv", Form.NDJSON: "application/x-ndjson"}


@app.command("list")
@command
def list_audit(
    session: Session,
    asset: Annotated[str | None, typer.Option(help="What is about it.", show_default=False)] = None,
    about: Annotated[
        str | None, typer.Option(help="The user it is about.", show_default=False)
    ] = None,
    actor: Annotated[str | None, typer.Option(help="Who did it.", show_default=False)] = None,
    action: Annotated[
        AuditAction | None, typer.Option(help="What was done.", show_default=False)
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 25,
    export: Annotated[
        Form | None, typer.Option(help="All there are, as a file on stdout.", show_default=False)
    ] = None,
) -> None:
    """List what happened, the newest first; the word `list` may be left out."""
    query: Query = {
        "asset_id": asset,
        "user_id": about,
        "actor": actor,
        "action": action,
        "from": rfc3339(since) if since else None,
        "to": rfc3339(until) if until else None,
    }
    if export is not None:
        _export(session, query, export)
    else:
        _list(session, query, limit)


@app.command("verify")
@command
def verify(
    session: Session,
    chain: Annotated[
        str, typer.Argument(metavar="CHAIN", help="user:, asset:, profile: or bulk: and an id.")
    ],
    against_archive: Annotated[
        bool, typer.Option("--against-archive", help="Compare with the archived copies too.")
    ] = False,
) -> None:
    """Check every entry of a chain; exit code 1 when one is not what was written."""
    asked: dict[str, str | int] = {"chain": chain, "from_sequence": 1}
    if against_archive:
        asked["against_archive"] = "true"
    entries, found = _verified(session, asked)
    if found.first_bad_sequence is not None:
        raise _altered(chain, found.first_bad_sequence)
    if session.display.is_for_machines:
        session.display.document({**found.model_dump(), "entries": entries})
    else:
        counted = "1 entry" if entries == 1 else f"{entries} entries"
        session.display.line(f"{chain}: {counted}, whole")
        session.display.line(f"  head  {found.head_hash}")


def _verified(session: Session, asked: dict[str, str | int]) -> tuple[int, Verification]:
    """How many entries were checked, slice by slice, and what was found at the end."""
    entries = 0
    while True:
        found = read(Verification, session.api.get(f"{PATH}/verify", asked))
        entries += found.entries
        if found.next_sequence is None:
            return entries, found
        asked["from_sequence"] = found.next_sequence


def _export(session: Session, query: Query, form: Form) -> None:
    asked = {name: value for name, value in query.items() if value is not None}
    asked["limit"] = LARGEST_FILE_PAGE
    text, cursor = session.api.file(PATH, asked, MEDIA_TYPES[form])
    sys.stdout.write(text)
    while cursor is not None:
        text, cursor = session.api.file(PATH, {**asked, "cursor": cursor}, MEDIA_TYPES[form])
        # Each page of a table begins with the names of its columns.
        sys.stdout.write(text.partition("\n")[2] if form is Form.CSV else text)
    sys.stdout.flush()


def _list(session: Session, query: Query, limit: int) -> None:
    page = collect(session.api, PATH, query, limit)
    if session.display.is_for_machines:
        session.display.document(page.model_dump())
        return
    entries = [read(AuditEntry, document) for document in page.items]
    if entries:
        session.display.listing(_listing(entries))
    else:
        session.display.notice("There are no such entries.")
    if page.next_cursor:
        session.display.notice(f"There are older ones: --limit {limit * 4}, or --export ndjson")


def _listing(entries: list[AuditEntry]) -> Listing:
    whole = Column("WHEN"), Column("ACTION"), Column("CHAIN")
    listing = Listing(*whole, Column("ASSET", is_spare=True), words="BY")
    for entry in entries:
        listing.add(
            _moment(entry.occurred_at),
            entry.action,
            printable(entry.chain),
            printable(entry.asset_id or ""),
            printable(entry.actor),
        )
    return listing


def _moment(text: str) -> str:
    try:
        return local_day_and_time(parse_rfc3339(text))
    except ValueError:
        return printable(text)


def _altered(chain: str, place: int) -> Failure:
    return Failure(
        "chain_altered",
        f"{chain} is not what was written, from entry {place} on.",
        remedy="Export the chain, compare it with the archive, and find out who could write there.",
        exit_code=ExitCode.FAILED,
    )
