"""Socket tickets in DynamoDB, each good for one handshake."""

from datetime import datetime

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.rows import TicketRow
from mediadesk.domain.connections import Ticket
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.ids import AdminId


class DynamoTicketStore:
    def __init__(self, database: Database) -> None:
        self._tickets = database.rows(TicketRow)

    def add(self, ticket: Ticket) -> None:
        row = self._tickets(
            ticket.digest,
            admin_id=ticket.admin_id,
            session_until=ticket.session_until,
            valid_until=ticket.expires_at,
            expires_at=ticket.expires_at,
        )
        with translated():
            row.save()

    def redeem(self, digest: str, at: datetime) -> Ticket | None:
        with translated():
            try:
                row = self._tickets.get(digest, consistent_read=True)
            except self._tickets.DoesNotExist:
                return None
        if row.valid_until <= at or not self._take(row):
            return None
        return Ticket(
            digest=row.pk,
            admin_id=AdminId(row.admin_id),
            expires_at=row.valid_until,
            session_until=row.session_until,
        )

    def _take(self, row: TicketRow) -> bool:
        """Whether this caller was the one to delete it."""
        try:
            with translated():
                row.delete(TicketRow.pk.exists())
        except WriteConflict:
            return False
        return True
