"""A process dies before or after any write of a bulk of the promised size: all of it or nothing."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Final

import pytest

from mediadesk.domain.bulk import CLOSED_AFTER, LEASE, BulkStatus
from tests.builders import an_asset_id
from tests.faults import Crash, Moment
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import a_city
from tests.world import World

WRITES: Final = {
    "FakeBulkStore": {
        "put_members",
        "put_record",
        "claim",
        "decide",
        "note",
        "append",
        "move_on",
    },
    "FakeRateLimits": {"take"},
    "FakeBulkQueue": {"send"},
}
LATER: Final = timedelta(seconds=36)
Recovery = Callable[[World], None]


def kept(world: World, count: int) -> None:
    """It is given, sealed, stored and closed."""
    record = bulks.assign(world, user_ids=bulks.people(count)).value
    world.clock.advance(LATER)
    bulks.carry_on(world, record.bulk_id)
    world.clock.advance(CLOSED_AFTER)
    world.bulk_storing().sweep()


def undone(world: World, count: int) -> None:
    record = bulks.assign(world, user_ids=bulks.people(count)).value
    bulks.undo(world, record.bulk_id)
    bulks.carry_on(world, record.bulk_id)
    world.clock.advance(CLOSED_AFTER)
    world.bulk_storing().sweep()


def resumed(world: World) -> None:
    """The message comes again, at once."""
    for record in bulks.records(world):
        bulks.carry_on(world, record.bulk_id)


def aborted(world: World) -> None:
    """Every message is lost; the sweeper alone is left, and comes when the lease is over."""
    world.bulk_queue.sent.clear()
    world.clock.advance(LEASE + timedelta(seconds=1))


STORIES: Final = {each.__name__: each for each in (kept, undone)}
RECOVERIES: Final = {each.__name__: each for each in (resumed, aborted)}


@cache
def writes(name: str, count: int) -> tuple[int, ...]:
    """Where in its life it writes."""
    world = a_city(count=count)
    STORIES[name](world, count)
    calls = enumerate(world.faults.calls, 1)
    return tuple(number for number, call in calls if is_write(call))


def is_write(call: str) -> bool:
    fake, method = call.split(".")
    return method in WRITES.get(fake, set())


def crashed(name: str, count: int, call: int, moment: Moment) -> World:
    world = a_city(count=count)
    world.faults.fail(call, moment, Crash())
    with pytest.raises(Crash):
        STORIES[name](world, count)
    world.faults.clear()
    return world


def require_recovered(name: str, count: int, call: int, moment: Moment, recovery: str) -> None:
    world = crashed(name, count, call, moment)
    found = [record.status for record in bulks.records(world)]
    RECOVERIES[recovery](world)
    ends = list(bulks.come_to_rest(world).values())
    where = f"{name}, {recovery}: {moment} {call}"
    assert ends == [expected_end(status, recovery) for status in found], where
    is_given = BulkStatus.SEALED in ends
    held = an_asset_id(1) if is_given else None
    assert {head.asset_id for head in world.storage.heads.values()} == {held}, where


def expected_end(found: BulkStatus, recovery: str) -> BulkStatus:
    """Of what was not decided: a message brings it to its end, the sweeper takes it back."""
    if found is BulkStatus.PREPARING and recovery == "aborted":
        return BulkStatus.ABORTED
    return found if found.is_final else BulkStatus.SEALED


def every_crash(name: str, count: int, recovery: str) -> None:
    for call in writes(name, count):
        require_recovered(name, count, call, "before", recovery)
        require_recovered(name, count, call, "after", recovery)


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("name", ["kept", pytest.param("undone", marks=pytest.mark.slow)])
def test_a_hundred_users_are_given_all_of_it_or_nothing(name: str, recovery: str) -> None:
    assert len(writes(name, 100)) > 200
    every_crash(name, 100, recovery)


@pytest.mark.prove
@pytest.mark.timeout(0)
@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize("name", STORIES)
def test_a_thousand_users_are_given_all_of_it_or_nothing(name: str, recovery: str) -> None:
    assert len(writes(name, 1_000)) > 2_000
    every_crash(name, 1_000, recovery)
