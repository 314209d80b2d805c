"""Socket tickets in DynamoDB, each good for one handshake."""

from datetime import datetime

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.live_rows import TicketRow
from mediadesk.domain.connections import Admission, Ticket
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.ids import AdminId


class DynamoTicketStore:
    def __init__(self, database: Database) -> None:
        self._tickets = database.rows(TicketRow)

    def add(self, ticket: Ticket) -> None:
        admission = ticket.admission
        row = self._tickets(
            ticket.digest,
            admin_id=admission.admin_id,
            groups=set(admission.groups) or None,
            session_until=admission.session_until,
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
        groups = frozenset(row.groups or ())
        admission = Admission(AdminId(row.admin_id), groups, row.session_until)
        return Ticket(row.pk, admission, row.valid_until)

    def _take(self, row: TicketRow) -> bool:
        """Whether this caller was the one to delete it."""
        try:
            with translated():
                row.delete(TicketRow.pk.exists())
        except WriteConflict:
            return False
        return True
