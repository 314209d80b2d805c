"""What a client is told that it has missed of all assets."""

from datetime import timedelta
from itertools import chain, permutations
from random import Random

import pytest

from mediadesk.contracts.socket import (
    AssetSnapshot,
    Event,
    FrameError,
    Replay,
    Reset,
    ServerFrame,
    Subscribed,
)
from mediadesk.domain.places import AHEAD_AT_MOST, KEPT_FOR, OVERLAP, place_at, told_at
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from mediadesk.services.announcements import item_of
from mediadesk.services.event_replay import LOOKED_AHEAD, REPLAYED_AT_MOST, in_order
from tests.builders import GRACE, a_head, a_profile, an_asset
from tests.services.live_story import LiveStory, announced
from tests.services.stories import MILLISECOND
from tests.services.talks import CLIENT, connected, follow, followed, heard, last_frame
from tests.services.told_events import SECOND, a_day, log, told, versions
from tests.world import World

GATEWAY_TAKES = 128 * 1024


def answers(world: World, since: str) -> list[ServerFrame]:
    connected(world)
    begin = len(heard(world))
    follow(world, ALL_ASSETS, since={ALL_ASSETS: since})
    return heard(world)[begin:]


def replayed(frames: list[ServerFrame]) -> list[Event]:
    packs = (frame.events for frame in frames if isinstance(frame, Replay))
    return list(chain.from_iterable(packs))


def cursor_of(event: Event) -> str:
    assert event.cursor is not None
    return event.cursor


