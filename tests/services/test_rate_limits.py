"""How much one admin may ask for: so many bulks a minute, and so many users by them an hour."""

from datetime import timedelta
from typing import Final

import pytest

from mediadesk.domain.errors import AssetNotFound, RateLimited
from mediadesk.domain.ids import AdminId
from mediadesk.services.rate_limits import RateLimiter
from tests.builders import ADA
from tests.fake_limits import FakeRateLimits
from tests.faults import Faults
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import BOB, CROWD, a_city
from tests.world import World

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)


def a_strict_city(calls: int = 2, users: int = 1_000) -> World:
    """At the beginning of an hour."""
    world = a_city()
    world.clock.now = world.clock().replace(minute=0, second=0, microsecond=0)
    world.calls_a_minute, world.users_an_hour = calls, users
    return world


def refused(world: World, count: int = 1, by: AdminId = ADA.name) -> RateLimited:
    with pytest.raises(RateLimited) as caught:
        world.limiter().admit(by, count)
    return caught.value


def test_one_call_too_many_waits_for_the_next_minute() -> None:
    world = a_strict_city(calls=2)
    world.limiter().admit(ADA.name, 1)
    world.clock.advance(timedelta(seconds=19.5))
    world.limiter().admit(ADA.name, 1)
    told = refused(world)
    assert (told.limit, told.window_s, told.retry_after_s, told.remaining) == (2, 60, 41, 0)
    world.clock.advance(timedelta(seconds=told.retry_after_s))
    world.limiter().admit(ADA.name, 1)


def test_so_many_users_an_hour_whatever_the_number_of_calls() -> None:
    world = a_strict_city(calls=100, users=50)
    world.limiter().admit(ADA.name, 30)
    told = refused(world, 21)
    assert (told.limit, told.window_s, told.retry_after_s, told.remaining) == (50, 3600, 3600, 20)
    world.limiter().admit(ADA.name, 20)
    assert refused(world, 1).remaining == 0
    world.clock.advance(HOUR)
    world.limiter().admit(ADA.name, 50)


def test_a_call_too_many_uses_up_no_users() -> None:
    world = a_strict_city(calls=1, users=10)
    world.limiter().admit(ADA.name, 1)
    for _ in range(5):
        refused(world, 9)
    world.clock.advance(MINUTE)
    world.limiter().admit(ADA.name, 9)


def test_more_than_an_hour_allows_is_never_let_in() -> None:
    world = a_strict_city(users=10)
    assert refused(world, 11).remaining == 10


def test_everybody_has_limits_of_their_own() -> None:
    world = a_strict_city(calls=1)
    world.limiter().admit(ADA.name, 1)
    world.limiter().admit(BOB.name, 1)
    refused(world, by=BOB.name)


def test_who_asks_in_the_last_moment_waits_a_second_at_least() -> None:
    world = a_strict_city(calls=0)
    world.clock.advance(MINUTE - timedelta(milliseconds=1))
    assert refused(world).retry_after_s == 1


def test_of_what_is_refused_nothing_is_stored() -> None:
    world = a_strict_city(calls=1)
    bulks.assign(world)
    with pytest.raises(RateLimited):
        bulks.assign(world, 2, key="key-1")
    assert len(bulks.records(world)) == len(world.storage.members) == len(world.storage.answers)
    world.clock.advance(MINUTE)
    assert not bulks.assign(world, 2, key="key-1").is_replay


def test_a_replay_does_not_count() -> None:
    world = a_strict_city(calls=2, users=10)
    first = bulks.assign(world, key="key-1").value
    for _ in range(5):
        assert bulks.assign(world, key="key-1").value.bulk_id == first.bulk_id
    bulks.assign(world, 2)
    with pytest.raises(RateLimited):
        bulks.assign(world, 3)
    assert bulks.assign(world, key="key-1").is_replay


def test_what_cannot_be_begun_does_not_count() -> None:
    world = a_strict_city(calls=1)
    for _ in range(3):
        with pytest.raises(AssetNotFound):
            bulks.assign(world, 99)
    bulks.assign(world)


def test_a_call_that_is_tried_again_and_again_counts_once() -> None:
    """The record is written late, when its answer was lost twice."""
    world = a_strict_city(calls=1, users=5)
    world.faults.clear()
    for call in (4, 8):
        world.faults.fail(call, "before")
    bulks.assign(world)
    assert world.faults.calls.count("FakeBulkStore.put_members") == 3
    assert sorted(world.limits.counts.values()) == [1, 5]


def test_a_bulk_that_is_tried_anew_counts_anew() -> None:
    world = a_strict_city(calls=2)
    bulks.assign(world, 2, by=BOB)
    bulks.assign(world, key="key-1")
    world.clock.advance(timedelta(seconds=31))
    assert not bulks.assign(world, key="key-1").is_replay
    refused(world)


def test_an_undo_does_not_count() -> None:
    world = a_strict_city(calls=1)
    record = bulks.assign(world, 1, CROWD).value
    bulks.undo(world, record.bulk_id)


def test_what_counts_is_the_window_and_not_the_process() -> None:
    world, limits = a_strict_city(), FakeRateLimits(Faults())
    several = [RateLimiter(limits=limits, clock=world.clock, calls=3, users=10) for _ in range(4)]
    for limiter in several[:3]:
        limiter.admit(ADA.name, 1)
    with pytest.raises(RateLimited):
        several[3].admit(ADA.name, 1)
