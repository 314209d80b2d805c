"""How much of bulk operations an admin may ask for in a span of time, as HTTP tells it."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta

import pytest

from tests.functions.bulks import BOB, crowd, give, given, undo
from tests.functions.people import ready
from tests.gateway import serving
from tests.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """Ten bulks a minute, and fifty users an hour."""
    world = World()
    world.calls_a_minute, world.users_an_hour = 10, 50
    with serving(world):
        yield world


def test_too_many_bulks_in_a_minute_are_put_off(world: World) -> None:
    asked = give(ready(world), crowd(world))
    assert {asked.send().status for _ in range(10)} == {200, 409}
    storage = deepcopy(world.storage)

    refused = asked.send()

    assert (refused.status, refused.code) == (429, "rate_limited")
    # Windows begin with the minute.
    assert refused.headers["Retry-After"] == "30"
    assert refused.headers["RateLimit"] == '"10-per-60s";r=0;t=30'
    assert refused.headers["RateLimit-Policy"] == '"10-per-60s";q=10;w=60'
    assert world.storage == storage
    assert asked.send(BOB).code == "bulk_refused"
    world.clock.advance(timedelta(seconds=30))
    assert asked.send().code == "bulk_refused"


def test_dry_runs_have_a_limit_of_their_own(world: World) -> None:
    asset_id, user_ids = ready(world), crowd(world)
    tried = give(asset_id, user_ids, dry_run=True)
    assert {tried.send().status for _ in range(30)} == {200}
    assert tried.send().headers["RateLimit-Policy"] == '"30-per-60s";q=30;w=60'
    assert give(asset_id, user_ids).send().status == 200


def test_too_many_users_in_an_hour_are_put_off(world: World) -> None:
    given(world, count=40)

    refused = give(ready(world, 2), sorted(world.storage.heads)[:11]).send()

    assert (refused.status, refused.code) == (429, "rate_limited")
    assert refused.headers["RateLimit"] == '"50-per-3600s";r=10;t=2670'
    assert refused.headers["RateLimit-Policy"] == '"50-per-3600s";q=50;w=3600'
    assert give(ready(world, 2), sorted(world.storage.heads)[:10]).send().status == 200


def test_repeats_and_undos_do_not_count(world: World) -> None:
    asked = give(ready(world), crowd(world))
    made = [asked.send(key="once").json() for _ in range(20)]

    assert undo(made[0]).send().status == 200
    assert asked.send(key="once").json()["status"] == "undone"