def test_everything_since_a_cursor_is_told_with_what_was_told_shortly_before_it() -> None:
    world = World()
    events = a_day(world, 100)
    frames = answers(world, cursor_of(events[60]))
    assert replayed(frames) == events[60 - OVERLAP // SECOND :]
    last = frames[-1]
    assert isinstance(last, Subscribed)
    assert told_at(last.topics[0].cursor) == world.clock()


def test_who_has_missed_nothing_for_long_is_told_nothing_but_where_it_stands() -> None:
    world = World()
    a_day(world, 10)
    world.clock.advance(2 * OVERLAP)
    frames = answers(world, world.event_replay().here())
    assert [type(frame) for frame in frames] == [Subscribed]


def test_without_a_cursor_nothing_is_replayed() -> None:
    world = World()
    connected(world)
    a_day(world, 10)
    follow(world, ALL_ASSETS)
    assert [type(frame) for frame in heard(world)] == [Subscribed]


def test_a_thousand_events_are_told_and_one_more_is_too_much() -> None:
    world = World()
    events = a_day(world, REPLAYED_AT_MOST)
    since = cursor_of(events[0])
    assert replayed(answers(world, since)) == events
    log(world, told(11, 1, world.clock()))
    frames = answers(world, since)
    assert frames[0] == Reset(topic=ALL_ASSETS)
    assert isinstance(frames[-1], Subscribed)
    assert len(frames) == 2
    assert followed(world) == {ALL_ASSETS}


def test_after_a_day_there_is_only_a_reset() -> None:
    world = World()
    [event] = log(world, told(1, 1, world.clock()))
    world.clock.advance(KEPT_FOR - OVERLAP - MILLISECOND)
    assert replayed(answers(world, cursor_of(event))) == [event]
    world.clock.advance(MILLISECOND)
    world.notifications().disconnect(CLIENT)
    assert Reset(topic=ALL_ASSETS) in answers(world, cursor_of(event))


def test_a_cursor_may_be_ahead_by_what_clocks_are_apart() -> None:
    world = World()
    ahead = place_at(world.clock() + AHEAD_AT_MOST, "1")
    assert isinstance(answers(world, ahead)[-1], Subscribed)


@pytest.mark.parametrize("cursor", ["0", "x", "\0", "9" * 13 + "-1", "1" * 200, "ast_1:2"])
def test_a_cursor_that_was_never_given_is_refused_and_nothing_is_followed(cursor: str) -> None:
    world = World()
    [error] = answers(world, cursor)
    assert isinstance(error, FrameError)
    assert (error.code, error.topic) == ("invalid_cursor", ALL_ASSETS)
    assert not followed(world)


@pytest.mark.parametrize("cursor", ["-1", "1.5", "²", "x", "3", "99999999999999999999", " 1"])
@pytest.mark.parametrize("topic", [asset_topic(an_asset().asset_id), user_topic(GRACE)])
def test_a_version_that_is_yet_to_come_or_none_is_refused(topic: str, cursor: str) -> None:
    world = World()
    world.storage.assets[an_asset().asset_id] = an_asset(version=2)
    world.storage.profiles[GRACE] = a_profile(version=2)
    world.storage.heads[GRACE] = a_head()
    connected(world)
    follow(world, ALL_ASSETS, topic, since={topic: cursor})
    error = last_frame(world)
    assert isinstance(error, FrameError)
    assert (error.code, error.topic) == ("invalid_cursor", topic)
    assert not followed(world)


@pytest.mark.parametrize("title", ["x" * 200, "\N{CLAPPER BOARD}" * 200, '"\\' * 100])
def test_no_frame_is_larger_than_the_gateway_takes_whatever_the_titles(title: str) -> None:
    world = World()
    start = world.clock()
    events = log(world, *(told(1, v, start + v * MILLISECOND, title) for v in range(1, 801)))
    world.clock.advance(SECOND)
    frames = answers(world, cursor_of(events[0]))
    assert replayed(frames) == events
    sizes = [len(frame.model_dump_json().encode()) for frame in frames]
    assert max(sizes) < GATEWAY_TAKES
    assert len(frames) <= 2 + 2 * sum(sizes) // GATEWAY_TAKES


def test_a_snapshot_comes_also_where_the_cursor_of_an_asset_is_the_present_one() -> None:
    world = World()
    world.storage.assets[an_asset().asset_id] = an_asset(version=2)
    connected(world)
    topic = asset_topic(an_asset().asset_id)
    follow(world, topic, since={topic: "2"})
    snapshot, answer = heard(world)
    assert isinstance(snapshot, AssetSnapshot)
    assert isinstance(answer, Subscribed)


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_clocks_that_are_apart_do_not_turn_the_order_of_an_item(order: tuple[int, ...]) -> None:
    world = World()
    start = world.clock()
    log(world, *(told(1, v, start + at * SECOND) for at, v in enumerate(order)))
    log(world, *(told(2, v, start + at * SECOND) for at, v in enumerate((1, 2, 3))))
    world.clock.advance(5 * SECOND)
    events = replayed(answers(world, place_at(start, "1")))
    assert [each for each in versions(events) if each[0] == "1"] == [("1", 1), ("1", 2), ("1", 3)]
    assert [each for each in versions(events) if each[0] == "2"] == [("2", 1), ("2", 2), ("2", 3)]


def test_a_page_ends_only_where_no_item_goes_back_behind_it() -> None:
    world = World()
    start = world.clock()
    steps = [(1, 1), (2, 2), (3, 1), (2, 1), (1, 2), (3, 2)]
    log(world, *(told(n, v, start + at * SECOND) for at, (n, v) in enumerate(steps)))
    replay, pages = world.event_replay(), []
    place: str | None = "0"
    while place:
        page, place = replay.page(place, 1)
        pages.append(versions(page))
    assert pages == [
        [("1", 1)],
        [("2", 1), ("3", 1), ("2", 2)],
        [("1", 2)],
        [("3", 2)],
    ]


def test_every_way_through_the_log_gives_every_event_once_and_in_order() -> None:
    for seed in range(50):
        world, dice = World(), Random(seed)  # noqa: S311 - shuffles, guards nothing
        start = world.clock()
        events = [told(n, v, start) for n in (1, 2, 3) for v in range(1, 20)]
        dice.shuffle(events)
        near = sorted(events, key=lambda each: each.version + dice.random() * 3)
        at = (start + place * SECOND for place in range(len(near)))
        log(
            world,
            *(
                e.model_copy(update={"cursor": place_at(t, "1")})
                for e, t in zip(near, at, strict=True)
            ),
        )
        found: list[Event] = []
        place: str | None = "0"
        while place:
            page, place = world.event_replay().page(place, 1 + dice.randrange(5))
            found += page
        assert found == in_order(found)
        assert {each.event_id for each in found} == {each.event_id for each in events}
        assert len(found) == len(events) < LOOKED_AHEAD


def numbers(events: list[Event]) -> dict[str, list[int]]:
    """Of each item, which events there are, in this order."""
    found: dict[str, list[int]] = {}
    for event in events:
        item, number = item_of(event)
        found.setdefault(item, []).append(number)
    return found


@pytest.mark.parametrize("seed", range(10))
def test_streams_that_come_three_times_and_shuffled_leave_the_same_events(seed: int) -> None:
    story = LiveStory(World())
    for number in (1, 2) * 4:
        story.conversion(number)
        story.holders(number)
    story.announce_all()
    once = numbers(story.world.event_log.after("0", 100))
    assert [len(each) for each in once.values()] == [5, 5, 4, 4]
    dice = Random(seed)  # noqa: S311 - shuffles, guards nothing
    for _ in range(3):
        todo = {name: list(changes) for name, changes in story.streams.items()}
        turns = [name for name, changes in todo.items() for _ in changes]
        dice.shuffle(turns)
        for name in turns:
            announced(story.world, [todo[name].pop(0)])
            story.world.clock.advance(timedelta(milliseconds=dice.randrange(2000)))
    assert numbers(story.world.event_log.after("0", 100)) == once
