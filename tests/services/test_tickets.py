"""Who may open a WebSocket: whoever shows a fresh ticket, once."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from mediadesk.domain.connections import TICKET_LIFETIME, Admission, ticket_digest
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.services.tickets import IssuedTicket
from tests.builders import ADA, an_admission
from tests.services.stories import MILLISECOND
from tests.services.turns import Turns, Worker
from tests.world import World

HOUR = timedelta(hours=1)


def issued(world: World, session: timedelta = HOUR) -> IssuedTicket:
    return world.ticket_office().issue(an_admission(session_until=world.clock() + session))


def test_a_ticket_admits_its_admin_until_the_session_ends() -> None:
    world = World()
    admission = world.ticket_office().admit(issued(world).secret)
    assert admission == Admission(ADA.name, frozenset({"admin"}), world.clock() + HOUR)


def test_a_ticket_is_in_the_address_and_nowhere_in_the_store() -> None:
    world = World()
    ticket = issued(world)
    assert ticket.url.startswith("wss://socket.test/live?")
    assert parse_qs(urlsplit(ticket.url).query) == {"ticket": [ticket.secret]}
    [kept] = world.storage.tickets.values()
    assert kept.digest == ticket_digest(ticket.secret)
    assert ticket.secret not in repr(kept)


def test_a_ticket_admits_once() -> None:
    world = World()
    secret = issued(world).secret
    assert world.ticket_office().admit(secret) is not None
    assert world.ticket_office().admit(secret) is None


def test_of_two_who_show_one_ticket_at_once_one_is_admitted() -> None:
    world = World(Turns())
    secret = issued(world).secret
    admitted: list[object] = []
    doors = [Worker(lambda: admitted.append(world.ticket_office().admit(secret))) for _ in range(2)]
    for door in doors:
        door.until("FakeTicketStore.redeem")
    for door in doors:
        door.finish()
    assert [ticket is None for ticket in admitted] == [False, True]


def test_a_ticket_is_good_for_half_a_minute() -> None:
    world = World()
    early, late = issued(world), issued(world)
    assert early.expires_at == world.clock() + TICKET_LIFETIME
    world.clock.advance(TICKET_LIFETIME - MILLISECOND)
    assert world.ticket_office().admit(early.secret) is not None
    world.clock.advance(MILLISECOND)
    assert world.ticket_office().admit(late.secret) is None


@pytest.mark.parametrize("session", [timedelta(0), timedelta(seconds=5)])
def test_a_ticket_admits_nobody_whose_session_is_over(session: timedelta) -> None:
    world = World()
    secret = issued(world, session).secret
    world.clock.advance(session)
    assert world.ticket_office().admit(secret) is None


@pytest.mark.parametrize("secret", ["", "x", "\0", "é" * 100, "0" * 64])
def test_a_made_up_ticket_admits_nobody(secret: str) -> None:
    world = World()
    issued(world)
    assert world.ticket_office().admit(secret) is None


def test_what_is_stored_of_a_ticket_admits_nobody() -> None:
    world = World()
    assert world.ticket_office().admit(ticket_digest(issued(world).secret)) is None


def test_no_two_tickets_are_alike_and_none_can_be_guessed() -> None:
    world = World()
    secrets = {issued(world).secret for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) >= 43 for secret in secrets)


def test_a_store_that_does_not_answer_admits_nobody() -> None:
    world = World()
    secret = issued(world).secret
    world.faults.clear()
    world.faults.fail(1, "before")
    with pytest.raises(ServiceUnavailable):
        world.ticket_office().admit(secret)
