"""Who reads many users while a bulk is written sees all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import pytest

from mediadesk.domain.bulk import BulkRecord
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import BulkId, UserId
from tests.builders import an_asset_id
from tests.fake_bulks import FakeBulkStore
from tests.fake_people import FakeAssignmentStore
from tests.faults import Crash, Faults
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import CROWD, MakeWorld, a_city
from tests.world import World

BOTH: Final = CROWD[:2]
LATER: Final = timedelta(seconds=36)
Frame = tuple[dict[UserId, Head], dict[BulkId, BulkRecord]]
Shown = tuple[tuple[str | None, int], ...]


class HeadsOneByOne(FakeAssignmentStore):
    """As the real one: each head of many is read at a moment of its own."""

    def heads(self, user_ids: Sequence[UserId]) -> list[Head]:
        return [self.head(user_id) for user_id in user_ids]


class RecordsOneByOne(FakeBulkStore):
    def get_many(self, bulk_ids: Sequence[BulkId]) -> list[BulkRecord]:
        return [self.get(bulk_id) for bulk_id in bulk_ids]


class Filmed(Faults):
    """Keeps what is stored after each write."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None
        self.frames: list[Frame] = []

    def leave(self, number: int | None) -> None:
        super().leave(number)
        self.take()

    def take(self) -> None:
        if self.world is None:
            return
        storage = self.world.storage
        frame = dict(storage.heads), dict(storage.bulks)
        if not self.frames or self.frames[-1] != frame:
            self.frames.append(frame)


class Played(Faults):
    """Before each read of another, some frames pass: as many as planned."""

    def __init__(self, world: World, frames: Sequence[Frame], plan: Sequence[int]) -> None:
        super().__init__()
        self._world, self._frames, self._steps = world, frames, plan
        self._place = 0
        self.taken: list[tuple[int, int]] = []

    def enter(self, name: str) -> int | None:
        left = len(self._frames) - self._place
        step = self._steps[len(self.taken)] if len(self.taken) < len(self._steps) else 0
        self.taken.append((step, left))
        self._place += step
        heads, records = self._frames[self._place]
        self._world.storage.heads, self._world.storage.bulks = heads, records
        return super().enter(name)


def film(make_world: MakeWorld, story: Callable[[World], object]) -> tuple[World, list[Frame]]:
    faults = Filmed()
    world = a_city(make_world, faults=faults)
    lives.give(world, 3, user_id=BOTH[0])
    faults.world = world
    faults.take()
    story(world)
    faults.world = None
    return world, faults.frames


def readings(make_world: MakeWorld, filmed: World, frames: Sequence[Frame]) -> Iterator[list[Head]]:
    """What is read in every order of reads and writes; a reading that gives up shows nothing."""
    plans: list[tuple[int, ...]] = [()]
    while plans:
        plan = plans.pop()
        world = make_world(Faults())
        world.clock.now = filmed.clock.now
        faults = Played(world, frames, plan)
        world.heads = HeadsOneByOne(faults, world.storage)
        world.bulks = RecordsOneByOne(faults, world.storage)
        with suppress(ServiceUnavailable):
            yield world.standings().of_many(BOTH)
        for place in range(len(plan), len(faults.taken)):
            before = tuple(step for step, _ in faults.taken[:place])
            plans += [(*before, step) for step in range(1, faults.taken[place][1])]


def shown(heads: Sequence[Head]) -> Shown:
    return tuple((head.asset_id, head.sequence) for head in heads)


def at_once(filmed: World, frame: Frame) -> Shown:
    """What is in effect in one frame."""
    world = World()
    world.clock.now = filmed.clock.now
    world.storage.heads, world.storage.bulks = frame
    return shown([world.standings().of(user_id).head for user_id in BOTH])


def sealed(world: World) -> None:
    record = bulks.assign(world, 1, BOTH).value
    world.clock.advance(LATER)
    bulks.carry_on(world, record.bulk_id)


def undone(world: World) -> None:
    record = bulks.assign(world, 1, BOTH).value
    bulks.undo(world, record.bulk_id)
    bulks.carry_on(world, record.bulk_id)


def aborted(world: World) -> None:
    """Both are claimed when it is taken back."""
    world.faults.clear()
    world.faults.fail(11, "before", Crash())
    with bulks.survived():
        bulks.assign(world, 1, BOTH)
    record = bulks.records(world)[0]
    assert {head.intent for head in lives_of(world)} == {record.bulk_id}
    bulks.undo(world, record.bulk_id)
    bulks.carry_on(world, record.bulk_id)


def followed(world: World) -> None:
    """Another bulk of both comes at once after it."""
    bulks.assign(world, 1, BOTH)
    bulks.assign(world, 2, BOTH)


def lives_of(world: World) -> list[Head]:
    return [world.storage.heads[user_id] for user_id in BOTH]


STORIES: Final[dict[str, Any]] = {
    "sealed": sealed,
    "undone": undone,
    "aborted": aborted,
    "followed": followed,
}


def require_whole_reads(make_world: MakeWorld, name: str) -> int:
    filmed, frames = film(make_world, STORIES[name])
    allowed = {at_once(filmed, frame) for frame in frames}
    tried = 0
    for heads in readings(make_world, filmed, frames):
        assert shown(heads) in allowed, (name, shown(heads))
        tried += 1
    return tried


@pytest.mark.parametrize("name", STORIES)
def test_nobody_ever_sees_half_of_a_bulk(name: str) -> None:
    assert require_whole_reads(World, name) > 20


def test_what_is_in_effect_follows_from_the_decision_and_not_from_what_is_stored() -> None:
    filmed, frames = film(World, undone)
    seen = [at_once(filmed, frame) for frame in frames]
    order: list[Shown] = [
        ((an_asset_id(3), 1), (None, 0)),
        ((an_asset_id(1), 2), (an_asset_id(1), 1)),
        ((an_asset_id(3), 3), (None, 2)),
    ]
    assert set(seen) == set(order)
    assert seen == sorted(seen, key=order.index)


def test_a_virtual_entry_is_the_one_that_will_be_stored() -> None:
    world = a_city()
    record = bulks.assign(world).value
    virtual = [world.standings().of(user_id) for user_id in CROWD]
    bulks.come_to_rest(world)
    for user_id, standing in zip(CROWD, virtual, strict=True):
        assert standing.record == record
        assert list(standing.virtual) == lives.history(world, user_id)
        assert world.standings().of(user_id).head == standing.head


def test_who_is_changed_without_a_pause_is_not_shown_half() -> None:
    world = a_city()

    def another() -> None:
        number = 1 + len(bulks.records(world)) % 2
        bulks.assign(world, number, BOTH)

    for call in range(1, 40):
        world.faults.at(call, "before", another)
    with pytest.raises(ServiceUnavailable):
        world.standings().of_many(BOTH)
