"""Page by page through the log, whatever happens on the way."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain

import pytest

from mediadesk.contracts.socket import (
    AssetSnapshot,
    Event,
    EventPage,
    Reset,
)
from mediadesk.domain.ids import Topic
from mediadesk.domain.places import KEPT_FOR
from mediadesk.domain.topics import ALL_ASSETS
from mediadesk.services.event_replay import LOOKED_AHEAD
from tests.builders import an_asset_id
from tests.services.live_client import LiveClient
from tests.services.live_story import LiveStory, announced
from tests.services.polls import CLIP, a_world, page
from tests.services.told_events import SECOND, a_day, log, told, versions
from tests.world import World


def walk(world: World, *topics: Topic, since: str, limit: int) -> list[EventPage]:
    """Pages to the end."""
    pages = [page(world, *topics, since=since, limit=limit)]
    while pages[-1].has_more:
        pages.append(page(world, *topics, since=pages[-1].cursor, limit=limit))
    return pages


def events_of(pages: list[EventPage]) -> list[Event]:
    found = chain.from_iterable(each.events for each in pages)
    return [event for event in found if isinstance(event, Event)]


@pytest.mark.parametrize("limit", [1, 2, 7, 39, 40, 41])
def test_page_by_page_every_event_comes_once(limit: int) -> None:
    world = a_world()
    cursor = page(world, ALL_ASSETS).cursor
    events = a_day(world, 40)
    pages = walk(world, ALL_ASSETS, since=cursor, limit=limit)
    assert events_of(pages) == events
    assert len(pages) == -(-40 // limit)


def test_what_was_on_its_way_when_a_walk_began_is_found_by_the_next() -> None:
    world = a_world()
    cursor = page(world, ALL_ASSETS).cursor
    events = a_day(world, 100)
    late = told(11, 1, world.clock() - 5 * SECOND)
    half = [page(world, ALL_ASSETS, since=cursor, limit=50)]
    half += [page(world, ALL_ASSETS, since=half[0].cursor, limit=48)]
    log(world, late)
    rest = walk(world, ALL_ASSETS, since=half[-1].cursor, limit=50)
    again = walk(world, ALL_ASSETS, since=rest[-1].cursor, limit=50)
    assert late not in events_of([*half, *rest])
    assert late in events_of(again)
    assert events_of([*half, *rest]) == events


def test_an_event_that_moves_during_a_walk_is_found() -> None:
    world = a_world()
    cursor = page(world, ALL_ASSETS).cursor
    events = a_day(world, 10)
    first = page(world, ALL_ASSETS, since=cursor, limit=3)
    moved = told(5, 1, world.clock())
    log(world, moved)
    found = events_of([first, *walk(world, ALL_ASSETS, since=first.cursor, limit=3)])
    assert found == [*(each for each in events if each.event_id != moved.event_id), moved]


@pytest.mark.parametrize("limit", [1, 100])
def test_nothing_is_told_from_before_the_first_request(limit: int) -> None:
    world = a_world()
    a_day(world, 10)
    cursor = page(world, ALL_ASSETS).cursor
    world.clock.advance(SECOND)
    later = log(world, told(3, 9, world.clock()))
    pages = walk(world, ALL_ASSETS, since=cursor, limit=limit)
    assert events_of(pages) == later
    assert events_of(walk(world, ALL_ASSETS, since=pages[-1].cursor, limit=limit)) == later


def test_a_page_that_is_as_long_as_can_be_looked_ahead_is_not_the_end() -> None:
    world = a_world()
    cursor = page(world, ALL_ASSETS).cursor
    at = world.clock()
    late = told(1, 6, at + 300 * SECOND)
    others = [told(number, 1, at + number * SECOND) for number in range(2, 1 + LOOKED_AHEAD)]
    rest = [told(number, 1, at + number * SECOND) for number in range(301, 360)]
    events = log(world, told(1, 7, at), *others, late, *rest)
    world.clock.advance(600 * SECOND)
    found = events_of(walk(world, ALL_ASSETS, since=cursor, limit=1))
    assert len(found) == len(events)
    assert set(map(repr, found)) == set(map(repr, events))


def test_a_walk_that_took_longer_than_events_are_kept_begins_anew() -> None:
    world = a_world()
    cursor = page(world, ALL_ASSETS).cursor
    a_day(world, 10)
    first = page(world, ALL_ASSETS, since=cursor, limit=3)
    world.clock.advance(KEPT_FOR)
    reset = page(world, ALL_ASSETS, since=first.cursor)
    assert (reset.events, reset.has_more) == ((Reset(topic=ALL_ASSETS),), False)
    log(world, told(1, 9, world.clock()))
    assert versions(page(world, ALL_ASSETS, since=reset.cursor).events) == [("1", 9)]


@pytest.mark.parametrize("limit", [1, 100])
def test_whatever_happens_amid_a_walk_who_polls_ends_with_everything(limit: int) -> None:
    """An announcement around each call of each of two pages."""
    calls = 1
    while calls:
        story = LiveStory(World())
        world, client = story.world, story.clients[0]
        cursor = page(world, ALL_ASSETS, CLIP).cursor
        happens(story)
        world.faults.clear()
        world.faults.at(calls, "before", partial(happens, story))
        first = page(world, ALL_ASSETS, CLIP, since=cursor, limit=limit)
        rest = walk(world, ALL_ASSETS, CLIP, since=first.cursor, limit=limit)
        calls = calls + 1 if calls <= len(world.faults.calls) else 0
        world.faults.clear()
        pages = [first, *rest, *walk(world, ALL_ASSETS, CLIP, since=rest[-1].cursor, limit=limit)]
        require_all(pages, story, client)


def happens(story: LiveStory) -> None:
    begun = {name: len(changes) for name, changes in story.streams.items()}
    for _ in range(2):
        story.conversion(1)
        story.holders(1)
    for name, changes in story.streams.items():
        announced(story.world, changes[begun.get(name, 0) :])
    story.world.clock.advance(timedelta(milliseconds=1))


def require_all(pages: list[EventPage], story: LiveStory, client: LiveClient) -> None:
    client.told = list({event.event_id: event for event in events_of(pages)}.values())
    assert client.numbers() == story.numbers
    snapshots = [e for each in pages for e in each.events if isinstance(e, AssetSnapshot)]
    stored = story.world.storage.assets[an_asset_id()]
    assert snapshots[-1].version == stored.version
    assert replace(stored, title=snapshots[-1].data.conversion.title) == stored
