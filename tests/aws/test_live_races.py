"""Frames and handshakes that come at once, and removals that break off, against the emulator."""

from dataclasses import replace

import pytest

from mediadesk.aws.connection_store import BATCH
from mediadesk.aws.database import Database
from mediadesk.domain.connections import Connection
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.ids import ConnectionId, Topic
from mediadesk.domain.topics import asset_topic
from mediadesk.settings import Settings
from tests.aws.backends import Stores, create_tables, stores_in
from tests.aws.responses import Meanwhile, broken
from tests.aws.test_races import RACERS, raced, winners
from tests.aws.test_socket_stores import MANY, followers, following
from tests.builders import an_asset_id

TOPICS = [asset_topic(an_asset_id(number)) for number in range(RACERS)]


def known(stores: Stores, connection: Connection) -> frozenset[Topic]:
    found = stores.connections.get(connection.connection_id)
    assert found is not None
    return found.topics


def consistent(stores: Stores, connection: Connection) -> frozenset[Topic]:
    """What it follows, and just there it is found."""
    topics = known(stores, connection)
    name = connection.connection_id
    assert followers(stores, *TOPICS) == {(name, topic) for topic in topics}
    return topics


def turn(stores: Stores, name: ConnectionId, topics: frozenset[Topic]) -> None:
    """What was followed is no longer, and the other way round; however often others come first."""
    while True:
        now = stores.connections.get(name)
        assert now is not None
        try:
            return stores.connections.follow(now, now.topics ^ topics)
        except WriteConflict:
            continue


@pytest.mark.slow
def test_one_of_many_who_change_the_same_state_succeeds(emulated_stores: Stores) -> None:
    stores = emulated_stores
    connection = following(stores, "c-1")
    wanted = [frozenset({topic}) for topic in TOPICS]
    outcomes = raced(lambda number: stores.connections.follow(connection, wanted[number]))
    assert winners(outcomes) == [None]
    assert len(consistent(stores, connection)) == 1


@pytest.mark.slow
def test_frames_of_one_client_that_are_worked_off_at_once_all_count(
    emulated_stores: Stores,
) -> None:
    stores = emulated_stores
    connection = following(stores, "c-1", *TOPICS[::2])
    name = connection.connection_id
    raced(lambda number: turn(stores, name, frozenset({TOPICS[number]})))
    assert consistent(stores, connection) == frozenset(TOPICS[1::2])


@pytest.fixture
def database(on_moto: None) -> Database:
    create_tables(Settings())
    return Database(Settings(), pause=lambda _: None)


@pytest.mark.parametrize("number", range(1, 5))
def test_what_a_removal_that_broke_off_left_goes_when_it_is_found(
    database: Database, number: int
) -> None:
    stores, topics = stores_in(database), sorted(MANY)[:30]
    connection = following(stores, "c-1", *topics)
    broken(database.connection.client, number)
    with pytest.raises(ServiceUnavailable):
        stores.connections.remove(connection.connection_id)
    stores.connections.remove(connection.connection_id, topics)
    assert stores.connections.get(connection.connection_id) is None
    assert followers(stores, *topics) == set()
    assert stores.connections.get(connection.connection_id) is None
    assert stores.connections.of_admin(connection.admin_id) == []


def test_what_was_followed_before_a_change_broke_off_is_found(database: Database) -> None:
    stores = stores_in(database)
    connection = following(stores, "c-1")
    broken(database.connection.client, 2)
    with pytest.raises(ServiceUnavailable):
        stores.connections.follow(connection, MANY)
    half = known(stores, connection)
    assert len(half) == BATCH
    assert {topic for _, topic in followers(stores, *MANY)} == half
    stores.connections.follow(replace(connection, topics=half), MANY)
    assert known(stores, connection) == MANY
    assert len(followers(stores, *MANY)) == len(MANY)


def test_who_is_removed_while_their_frame_is_worked_off_is_cleaned_up_by_the_next_delivery(
    database: Database,
) -> None:
    """The removal has read what is followed already when that changes."""
    stores = stores_in(database)
    connection = following(stores, "c-1")
    topic, others = TOPICS[0], stores_in(database).connections
    Meanwhile(database.connection.client, 2, lambda: others.follow(connection, frozenset({topic})))
    stores.connections.remove(connection.connection_id)
    assert stores.connections.get(connection.connection_id) is None
    assert followers(stores, topic) == {("c-1", topic)}
    stores.connections.remove(connection.connection_id, [topic])
    assert followers(stores, topic) == set()
