"""Servers whose clocks are off: when a request arrived at the gateway decides what is in time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import pytest

from mediadesk.domain.audit import Actor
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.operations import Asked, Operation
from tests.builders import ADA, an_asset_id
from tests.services import bulk_lives as bulks
from tests.services import held_deeds as held
from tests.services.bulk_lives import BOB, CROWD
from tests.services.held_deeds import DEEDS
from tests.world import World

SKEWS_S: Final = (-300, -31, -30, -29, -5, -1, 0, 1, 5, 29, 30, 31, 300)
WINDOW: Final = timedelta(seconds=30)
GRACE: Final = timedelta(seconds=5)
MILLISECOND: Final = timedelta(milliseconds=1)
ARRIVALS: Final = (timedelta(0), WINDOW - MILLISECOND, WINDOW, WINDOW + MILLISECOND, WINDOW + GRACE)
HAD: Final = [an_asset_id(3), None, None, None, None]
GIVEN: Final = [an_asset_id(1)] * 5
each_skew = pytest.mark.parametrize("skew_s", SKEWS_S)
each_arrival = pytest.mark.parametrize("after", ARRIVALS, ids=str)


@contextmanager
def clock_off_by(world: World, seconds: float) -> Iterator[None]:
    """Of the server that is at work; then it is the right time again."""
    right = world.clock.now
    world.clock.advance(timedelta(seconds=seconds))
    try:
        yield
    finally:
        world.clock.now = right


def committed(after: timedelta = timedelta(0), skew_s: float = 0) -> tuple[World, BulkRecord]:
    """By a server whose clock may be off; the present is so long after that."""
    world = held.before_the_bulk(World)
    with clock_off_by(world, skew_s):
        record = bulks.assign(world).value
    world.clock.advance(after)
    return world, record


def code_of(act: Callable[[], object]) -> str:
    try:
        act()
    except MediadeskError as refusal:
        return refusal.code
    return "done"


def undo_all(world: World, record: BulkRecord, arrived: datetime, skew_s: float) -> str:
    with clock_off_by(world, skew_s):
        return code_of(lambda: bulks.undo(world, record.bulk_id, BOB, received_at=arrived))


def change_one(world: World, deed: str, arrived: datetime, skew_s: float, by: Actor = ADA) -> str:
    operation = Operation(by, None, world.new_id("req_"), "hash-1", arrived)
    with clock_off_by(world, skew_s):
        return code_of(lambda: DEEDS[deed](world, Asked(operation)))


def undo_of_all_is_in_time(world: World, told: str, *, is_in_time: bool) -> None:
    assert told == ("done" if is_in_time else "undo_window_expired")
    expected = HAD if is_in_time else GIVEN
    assert bulks.held(world) == expected
    bulks.come_to_rest(world)
    assert bulks.held(world) == expected


@each_arrival
@each_skew
def test_an_undo_of_all_is_judged_by_its_arrival(skew_s: int, after: timedelta) -> None:
    world, record = committed(after)
    told = undo_all(world, record, world.clock(), skew_s)
    undo_of_all_is_in_time(world, told, is_in_time=after <= WINDOW)


@each_arrival
@each_skew
def test_an_undo_of_a_member_is_judged_by_its_arrival(skew_s: int, after: timedelta) -> None:
    world, record = committed(after)
    told = change_one(world, "undo", world.clock(), skew_s)
    is_in_time = after <= WINDOW
    assert told == ("done" if is_in_time else "undo_window_expired")
    assert bulks.held(world) == [HAD[0] if is_in_time else GIVEN[0], *GIVEN[1:]]
    sealed = world.storage.bulks[record.bulk_id].status is BulkStatus.SEALED
    assert sealed is is_in_time
    bulks.come_to_rest(world)


@each_arrival
@each_skew
def test_whether_anothers_window_is_open_is_judged_by_the_arrival(
    skew_s: int, after: timedelta
) -> None:
    for deed in sorted(DEEDS.keys() - {"undo"}):
        world, record = committed(after)
        told = change_one(world, deed, world.clock(), skew_s, BOB)
        is_open = after <= WINDOW
        assert told == ("undo_window_open" if is_open else "done"), deed
        if is_open:
            assert undo_all(world, record, world.clock(), skew_s) == "done"
        bulks.come_to_rest(world)


@each_arrival
@each_skew
def test_a_clock_that_is_five_seconds_fast_steals_no_undo(skew_s: int, after: timedelta) -> None:
    """One that is faster than the grace does, and whoever comes then is told the truth."""
    world, record = committed(after)
    with clock_off_by(world, skew_s):
        bulks.carry_on(world, record.bulk_id)
        world.bulk_storing().sweep()
        bulks.deliver(world)
    is_stolen = after + timedelta(seconds=skew_s) > WINDOW + GRACE
    assert is_stolen is (world.storage.bulks[record.bulk_id].status is BulkStatus.SEALED)
    assert not (is_stolen and after <= WINDOW and skew_s <= GRACE.total_seconds())
    told = undo_all(world, record, world.clock(), 0)
    undo_of_all_is_in_time(world, told, is_in_time=after <= WINDOW and not is_stolen)


@each_skew
def test_the_window_is_counted_from_what_is_told(skew_s: int) -> None:
    """A commit's stamp may be off: its last instant is the one that everybody was shown."""
    for late, is_in_time in ((timedelta(0), True), (MILLISECOND, False)):
        world, record = committed(skew_s=skew_s)
        assert record.undo_until == world.clock() + timedelta(seconds=skew_s) + WINDOW
        arrived = record.undo_until + late
        undo_of_all_is_in_time(world, undo_all(world, record, arrived, 0), is_in_time=is_in_time)
        world, record = committed(skew_s=skew_s)
        told = change_one(world, "undo", arrived, 0)
        assert told == ("done" if is_in_time else "undo_window_expired")
        bulks.come_to_rest(world)


@each_arrival
@each_skew
def test_a_bulk_on_a_fast_server_takes_no_window_of_another(skew_s: int, after: timedelta) -> None:
    """Unless the clock is off by more than the grace."""
    world, record = committed(after)
    new = NewBulk(an_asset_id(2), CROWD)
    operation = bulks.asks(world, by=BOB)
    with clock_off_by(world, skew_s):
        later = world.bulk().bulk_assign_asset(new, operation).value
    is_taken = after > WINDOW or after + timedelta(seconds=skew_s) - GRACE > WINDOW
    assert (later.status is BulkStatus.COMMITTED) is is_taken
    assert (later.failure is None) is is_taken
    assert (world.storage.bulks[record.bulk_id].status is BulkStatus.SEALED) is is_taken
