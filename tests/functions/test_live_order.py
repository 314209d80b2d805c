"""Streams promise no more than an order per item, and each change once or more often."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.notify.on_change import handler
from mediadesk.aws.assignment_records import head_row, holders_row
from mediadesk.aws.bulk_records import record_row
from mediadesk.contracts.socket import AssignmentChanged, BulkDecided, StatusChanged
from mediadesk.domain.bulk import commit, undo
from mediadesk.domain.holders import Holders, Holding
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic
from mediadesk.services.announcements import item_of
from tests.builders import (
    ADA,
    GRACE,
    a_bulk,
    a_change,
    a_decision,
    a_head,
    a_profile,
    an_asset,
    an_asset_id,
    claimed,
    completed,
    queued,
)
from tests.fakes import START
from tests.functions.events import changes, failed, image
from tests.functions.live import CLIENT, following
from tests.gateway import Context, Event, serving
from tests.world import World

Change: TypeAlias = tuple[Event | None, Event | None]
Told: TypeAlias = Mapping[tuple[str, str], list[str]]
"""Ids of events by topic and item, in order, each once."""

ASSETS: Final = [an_asset_id(number) for number in range(1, 4)]


def life(number: int) -> list[Event]:
    asset = an_asset(number)
    images = [image(asset)]
    for change in (queued, claimed, completed):
        asset = change(asset)
        images.append(image(asset))
    return images


def heads() -> list[Event]:
    first = a_change(a_head(), 1).after
    return [head_row(each).serialize() for each in (a_head(), first, a_change(first, 2).after)]


def holders() -> list[Event]:
    held = Holders(ASSETS[2], Holding(GRACE, START, ADA.name), 1, version=1, computed_at=START)
    later = [replace(held, count=count, version=count, v=count) for count in (2, 3)]
    return [holders_row(each).serialize() for each in (held, *later)]


def bulks() -> list[Event]:
    begun = a_bulk()
    committed = a_decision(commit(begun, START))[0]
    undone = a_decision(undo(committed, ADA.name, START, START, "request-2", None))[0]
    return [record_row(each).serialize() for each in (begun, committed, undone)]


LIVES: Final[Sequence[Sequence[Change]]] = [
    list(pairwise([None, *images])) for images in (life(1), life(2), heads(), holders(), bulks())
]
TURNS: Final = [item for item, changed in enumerate(LIVES) for _ in changed]


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[Change]]:
    """Every change in batches: in order for each item, in any order across them; some again."""
    left = [list(each) for each in LIVES]
    stream = [left[item].pop(0) for item in draw(st.permutations(TURNS))]
    batches: list[list[Change]] = []
    while stream:
        size = draw(st.integers(1, 8))
        batches += [stream[:size]] * draw(st.integers(1, 3))
        stream = stream[size:]
    return batches


def told(batches: Iterable[Sequence[Change]]) -> tuple[Told, Told]:
    """What one client who follows everything heard, and what is in the log."""
    with serving(World()) as world:
        world.storage.assets |= {each: an_asset(n) for n, each in enumerate(ASSETS, 1)}
        world.storage.profiles[GRACE] = a_profile()
        world.storage.heads[GRACE] = a_head()
        following(world, ALL_ASSETS, user_topic(GRACE), *map(asset_topic, ASSETS))
        for batch in batches:
            assert failed(handler(changes(*batch), Context())) == []
        heard = [
            each
            for each in world.sockets.received(CLIENT)
            if isinstance(each, StatusChanged | AssignmentChanged | BulkDecided)
        ]
        return _by_item(heard), _logged(world)


def _logged(world: World) -> Told:
    replay = world.event_replay()
    return _by_item(replay.since(replay.here()) or [])


def _by_item(events: Iterable[StatusChanged | AssignmentChanged | BulkDecided]) -> Told:
    by_item: dict[tuple[str, str], list[str]] = {}
    for event in events:
        own = by_item.setdefault((event.topic, item_of(event)[0]), [])
        if event.event_id not in own:
            own.append(event.event_id)
    return by_item


ONCE: Final = told(LIVES)


def test_everything_is_told_to_who_follows_it_and_kept_in_the_log() -> None:
    heard, logged = ONCE

    assert sum(len(ids) for (topic, _), ids in heard.items() if topic == ALL_ASSETS) == 8 + 3 + 2
    assert logged == {key: ids for key, ids in heard.items() if key[0] == ALL_ASSETS}
    assert len(heard[user_topic(GRACE), "grace"]) == 2


@settings(max_examples=30)
@given(deliveries(), deliveries(), deliveries())
def test_three_times_and_shuffled_across_items_it_is_the_same_in_the_same_order(
    first: list[list[Change]], second: list[list[Change]], third: list[list[Change]]
) -> None:
    assert told([*first, *second, *third]) == ONCE


@settings(max_examples=20)
@given(deliveries(), st.data())
def test_what_failed_on_the_way_changes_nothing_once_it_has_come_again(
    batches: list[list[Change]], data: st.DataObject
) -> None:
    """Each batch comes again from its first failed record on, as from a real stream."""
    with serving(World()) as world:
        world.storage.assets |= {each: an_asset(n) for n, each in enumerate(ASSETS, 1)}
        world.storage.profiles[GRACE] = a_profile()
        world.storage.heads[GRACE] = a_head()
        following(world, ALL_ASSETS)
        for batch in batches:
            world.faults.clear()
            for call in data.draw(st.sets(st.integers(1, 30), max_size=4)):
                world.faults.fail(call, data.draw(st.sampled_from(["before", "after"])))
            _until_nothing_fails(world, batch)
        world.faults.clear()
        logged = _logged(world)
        heard = _by_item(
            each
            for each in world.sockets.received(CLIENT)
            if isinstance(each, StatusChanged | AssignmentChanged | BulkDecided)
        )

    assert logged == ONCE[1]
    for key, ids in heard.items():
        # A client that was cut off is told the rest when it is back.
        assert ids == ONCE[1][key][: len(ids)]


def _until_nothing_fails(world: World, batch: Sequence[Change]) -> None:
    left = list(batch)
    for _ in range(10):
        answer = failed(handler(changes(*left), Context()))
        if not answer:
            return
        left = left[min(int(name.removeprefix("s")) for name in answer) :]
        world.faults.clear()
    raise AssertionError("It never came to an end.")
