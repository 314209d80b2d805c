"""What the table's stream makes known to subscribers."""

from typing import Any

import pytest

from functions.notify.on_change import handler
from mediadesk.contracts.socket import StatusChanged
from mediadesk.domain.assets import Asset
from mediadesk.domain.connections import ALL_ASSETS
from mediadesk.domain.ids import ConnectionId
from tests.builders import a_connection, an_asset, an_asset_id, claimed, completed, queued
from tests.functions.events import changes, failed, image, patterns
from tests.gateway import Context, Event
from tests.world import World

CLIENT = ConnectionId("c-1")
POISON: list[Event] = [
    {},
    {"asset_id": {"S": "ast_1"}},
    image(an_asset()) | {"version": {"N": "not a number"}},
    image(an_asset()) | {"status": {"S": "dancing"}},
    image(an_asset()) | {"created_at": {"S": "yesterday"}},
    image(an_asset()) | {"preset": {"NULL": True}},
]


@pytest.fixture
def followed(world: World) -> World:
    """A world in which one client follows all assets."""
    connection = a_connection(CLIENT)
    world.connections.add(connection)
    world.connections.subscribe(connection, [ALL_ASSETS])
    return world


def heard(world: World) -> list[tuple[str, int]]:
    frames = world.sockets.received(CLIENT)
    return [(f.data.asset_id, f.version) for f in frames if isinstance(f, StatusChanged)]


def a_life(number: int = 1) -> list[Asset]:
    life = [an_asset(number)]
    for change in (queued, claimed, completed):
        life.append(change(life[-1]))
    return life


def pairs(life: list[Asset]) -> list[tuple[Any, Any]]:
    images = [image(asset) for asset in life]
    return list(zip([None, *images], images, strict=False))


def test_each_change_is_told_in_its_order(followed: World) -> None:
    life = a_life()

    assert failed(handler(changes(*pairs(life)), Context())) == []
    assert heard(followed) == [(asset.asset_id, asset.version) for asset in life]


def test_a_batch_that_comes_again_tells_the_same_events(followed: World) -> None:
    event = changes(*pairs(a_life()))
    for _ in range(3):
        handler(event, Context())

    frames = [f for f in followed.sockets.received(CLIENT) if isinstance(f, StatusChanged)]
    assert len(frames) == 12
    assert len({f.event_id for f in frames}) == 4


def test_an_item_that_was_deleted_is_no_news(followed: World) -> None:
    assert failed(handler(changes((image(an_asset()), None)), Context())) == []
    assert not followed.sockets.frames


def test_an_item_of_a_later_version_is_read_for_what_is_known_of_it(followed: World) -> None:
    later = image(an_asset()) | {"schema_version": {"N": "2"}, "novelty": {"S": "x"}}

    assert failed(handler(changes((None, later)), Context())) == []
    assert heard(followed) == [(an_asset_id(), 1)]


@pytest.mark.parametrize("poison", POISON, ids=lambda poison: f"{len(poison)} attributes")
def test_an_image_that_cannot_be_read_fails_alone(followed: World, poison: Event) -> None:
    event = changes((None, image(an_asset(1))), (None, poison), (None, image(an_asset(2))))

    assert failed(handler(event, Context())) == ["s1"]
    assert heard(followed) == [(an_asset_id(1), 1), (an_asset_id(2), 1)]


@pytest.mark.slow
def test_of_every_pattern_of_ten_exactly_the_failed_are_named(followed: World) -> None:
    good = [(None, image(an_asset(number))) for number in range(10)]
    bad = [(None, POISON[number % len(POISON)]) for number in range(10)]
    for pattern in patterns(good, bad):
        followed.sockets.frames.clear()

        answer = handler(changes(*pattern), Context())  # type: ignore[arg-type] # pairs of images

        is_bad = [change in bad for change in pattern]
        assert failed(answer) == [f"s{number}" for number in range(10) if is_bad[number]]
        told = [(an_asset_id(number), 1) for number in range(10) if not is_bad[number]]
        assert heard(followed) == told


def test_a_change_that_did_not_reach_somebody_comes_again(followed: World) -> None:
    followed.faults.clear()
    followed.faults.fail(4, "before")
    event = changes(*((None, image(an_asset(number))) for number in range(3)))

    assert failed(handler(event, Context())) == ["s0"]
    assert [asset_id for asset_id, _ in heard(followed)] == [an_asset_id(1), an_asset_id(2)]
