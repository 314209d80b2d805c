"""Tickets and connections, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.connections import Connection, Subscription
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.ids import AdminId, ConnectionId, Topic, UserId
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.aws.backends import Stores
from tests.builders import a_connection, a_ticket, an_admission, an_asset_id
from tests.fakes import START

CLIP = asset_topic(an_asset_id())
GRACE = user_topic(UserId("grace"))
MANY = frozenset(asset_topic(an_asset_id(number)) for number in range(150))
NOTHING = frozenset[Topic]()


def following(stores: Stores, name: str, *topics: Topic) -> Connection:
    """A connection that is known and follows these."""
    connection = a_connection(name)
    stores.connections.add(connection)
    return changed(stores, connection, frozenset(topics))


def changed(stores: Stores, before: Connection, topics: frozenset[Topic]) -> Connection:
    stores.connections.follow(before, topics)
    return replace(before, topics=topics)


def followers(stores: Stores, *topics: Topic) -> set[tuple[str, str]]:
    found = stores.connections.subscriptions(topics)
    assert len(found) == len(set(found))
    return {(each.connection_id, each.topic) for each in found}


def test_a_ticket_admits_once(stores: Stores) -> None:
    ticket = a_ticket()
    stores.tickets.add(ticket)
    assert stores.tickets.redeem(ticket.digest, START) == ticket
    assert stores.tickets.redeem(ticket.digest, START) is None


@pytest.mark.parametrize("groups", [frozenset[str](), frozenset({"admin", "auditor"})], ids=len)
def test_a_ticket_says_in_which_groups_its_admin_is(stores: Stores, groups: frozenset[str]) -> None:
    ticket = a_ticket(admission=an_admission(groups=groups))
    stores.tickets.add(ticket)
    assert stores.tickets.redeem(ticket.digest, START) == ticket


def test_an_old_ticket_admits_nobody(stores: Stores) -> None:
    ticket = a_ticket()
    stores.tickets.add(ticket)
    assert stores.tickets.redeem(ticket.digest, ticket.expires_at) is None
    last_moment = ticket.expires_at - timedelta(milliseconds=1)
    assert stores.tickets.redeem(ticket.digest, last_moment) == ticket


def test_an_unknown_ticket_admits_nobody(stores: Stores) -> None:
    assert stores.tickets.redeem(a_ticket().digest, START) is None


def test_a_connection_is_known_until_it_is_removed(stores: Stores) -> None:
    connection = a_connection(groups=frozenset())
    stores.connections.add(connection)
    assert stores.connections.get(connection.connection_id) == connection
    stores.connections.remove(connection.connection_id)
    assert stores.connections.get(connection.connection_id) is None


def test_an_admin_has_all_connections_that_were_added_for_them(stores: Stores) -> None:
    own = [following(stores, "c-1", CLIP), following(stores, "c-2")]
    stores.connections.add(a_connection("c-3", admin_id=AdminId("vic")))
    bare = [replace(each, topics=frozenset()) for each in own]
    found = stores.connections.of_admin(own[0].admin_id)
    assert sorted(found, key=lambda each: each.connection_id) == bare
    stores.connections.remove(own[0].connection_id)
    assert stores.connections.of_admin(own[0].admin_id) == bare[1:]
    assert stores.connections.of_admin(AdminId("nobody")) == []


def test_an_admin_may_have_more_connections_than_one_request_reads(stores: Stores) -> None:
    for number in range(101):
        stores.connections.add(a_connection(f"c-{number}"))
    assert len({each.connection_id for each in stores.connections.of_admin(AdminId("ada"))}) == 101


def test_followers_of_a_topic_are_those_who_asked_for_it(stores: Stores) -> None:
    first = following(stores, "c-1", CLIP, ALL_ASSETS)
    following(stores, "c-2", ALL_ASSETS, GRACE)
    assert stores.connections.subscriptions([CLIP]) == [
        Subscription(first.connection_id, CLIP, first.expires_at)
    ]
    assert followers(stores, ALL_ASSETS) == {("c-1", "assets"), ("c-2", "assets")}
    assert followers(stores, CLIP, GRACE, CLIP) == {("c-1", CLIP), ("c-2", GRACE)}
    assert followers(stores, asset_topic(an_asset_id(2))) == set()
    assert followers(stores) == set()


def test_who_follows_a_user_whose_name_begins_alike_is_not_meant(stores: Stores) -> None:
    following(stores, "c-1", user_topic(UserId("grace-hopper")), user_topic(UserId("grac")))
    assert followers(stores, GRACE) == set()


def test_everybody_who_follows_a_user_is_found_and_nobody_else(stores: Stores) -> None:
    users = [user_topic(UserId(f"user-{number}")) for number in range(20)]
    following(stores, "c-1", *users, CLIP, ALL_ASSETS)
    following(stores, "c-2", users[0])
    found = stores.connections.of_users()
    assert {(each.connection_id, each.topic) for each in found} == {
        ("c-2", users[0]),
        *(("c-1", topic) for topic in users),
    }


def test_a_subscription_ends_alone(stores: Stores) -> None:
    connection = following(stores, "c-1", CLIP, ALL_ASSETS)
    left = changed(stores, connection, frozenset({ALL_ASSETS}))
    assert followers(stores, CLIP, ALL_ASSETS) == {("c-1", ALL_ASSETS)}
    assert stores.connections.get(connection.connection_id) == left
    nothing = changed(stores, left, NOTHING)
    assert followers(stores, CLIP, ALL_ASSETS) == set()
    assert stores.connections.get(connection.connection_id) == nothing


def test_a_connection_may_follow_many_topics_and_give_them_all_up(stores: Stores) -> None:
    connection = following(stores, "c-1", *MANY)
    assert len(followers(stores, *MANY)) == 150
    assert stores.connections.get(connection.connection_id) == connection
    changed(stores, connection, frozenset({ALL_ASSETS}))
    assert followers(stores, *MANY, ALL_ASSETS) == {("c-1", ALL_ASSETS)}


@pytest.mark.parametrize("known", [NOTHING, frozenset({CLIP, ALL_ASSETS})], ids=len)
@pytest.mark.parametrize("wanted", [NOTHING, frozenset({CLIP}), frozenset({GRACE})], ids=list)
def test_who_does_not_know_what_a_connection_follows_changes_nothing(
    stores: Stores, known: frozenset[Topic], wanted: frozenset[Topic]
) -> None:
    connection = following(stores, "c-1", *known)
    outdated = replace(connection, topics=frozenset({GRACE, ALL_ASSETS}))
    with pytest.raises(WriteConflict):
        stores.connections.follow(outdated, wanted)
    assert stores.connections.get(connection.connection_id) == connection
    assert followers(stores, CLIP, ALL_ASSETS, GRACE) == {("c-1", topic) for topic in known}


@pytest.mark.parametrize("topics", [NOTHING, frozenset({CLIP})], ids=len)
def test_a_connection_that_was_removed_can_follow_nothing(
    stores: Stores, topics: frozenset[Topic]
) -> None:
    connection = following(stores, "c-1")
    stores.connections.remove(connection.connection_id)
    with pytest.raises(WriteConflict):
        stores.connections.follow(connection, topics)
    assert stores.connections.get(connection.connection_id) is None
    assert followers(stores, CLIP) == set()


def test_a_removed_connection_follows_nothing(stores: Stores) -> None:
    connection = following(stores, "c-1", *MANY)
    topic = min(MANY)
    following(stores, "c-2", topic)
    stores.connections.remove(connection.connection_id, [topic, CLIP])
    assert followers(stores, *MANY) == {("c-2", topic)}


def test_to_remove_an_unknown_connection_changes_nothing(stores: Stores) -> None:
    following(stores, "c-1", CLIP)
    stores.connections.remove(ConnectionId("nobody"), [CLIP])
    assert stores.connections.get(ConnectionId("nobody")) is None
    assert followers(stores, CLIP) == {("c-1", CLIP)}
