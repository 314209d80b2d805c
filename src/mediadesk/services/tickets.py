"""How a signed-in admin opens a WebSocket without showing the token in an address."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from mediadesk.domain.connections import TICKET_LIFETIME, Admission, Ticket, ticket_digest
from mediadesk.ports import Clock, TicketStore


@dataclass(frozen=True, slots=True)
class IssuedTicket:
    """The only place where the ticket stands in the clear, beside the admin's own screen."""

    secret: str
    url: str
    expires_at: datetime


class TicketService:
    def __init__(self, *, tickets: TicketStore, clock: Clock, socket_url: str = "") -> None:
        self._tickets = tickets
        self._clock = clock
        self._socket_url = socket_url

    def issue(self, admission: Admission) -> IssuedTicket:
        """A ticket for one handshake within 30 s; the connection ends with the session."""
        secret = secrets.token_urlsafe(32)
        expires_at = self._clock() + TICKET_LIFETIME
        self._tickets.add(Ticket(ticket_digest(secret), admission, expires_at))
        url = f"{self._socket_url}?{urlencode({'ticket': secret})}"
        return IssuedTicket(secret, url, expires_at)

    def admit(self, secret: str) -> Admission | None:
        """Use a ticket up; None when it is used, old or unknown."""
        at = self._clock()
        ticket = self._tickets.redeem(ticket_digest(secret), at)
        return None if ticket is None or ticket.admission.session_until <= at else ticket.admission
