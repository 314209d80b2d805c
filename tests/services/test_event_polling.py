"""Who can't hold a connection is told the same, page by page."""

from itertools import chain

import pytest

from mediadesk.contracts.socket import (
    AssetSnapshot,
    Replay,
    UserSnapshot,
)
from mediadesk.domain.bulk import commit
from mediadesk.domain.errors import (
    AssetNotFound,
    InvalidCursor,
    MediadeskError,
    TopicRefused,
    UserNotFound,
)
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import Topic
from mediadesk.domain.places import OVERLAP
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from mediadesk.services.cursors import CursorSigner
from tests.builders import GRACE, a_bulk, a_change, a_head, a_profile, an_asset, an_asset_id
from tests.services.polls import CLIP, USER, a_world, page
from tests.services.talks import connected, follow, heard, tell_asset
from tests.services.told_events import a_day, versions


def test_the_first_request_tells_only_where_to_go_on() -> None:
    world = a_world()
    a_day(world, 10)
    first = page(world, ALL_ASSETS, CLIP, USER)
    assert (first.events, first.has_more) == ((), False)
    world.clock.advance(OVERLAP)
    first = page(world, ALL_ASSETS, CLIP, USER)
    assert page(world, ALL_ASSETS, CLIP, USER, since=first.cursor).events == ()


def test_what_was_missed_is_what_a_connection_is_told() -> None:
    world = a_world()
    cursor = page(world, ALL_ASSETS).cursor
    since = world.event_replay().here()
    a_day(world, 40)
    connected(world)
    follow(world, ALL_ASSETS, since={ALL_ASSETS: since})
    packs = [frame.events for frame in heard(world) if isinstance(frame, Replay)]
    assert page(world, ALL_ASSETS, since=cursor).events == tuple(chain.from_iterable(packs))
    assert page(world, ALL_ASSETS, since=cursor).events


def test_an_item_that_has_changed_is_told_once_as_it_is() -> None:
    world = a_world()
    cursor = page(world, CLIP, USER).cursor
    world.storage.assets[an_asset_id()] = an_asset(version=5, deleted_at=world.clock())
    world.storage.holders[an_asset_id()] = Holders(an_asset_id(), count=1, version=1)
    world.storage.heads[GRACE] = a_change(a_head(), 1).after
    changed = page(world, CLIP, USER, since=cursor)
    asset, user = changed.events
    assert isinstance(asset, AssetSnapshot)
    assert (asset.cursor, asset.version, asset.data.holders.assigned_user_count) == ("6", 5, 1)
    assert asset.data.deleted_at == world.clock()
    assert isinstance(user, UserSnapshot)
    assert user.data.held is not None
    assert (user.cursor, user.data.held.asset_id) == ("3", an_asset_id())
    assert page(world, CLIP, USER, since=changed.cursor).events == ()


def test_a_member_is_told_of_a_bulk_that_is_not_stored_with_them_yet() -> None:
    world = a_world()
    world.storage.heads[GRACE] = a_head(v=1, intent=a_bulk().bulk_id)
    world.storage.bulks[a_bulk().bulk_id] = a_bulk()
    cursor = page(world, USER).cursor
    assert page(world, USER, since=cursor).events == ()
    world.storage.bulks[a_bulk().bulk_id] = commit(a_bulk(), world.clock())
    [user] = page(world, USER, since=cursor).events
    assert isinstance(user, UserSnapshot)
    assert user.data.held is not None
    assert user.data.held.bulk_id == a_bulk().bulk_id
    assert [entry.bulk_id for entry in user.data.entries] == [a_bulk().bulk_id]


def test_somebody_who_was_deactivated_is_told_of_still() -> None:
    world = a_world()
    cursor = page(world, USER).cursor
    at = world.clock()
    world.storage.profiles[GRACE] = a_profile(version=3, deactivated_at=at)
    world.storage.heads[GRACE] = a_head(v=1, deactivated_at=at)
    [user] = page(world, USER, since=cursor).events
    assert isinstance(user, UserSnapshot)
    assert user.data.held is None


def test_a_topic_that_is_added_begins_where_it_stands_and_one_that_is_left_is_forgotten() -> None:
    world = a_world()
    cursor = page(world, CLIP).cursor
    a_day(world, 5)
    world.clock.advance(OVERLAP)
    world.storage.assets[an_asset_id()] = an_asset(version=4)
    added = page(world, CLIP, ALL_ASSETS, since=cursor)
    assert [event.type for event in added.events] == ["asset.snapshot"]
    tell_asset(world, None, an_asset(2))
    left = page(world, ALL_ASSETS, since=added.cursor)
    assert versions(left.events) == [("2", 1)]
    world.storage.assets[an_asset_id()] = an_asset(version=5)
    assert CLIP not in {event.topic for event in page(world, CLIP, since=left.cursor).events}


def test_a_topic_that_is_named_twice_is_told_once() -> None:
    world = a_world()
    cursor = page(world, CLIP, CLIP).cursor
    world.storage.assets[an_asset_id()] = an_asset(version=4)
    assert len(page(world, CLIP, CLIP, since=cursor).events) == 1


@pytest.mark.parametrize(
    ("topic", "error"),
    [
        ("nothing", TopicRefused),
        (asset_topic(an_asset_id(9)), AssetNotFound),
        (user_topic(a_profile("nobody").user_id), UserNotFound),
    ],
)
def test_what_cannot_be_followed_cannot_be_polled(topic: str, error: type[MediadeskError]) -> None:
    with pytest.raises(error):
        page(a_world(), ALL_ASSETS, Topic(topic))


def test_whose_groups_may_not_follow_a_topic_may_not_poll_it() -> None:
    with pytest.raises(TopicRefused):
        a_world().event_polling().page([ALL_ASSETS], frozenset({"somebody"}), None, 10)


@pytest.mark.parametrize(
    "forge",
    [
        lambda cursor: "",
        lambda cursor: "x",
        lambda cursor: cursor[:-1],
        lambda cursor: f"{cursor}x",
        lambda cursor: cursor.replace(".", "", 1),
        lambda cursor: CursorSigner("another secret").sign("events", "{}"),
        lambda cursor: CursorSigner("a secret of these tests").sign("users", "{}"),
    ],
)
def test_a_cursor_that_was_changed_or_is_of_another_list_is_refused(forge: object) -> None:
    world = a_world()
    assert callable(forge)
    with pytest.raises(InvalidCursor):
        page(world, ALL_ASSETS, since=forge(page(world, ALL_ASSETS).cursor))


def test_a_cursor_from_before_a_table_was_brought_back_is_refused() -> None:
    world = a_world()
    cursor = page(world, CLIP).cursor
    world.storage.assets[an_asset_id()] = an_asset(version=1)
    with pytest.raises(InvalidCursor):
        page(world, CLIP, since=cursor)
