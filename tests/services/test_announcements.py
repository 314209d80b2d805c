"""Who hears what of a change, and that hearing it twice or late does no harm."""

import random
from datetime import timedelta

import pytest

from mediadesk.contracts.socket import Progress, ServerFrame, StatusChanged
from mediadesk.domain.asset_life import delete, restore
from mediadesk.domain.assets import Asset
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import Topic
from mediadesk.domain.media import OutputKind
from mediadesk.domain.places import told_at
from mediadesk.domain.topics import ALL_ASSETS, asset_topic
from tests.builders import an_asset, an_asset_id, claimed, queued
from tests.fakes import START
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    a_world,
    another_hold,
    convert,
    dies_before,
    landed,
    stored,
    told,
)
from tests.services.talks import following, tell_asset
from tests.world import World

Change = tuple[Asset | None, Asset]
CLIP = asset_topic(an_asset_id())
HELD = Holders(an_asset_id(), count=1, version=1, computed_at=START)


def record(world: World, changes: list[Change]) -> None:
    """Write down each change of the newest asset from now on, as the table's stream does."""

    def look() -> None:
        after = world.storage.assets[max(world.storage.assets)]
        before = changes[-1][1] if changes else None
        if after != before:
            changes.append((before, after))

    look()
    for call in range(len(world.faults.calls) + 1, len(world.faults.calls) + 200):
        world.faults.at(call, "after", look)


def a_story(*, is_taken_over: bool = False, fault: MediaFault | None = None) -> list[Change]:
    """Every change of one conversion, progress included."""
    world = a_world()
    asset = landed(world)
    changes: list[Change] = []
    record(world, changes)
    world.transcoder.tick_takes = timedelta(seconds=2)
    told(world, asset)
    if is_taken_over:
        dies_before(world, "FakeBlobs.publish", 2)
        world.clock.advance(LEASE + MILLISECOND)
    world.transcoder.rejects = {} if fault is None else {None: fault}
    convert(world, hold=another_hold())
    assert stored(world, asset).status.is_terminal
    return changes


def heard(changes: list[Change], topic: Topic = ALL_ASSETS) -> list[ServerFrame]:
    """What a subscriber of the topic receives."""
    world = World()
    name = following(world, "c-1", topic)
    for before, after in changes:
        tell_asset(world, before, after)
    return world.sockets.received(name)


def states(frames: list[ServerFrame]) -> list[tuple[str, str]]:
    return [
        (frame.type.removeprefix("conversion."), frame.data.conversion_status.value)
        for frame in frames
        if isinstance(frame, StatusChanged)
    ]


def event_ids(frames: list[ServerFrame]) -> set[str]:
    return {frame.event_id for frame in frames if isinstance(frame, StatusChanged | Progress)}


def test_a_conversion_is_told_change_by_change() -> None:
    assert states(heard(a_story())) == [
        ("status_changed", "pending_upload"),
        ("status_changed", "queued"),
        ("status_changed", "processing"),
        *[("output_ready", "processing")] * len(OutputKind),
        ("status_changed", "completed"),
    ]


def test_a_take_over_is_told_as_a_change_of_its_own() -> None:
    assert states(heard(a_story(is_taken_over=True))).count(("status_changed", "processing")) == 2


def test_a_failure_is_told_with_its_reason() -> None:
    last = heard(a_story(fault=MediaFault.NO_VIDEO))[-1]
    assert isinstance(last, StatusChanged)
    assert last.data.conversion is not None
    assert last.data.conversion.error is not None
    assert last.data.conversion.error.code == "media_no_video"


def test_outputs_are_named_as_they_appear() -> None:
    frames = heard(a_story())
    ready = [f for f in frames if isinstance(f, StatusChanged) and f.type.endswith("output_ready")]
    assert [frame.data.outputs for frame in ready] == [
        ("thumbnail",),
        ("thumbnail", "gif"),
        ("thumbnail", "gif", "webp"),
        ("thumbnail", "gif", "webp", "webm"),
    ]


