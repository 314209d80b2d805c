"""What became of conversions: followed to their end, their attempts, and one more attempt."""

import uuid
from collections.abc import Mapping
from typing import Annotated

import typer

from cli.api import Document, address, read
from cli.board import Row
from cli.commands import command
from cli.conversion_following import ConversionFollowing
from cli.conversion_rows import ConversionRows
from cli.failures import Failure
from cli.ids import AssetId
from cli.listing import Column, Listing
from cli.session import Session
from cli.wording import heading_line, local_day_and_time, printable, span, status_text
from mediadesk.contracts.http import Asset, Attempt, ConversionFailure, ConversionHistory
from mediadesk.domain.conversions import ConversionStatus

Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow the conversion to its end.")]


@command
def show_conversion(session: Session, asset_id: AssetId) -> None:
    """Show every attempt at the conversion of an asset, and whether another one may help."""
    document = session.api.get(_path(asset_id))
    if session.display.is_for_machines:
        session.display.document(document)
        return
    history = read(ConversionHistory, document)
    progress = history.conversion.progress if history.conversion else 0
    session.display.line(status_text(history.conversion_status, progress))
    show_attempts(session, history)


@command
def retry_conversion(session: Session, asset_id: AssetId, wait: Wait = True) -> None:
    """Convert an asset once more whose conversion failed."""
    path = address("assets", asset_id, "retry-conversion")
    document = session.api.post(path, None, key=uuid.uuid4().hex)
    if wait:
        with session.display.board() as board:
            row = board.row(read(Asset, document).title)
            document = followed(session, {asset_id: row})[asset_id]
    asset = read(Asset, document)
    if wait and (failure := failure_of_conversion(session, asset)):
        raise failure
    if session.display.is_for_machines:
        session.display.document(document)
    else:
        session.display.line(heading_line(asset))
        session.display.addresses(asset)


def followed(session: Session, rows: Mapping[str, Row]) -> dict[str, Document]:
    """The assets once each conversion has reached its end; whatever stops this, they go on."""
    try:
        ConversionFollowing(session.api, rows, ConversionRows(rows)).until_done()
        return {asset_id: session.api.get(address("assets", asset_id)) for asset_id in rows}
    except (Failure, KeyboardInterrupt):
        command_line = session.command_line("watch", *rows)
        session.display.notice(f"The conversion goes on: {command_line}")
        raise


def failure_of_conversion(session: Session, asset: Asset) -> Failure | None:
    """Why there is no result, with what to do about it; None for what was converted."""
    if asset.conversion_status is ConversionStatus.COMPLETED:
        return None
    error = asset.conversion.error if asset.conversion else None
    if error is None:
        return Failure("upload_expired", "The file never arrived.")
    advice = _retry(session, asset.asset_id) if error.retryable else ""
    return Failure(error.code, error.message, remedy=advice)


def show_story(session: Session, asset: Asset) -> None:
    """The attempts of an asset, where there is more to tell of them than that it goes well."""
    job = asset.conversion
    if job and (job.attempt > 1 or job.error):
        document = session.api.get(_path(asset.asset_id))
        show_attempts(session, read(ConversionHistory, document))


def show_attempts(session: Session, history: ConversionHistory) -> None:
    if history.attempts:
        session.display.listing(_listing(history.attempts))
    else:
        session.display.notice("Nothing was tried yet.")
    error = history.conversion.error if history.conversion else None
    if history.conversion_status is ConversionStatus.FAILED and error:
        session.display.notice(_outlook(session, history.asset_id, error))


def _outlook(session: Session, asset_id: str, error: ConversionFailure) -> str:
    if error.retryable:
        return _retry(session, asset_id)
    return "Another attempt would fail in the same way: the file itself is the cause."


def _retry(session: Session, asset_id: str) -> str:
    return f"Another attempt may help: {session.command_line('assets', 'retry', asset_id)}"


def _listing(attempts: tuple[Attempt, ...]) -> Listing:
    columns = Column("ATTEMPT"), Column("STATUS"), Column("QUEUED"), Column("TOOK", is_spare=True)
    listing = Listing(*columns, words="ERROR")
    for attempt in attempts:
        listing.add(
            str(attempt.attempt),
            status_text(attempt.status, None),
            local_day_and_time(attempt.queued_at),
            _took(attempt),
            _why(attempt),
        )
    return listing


def _took(attempt: Attempt) -> str:
    if attempt.started_at is None or attempt.finished_at is None:
        return ""
    return span(round((attempt.finished_at - attempt.started_at).total_seconds()))


def _why(attempt: Attempt) -> str:
    error = attempt.error
    return printable(f"{error.code}: {error.message}") if error else ""


def _path(asset_id: str) -> str:
    return address("assets", asset_id, "conversion")
