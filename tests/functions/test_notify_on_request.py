"""Tickets for WebSocket handshakes over HTTP."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from mediadesk.domain.connections import Admission, ticket_digest
from mediadesk.domain.ids import AdminId
from tests.gateway import ADMIN, AUDITOR, EXPIRES_AT_S, NOBODY, STRANGER, Person, call
from tests.world import World

TICKETS = "/api/admin/websocket-tickets"
ADMIN_ID = AdminId("ada")


@pytest.mark.parametrize("person", [ADMIN, AUDITOR], ids=["admin", "auditor"])
def test_whoever_may_read_gets_a_ticket(world: World, person: Person) -> None:
    answer = call("POST", TICKETS, person)

    shown = answer.json()
    assert answer.status == 201
    assert shown["expires_at"] == "2026-11-22T10:16:00.123Z"
    assert parse_qs(urlsplit(shown["url"]).query) == {"ticket": [shown["ticket"]]}


def test_the_connection_may_live_as_long_as_the_token(world: World) -> None:
    secret = call("POST", TICKETS).json()["ticket"]

    ticket = world.storage.tickets[ticket_digest(secret)]
    assert ticket.admission == Admission(
        ADMIN_ID, frozenset({"admin"}), datetime.fromtimestamp(EXPIRES_AT_S, UTC)
    )


def test_a_ticket_is_not_kept_anywhere_on_its_way(world: World) -> None:
    assert call("POST", TICKETS).headers["Cache-Control"] == "no-store"


def test_nobody_else_gets_one(world: World) -> None:
    assert call("POST", TICKETS, STRANGER).code == "forbidden"
    assert call("POST", TICKETS, NOBODY).code == "unauthorized"
    assert not world.storage.tickets
