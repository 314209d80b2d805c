"""What is said of a bulk, and of what one would change."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from cli.failures import Failure
from cli.problems import failure_by
from cli.session import Session
from cli.wording import local_day_and_time, local_time
from mediadesk.contracts.bulk import BulkOperation, BulkPreview
from mediadesk.domain.bulk import BulkStatus

NAMED: Final = 5
"""So many users are told by name, if they are all who were asked for."""


def outcome_lines(session: Session, bulk: BulkOperation, asked: Sequence[str]) -> Iterator[str]:
    """What a bulk for those who were asked for came to."""
    yield f"{_holders(bulk, asked)} {bulk.asset_id} now."
    if bulk.skipped_count:
        yield f"Left out: {bulk.skipped_count:,}, for they held it already."
    if bulk.status is BulkStatus.COMMITTED and bulk.undo_until:
        back = session.command_line("bulk", "undo", bulk.bulk_id)
        yield f"Until {local_time(bulk.undo_until)} it can be undone: {back}"
    else:
        look = session.command_line("bulk", "show", bulk.bulk_id)
        yield f"It can't be undone any more: {look}"


def undone_lines(bulk: BulkOperation) -> Iterator[str]:
    if bulk.status is BulkStatus.ABORTED:
        yield f"{bulk.bulk_id} was taken back before it was decided; nobody got {bulk.asset_id}."
    else:
        yield f"{counted(bulk.user_count)} again what they held before {bulk.asset_id}."


def preview_lines(preview: BulkPreview) -> Iterator[str]:
    for change in preview.changes:
        before = change.previous_asset_id or "nothing"
        yield f"{change.user_id} would hold {preview.asset_id} in place of {before}."


def preview_sum(preview: BulkPreview) -> str:
    left_out = f", {preview.skipped_count:,} left out" if preview.skipped_count else ""
    users = "1 user" if preview.user_count == 1 else f"{preview.user_count:,} users"
    return f"Nothing was changed. It would be: {users}{left_out}."


def facts(session: Session, bulk: BulkOperation) -> Iterator[tuple[str, str]]:
    """All that is known of a bulk, name and value."""
    left_out = f", {bulk.skipped_count:,} left out" if bulk.skipped_count else ""
    yield "asset", bulk.asset_id
    yield "users", f"{bulk.user_count:,}{left_out}"
    if bulk.note:
        yield "note", bulk.note
    yield "begun", f"{local_day_and_time(bulk.created_at)} by {bulk.assigned_by}"
    if bulk.assigned_at:
        yield "assigned", local_day_and_time(bulk.assigned_at)
    yield from _endings(session, bulk)
    if bulk.sealed_bulk_ids:
        yield "ended", f"the undo of {', '.join(bulk.sealed_bulk_ids)}"


def _endings(session: Session, bulk: BulkOperation) -> Iterator[tuple[str, str]]:
    if bulk.status is BulkStatus.COMMITTED and bulk.undo_until:
        if bulk.undo_until > datetime.now(UTC):
            back = session.command_line("bulk", "undo", bulk.bulk_id)
            yield "undo", f"until {local_time(bulk.undo_until)}: {back}"
        else:
            yield "undo", f"until {local_time(bulk.undo_until)}; that is over"
    if bulk.status is BulkStatus.SEALED:
        yield "undo", f"taken by {bulk.sealed_by}" if bulk.sealed_by else "over"
    if bulk.undone_at:
        yield "undone", f"{local_day_and_time(bulk.undone_at)} by {bulk.undone_by}"
    if bulk.error:
        yield "failed", f"{bulk.error.detail} ({bulk.error.code})"


def failure_in(bulk: BulkOperation) -> Failure | None:
    """Why nobody got anything."""
    return failure_by(bulk.error) if bulk.error else None


def counted(users: int) -> str:
    return "1 user holds" if users == 1 else f"{users:,} users hold"


def _holders(bulk: BulkOperation, asked: Sequence[str]) -> str:
    if bulk.skipped_count or not 1 <= len(asked) <= NAMED:
        return counted(bulk.user_count)
    *others, last = asked
    return f"{', '.join(others)} and {last} hold" if others else f"{last} holds"
