"""Tickets and connections, in the fakes and in DynamoDB alike."""

from datetime import timedelta

from mediadesk.domain.connections import ALL_ASSETS, asset_topic
from mediadesk.domain.ids import ConnectionId, Topic
from tests.aws.backends import Stores
from tests.builders import a_connection, a_ticket, an_asset_id
from tests.fakes import START

CLIP = asset_topic(an_asset_id())


def test_a_ticket_admits_once(stores: Stores) -> None:
    ticket = a_ticket()
    stores.tickets.add(ticket)
    assert stores.tickets.redeem(ticket.digest, START) == ticket
    assert stores.tickets.redeem(ticket.digest, START) is None


def test_an_old_ticket_admits_nobody(stores: Stores) -> None:
    ticket = a_ticket()
    stores.tickets.add(ticket)
    assert stores.tickets.redeem(ticket.digest, ticket.expires_at) is None
    last_moment = ticket.expires_at - timedelta(milliseconds=1)
    assert stores.tickets.redeem(ticket.digest, last_moment) == ticket


def test_an_unknown_ticket_admits_nobody(stores: Stores) -> None:
    assert stores.tickets.redeem(a_ticket().digest, START) is None


def test_a_connection_is_known_until_it_is_removed(stores: Stores) -> None:
    connection = a_connection()
    stores.connections.add(connection)
    assert stores.connections.get(connection.connection_id) == connection
    stores.connections.remove(connection.connection_id)
    assert stores.connections.get(connection.connection_id) is None


def test_subscribers_of_a_topic_are_those_who_asked_for_it(stores: Stores) -> None:
    first, second = a_connection("c-1"), a_connection("c-2")
    stores.connections.subscribe(first, [CLIP, ALL_ASSETS, CLIP])
    stores.connections.subscribe(second, [ALL_ASSETS])
    assert stores.connections.subscribers(CLIP) == [first]
    everybody = stores.connections.subscribers(ALL_ASSETS)
    assert sorted(everybody, key=lambda other: other.connection_id) == [first, second]
    assert stores.connections.subscribers(Topic("asset:other")) == []


def test_a_subscription_ends_alone(stores: Stores) -> None:
    connection = a_connection()
    stores.connections.add(connection)
    stores.connections.subscribe(connection, [CLIP, ALL_ASSETS])
    stores.connections.unsubscribe(connection.connection_id, [CLIP, CLIP, Topic("asset:other")])
    assert stores.connections.subscribers(CLIP) == []
    assert stores.connections.subscribers(ALL_ASSETS) == [connection]
    assert stores.connections.get(connection.connection_id) == connection


def test_a_removed_connection_follows_nothing(stores: Stores) -> None:
    connection, other = a_connection("c-1"), a_connection("c-2")
    topics = [Topic(f"asset:{number}") for number in range(60)]
    stores.connections.add(connection)
    stores.connections.subscribe(connection, topics)
    stores.connections.subscribe(other, topics[:1])
    stores.connections.remove(connection.connection_id)
    assert stores.connections.subscribers(topics[0]) == [other]
    assert stores.connections.subscribers(topics[59]) == []


def test_to_remove_an_unknown_connection_changes_nothing(stores: Stores) -> None:
    stores.connections.remove(ConnectionId("nobody"))
    assert stores.connections.get(ConnectionId("nobody")) is None