def test_progress_is_told_between_the_changes_and_has_no_cursor() -> None:
    progress = [frame for frame in heard(a_story()) if isinstance(frame, Progress)]
    shown = [frame.data.conversion.progress for frame in progress if frame.data.conversion]
    assert len(shown) > 5
    assert shown == sorted(set(shown))
    assert {frame.cursor for frame in progress} == {None}


def test_the_version_of_a_change_is_the_asset_s_and_its_cursor_a_place_in_the_log() -> None:
    frames = [frame for frame in heard(a_story()) if isinstance(frame, StatusChanged)]
    assert [frame.version for frame in frames] == list(range(1, 9))
    cursors = [frame.cursor or "" for frame in frames]
    assert cursors == sorted(set(cursors))
    assert {told_at(cursor) for cursor in cursors} == {START}


def test_the_cursor_of_an_asset_s_topic_rises_with_who_holds_it_too() -> None:
    changes = a_story()
    asset_id = changes[0][1].asset_id
    world = World()
    name = following(world, "c-1", asset_topic(asset_id))
    for before, after in changes:
        tell_asset(world, before, after)
        world.storage.holders[asset_id] = Holders(asset_id, version=after.version // 3)
    own = [frame for frame in world.sockets.received(name) if isinstance(frame, StatusChanged)]
    assert [frame.version for frame in own] == list(range(1, 9))
    assert [frame.cursor for frame in own] == ["1", "2", "3", "5", "6", "7", "9", "10"]


def test_a_deletion_and_a_restoration_are_told_as_such_with_the_state_as_it_is() -> None:
    asset = a_story()[-1][1]
    gone = delete(asset, asset.updated_at + MILLISECOND)
    back = restore(gone, gone.updated_at + MILLISECOND)
    frames = heard([(asset, gone), (gone, back)])
    told = [(f.type, f.version) for f in frames if isinstance(f, StatusChanged)]
    assert told == [("asset.deleted", gone.version), ("asset.restored", back.version)]
    assert states(frames) == [("asset.deleted", "completed"), ("asset.restored", "completed")]


def test_a_renewed_lease_alone_is_no_news() -> None:
    before = claimed(queued(an_asset()))
    world = World()
    world.storage.assets[before.asset_id] = before
    after = world.assets.renew(before, world.clock() + 2 * LEASE, 0)
    assert heard([(before, after)]) == []


@pytest.mark.parametrize("is_taken_over", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_a_stream_that_comes_three_times_and_shuffled_tells_the_same_events(
    seed: int, is_taken_over: bool
) -> None:
    changes = a_story(is_taken_over=is_taken_over)
    again = changes * 3
    random.Random(seed).shuffle(again)  # noqa: S311 - an order, guards nothing
    assert event_ids(heard(again)) == event_ids(heard(changes))


def test_each_event_has_an_id_of_its_own_and_both_topics_share_it() -> None:
    changes = a_story(is_taken_over=True)
    frames = heard(changes)
    assert len(event_ids(frames)) == len(frames)
    assert event_ids(heard(changes, asset_topic(changes[0][1].asset_id))) == event_ids(frames)


def test_of_shuffled_frames_the_highest_version_is_the_present() -> None:
    changes = a_story()
    shuffled = list(reversed(changes))
    frames = [frame for frame in heard(shuffled) if isinstance(frame, StatusChanged)]
    newest = max(frames, key=lambda frame: frame.version)
    assert newest.data.conversion_status.value == changes[-1][1].status.value


def test_only_those_who_follow_an_asset_hear_of_it() -> None:
    world = World()
    own = following(world, "c-own", CLIP)
    other = following(world, "c-other", asset_topic(an_asset_id(2)))
    everything = following(world, "c-all", ALL_ASSETS)
    tell_asset(world, None, an_asset())
    received = [len(world.sockets.received(name)) for name in (own, other, everything)]
    assert received == [1, 0, 1]


def test_the_gone_are_forgotten_and_the_rest_hear_everything() -> None:
    world = World()
    names = [following(world, f"c-{number}", ALL_ASSETS) for number in range(5)]
    world.sockets.gone |= {names[0], names[3]}
    tell_asset(world, None, an_asset())
    assert set(world.storage.connections) == {names[1], names[2], names[4]}
    assert [len(world.sockets.received(name)) for name in names] == [0, 1, 1, 0, 1]
