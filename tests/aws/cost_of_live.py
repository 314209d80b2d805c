"""What it costs to let clients follow topics, to tell them of changes, and to tell it again."""

from dataclasses import replace
from datetime import timedelta

from mediadesk.domain.connections import Connection, ticket_digest
from mediadesk.domain.ids import Topic
from mediadesk.domain.places import earliest, place_at
from mediadesk.domain.topics import ALL_ASSETS, asset_topic
from tests.aws.costing import Costing
from tests.builders import a_connection, a_told_event, an_admission, an_asset_id
from tests.fakes import START

MANY = frozenset(asset_topic(an_asset_id(number)) for number in range(100))


def tell(costing: Costing) -> None:
    _coming(costing)
    _following(costing)
    _log(costing)


def _coming(costing: Costing) -> None:
    office, stores = costing.world.ticket_office(), costing.world.stores
    ticket = costing.measure("a ticket", lambda: office.issue(an_admission()))
    digest = ticket_digest(ticket.secret)
    costing.measure("use a ticket up", lambda: stores.tickets.redeem(digest, START))
    costing.measure("a connection comes", lambda: stores.connections.add(a_connection()))


def _following(costing: Costing) -> None:
    store = costing.world.stores.connections
    for number in range(2, 6):
        store.add(a_connection(f"c-{number}"))
    connection = a_connection()
    costing.measure("an admin's connections, 5", lambda: store.of_admin(connection.admin_id))
    costing.measure("a connection", lambda: store.get(connection.connection_id))
    one = _followed(costing, "it follows a topic", connection, frozenset({ALL_ASSETS}))
    many = _followed(costing, "it follows 100 more topics", one, one.topics | MANY)
    few = _followed(costing, "it follows one topic less", many, many.topics - {min(MANY)})
    costing.measure("who follows a topic", lambda: store.subscriptions([ALL_ASSETS]))
    costing.measure("who follows users", store.of_users)
    costing.measure("a connection goes, 100 topics", lambda: store.remove(few.connection_id))


def _followed(
    costing: Costing, what: str, before: Connection, topics: frozenset[Topic]
) -> Connection:
    store = costing.world.stores.connections
    costing.measure(what, lambda: store.follow(before, topics))
    return replace(before, topics=topics)


def _log(costing: Costing) -> None:
    world, log = costing.world, costing.world.stores.event_log
    first = a_told_event(1)
    later = place_at(START + timedelta(seconds=5), "later")
    again = first.model_copy(update={"cursor": later})
    costing.measure("log an event", lambda: log.append(first))
    costing.measure("log an event again, later", lambda: log.append(again))
    for number in range(2, 27):
        log.append(a_told_event(number))
    begin = earliest(START)
    world.clock.advance(timedelta(minutes=10))
    costing.measure("events of the last minutes, 25", lambda: log.after(begin, 25))
    world.clock.advance(timedelta(hours=23))
    costing.measure("events of a day", lambda: log.after(begin, 1001))
