"""Follows a bulk until it is decided, by asking for it again and again."""

from cli.api import Document, address, read
from cli.board import Row
from cli.conversion_following import PATIENCE
from cli.failures import Failure
from cli.session import Session
from mediadesk.contracts.bulk import BulkOperation
from mediadesk.domain.bulk import BulkStatus


def decided(session: Session, document: Document) -> Document:
    """The bulk as the service wrote it, once it was decided.

    Who stops waiting, or has to, is told how to look again: the bulk goes on without them.
    """
    bulk = read(BulkOperation, document)
    if bulk.status is not BulkStatus.PREPARING:
        return document
    try:
        with session.display.board() as board:
            return _until_decided(session, bulk.bulk_id, board.row(bulk.bulk_id))
    except (KeyboardInterrupt, Failure):
        again = session.command_line("bulk", "show", bulk.bulk_id)
        session.display.notice(f"The bulk goes on without you. To look again: {again}")
        raise


def _until_decided(session: Session, bulk_id: str, row: Row) -> Document:
    row.stage("preparing")
    outages = 0
    while True:
        session.api.pace.wait(session.api.pace.poll_s)
        try:
            document = session.api.get(address("bulk-operations", bulk_id))
        except Failure as failure:
            if not failure.is_passing or outages == PATIENCE:
                raise
            outages += 1
            session.api.pace.wait(failure.retry_after_s or session.api.pace.backoff_s(outages))
            continue
        status, outages = read(BulkOperation, document).status, 0
        if status is not BulkStatus.PREPARING:
            row.end(status, good=status is not BulkStatus.ABORTED)
            return document
