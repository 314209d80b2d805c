"""Where topics stand that a client begins to follow."""

from mediadesk.contracts.socket import Position, Subscribed
from mediadesk.domain.bulk import commit, undo
from mediadesk.domain.holders import Holders
from mediadesk.domain.places import told_at
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from tests.builders import ADA, GRACE, a_bulk, a_head, a_profile, an_asset, an_asset_id
from tests.fakes import START
from tests.services.stories import announced
from tests.services.talks import connected, follow, last_frame
from tests.world import World

TAKEN_BACK = (ADA.name, START, START, "request-2", None)
"""By whom, received and decided when, by which request, and with which note."""


def test_a_subscription_is_answered_with_where_each_topic_stands() -> None:
    world = World()
    connected(world)
    asset = announced(world)
    follow(world, asset_topic(asset.asset_id), ALL_ASSETS)
    answer = last_frame(world)
    assert isinstance(answer, Subscribed)
    own, everything = answer.topics
    assert own == Position(topic=asset_topic(asset.asset_id), cursor="1")
    assert everything.topic == ALL_ASSETS
    assert told_at(everything.cursor) == world.clock()


def test_where_an_asset_s_topic_stands_rises_with_who_holds_it_too() -> None:
    world = World()
    connected(world)
    asset_id = announced(world).asset_id
    world.storage.holders[asset_id] = Holders(asset_id, version=4)
    follow(world, asset_topic(asset_id))
    topic = asset_topic(asset_id)
    assert last_frame(world) == Subscribed(topics=(Position(topic=topic, cursor="5"),))


def test_where_a_member_s_topic_stands_counts_what_a_bulk_did_and_has_not_stored() -> None:
    world = World()
    connected(world)
    world.storage.profiles[GRACE] = a_profile(version=3)
    world.storage.heads[GRACE] = a_head(v=1, intent=a_bulk().bulk_id)
    stands = {}
    for record in (a_bulk(), commit(a_bulk(), START), undo(commit(a_bulk(), START), *TAKEN_BACK)):
        world.storage.bulks[record.bulk_id] = record
        follow(world, user_topic(GRACE))
        answer = last_frame(world)
        assert isinstance(answer, Subscribed)
        stands[record.status] = answer.topics[0].cursor
    assert list(stands.values()) == ["3", "4", "5"]


def test_where_a_user_s_topic_stands_is_the_user_s_version() -> None:
    world = World()
    connected(world)
    world.storage.profiles[GRACE] = a_profile(version=3)
    world.storage.heads[GRACE] = a_head(sequence=4, v=9)
    follow(world, user_topic(GRACE))
    topic = user_topic(GRACE)
    assert last_frame(world) == Subscribed(topics=(Position(topic=topic, cursor="7"),))


def test_however_many_topics_a_frame_names_everything_is_read_in_few_batches() -> None:
    world = World()
    connected(world)
    for number in range(1, 41):
        world.storage.assets[an_asset_id(number)] = an_asset(number)
        user = a_profile(f"u-{number}")
        world.storage.profiles[user.user_id] = user
        world.storage.heads[user.user_id] = a_head(user.user_id)
    world.faults.clear()
    topics = [asset_topic(asset_id) for asset_id in world.storage.assets]
    follow(world, *topics, *(user_topic(user_id) for user_id in world.storage.profiles))
    answer = last_frame(world)
    assert isinstance(answer, Subscribed)
    assert [each.cursor for each in answer.topics] == ["1"] * 80
    assert len(world.faults.calls) < 20
