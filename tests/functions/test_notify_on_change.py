"""What the table's stream makes known to subscribers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from functions.notify.on_change import handler
from mediadesk.contracts.socket import ServerFrame, StatusChanged
from mediadesk.domain.assets import Asset
from mediadesk.domain.ids import ConnectionId
from mediadesk.domain.topics import ALL_ASSETS
from tests.builders import an_asset, an_asset_id, claimed, completed, queued
from tests.fake_live import FakeSockets
from tests.faults import Faults
from tests.functions.events import changes, failed, image, patterns
from tests.functions.live import CLIENT, OTHER, following
from tests.gateway import Context
from tests.gateway import Event as Image
from tests.world import World

DEAD = ConnectionId("dead")
SLOW = ConnectionId("slow")
POISON: list[Image] = [
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
    following(world, ALL_ASSETS)
    return world


def heard(world: World, name: ConnectionId = CLIENT) -> list[tuple[str, int]]:
    frames = world.sockets.received(name)
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
def test_an_image_that_cannot_be_read_fails_alone(followed: World, poison: Image) -> None:
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


def test_a_change_that_could_not_be_logged_comes_again_alone(followed: World) -> None:
    followed.faults.clear()
    followed.faults.fail(4, "before")
    event = changes(*((None, image(an_asset(number))) for number in range(3)))

    assert failed(handler(event, Context())) == ["s1"]
    assert [asset_id for asset_id, _ in heard(followed)] == [an_asset_id(0), an_asset_id(2)]


def test_later_changes_of_the_same_asset_wait_for_one_that_failed(followed: World) -> None:
    first, *_ = life = a_life(1)
    event = changes(*pairs(life), (None, image(an_asset(2))))
    followed.faults.clear()
    followed.faults.fail(2, "before")

    assert failed(handler(event, Context())) == ["s0", "s1", "s2", "s3"]
    assert heard(followed) == [(an_asset_id(2), 1)]
    assert failed(handler(event, Context())) == []
    assert [(name, version) for name, version in heard(followed) if name == first.asset_id] == [
        (asset.asset_id, asset.version) for asset in life
    ]


def test_everybody_is_told_of_the_whole_batch_at_once(followed: World) -> None:
    handler(changes(*pairs(a_life())), Context())

    assert followed.faults.calls.count("FakeConnectionStore.subscriptions") == 1


def test_a_dead_and_a_slow_client_delay_nobody_and_no_batch(followed: World) -> None:
    for name in (DEAD, SLOW, OTHER):
        following(followed, ALL_ASSETS, name=name)
    followed.sockets.gone.add(DEAD)
    followed.sockets.slow.add(SLOW)
    life = a_life()

    assert failed(handler(changes(*pairs(life)), Context())) == []

    assert heard(followed) == heard(followed, OTHER) == [(a.asset_id, a.version) for a in life]
    assert followed.sockets.closed == [SLOW]
    assert set(followed.storage.connections) == {CLIENT, OTHER}
    assert followed.live_meter.told == [("delivered", 8, 1, 1)]


class Hanging(FakeSockets):
    """Holds the first frame for the slow client until another client has got all of its own."""

    def __init__(self, faults: Faults, awaited: int) -> None:
        super().__init__(faults)
        self._awaited = awaited
        self._others_are_served = Event()

    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        if connection_id == SLOW and not self._others_are_served.wait(30):
            raise AssertionError("The others wait for the slow one.")
        taken = super().send(connection_id, frame)
        if len(self.received(OTHER)) == self._awaited:
            self._others_are_served.set()
        return taken


def test_while_one_client_hangs_the_others_are_told_everything(world: World) -> None:
    life = a_life()
    world.sockets = Hanging(world.faults, awaited=len(life))
    for name in (SLOW, OTHER):
        following(world, ALL_ASSETS, name=name)

    with ThreadPoolExecutor(2) as world.senders:
        assert failed(handler(changes(*pairs(life)), Context())) == []

    told = [(asset.asset_id, asset.version) for asset in life]
    assert heard(world, SLOW) == heard(world, OTHER) == told


def test_each_is_tried_once_only_when_it_does_not_take_a_frame(followed: World) -> None:
    following(followed, ALL_ASSETS, name=SLOW)
    followed.sockets.slow.add(SLOW)
    followed.faults.clear()

    handler(changes(*pairs(a_life())), Context())

    assert followed.faults.calls.count("FakeSockets.send") == 4 + 1


def test_who_is_neither_reached_nor_ended_brings_the_whole_batch_back(followed: World) -> None:
    following(followed, ALL_ASSETS, name=SLOW)
    followed.sockets.slow.add(SLOW)
    followed.sockets.stuck.add(SLOW)
    event = changes(*pairs(a_life()))

    assert failed(handler(event, Context())) == ["s0", "s1", "s2", "s3"]
    assert len(heard(followed)) == 4
    followed.sockets.slow.clear()
    assert failed(handler(event, Context())) == []
    assert len(set(heard(followed, SLOW))) == 4
