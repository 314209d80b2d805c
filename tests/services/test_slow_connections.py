"""Who does not take frames in time is cut off, and keeps nobody waiting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event as Signal
from typing import Final

import pytest

from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import ConnectionId
from mediadesk.domain.topics import asset_topic
from mediadesk.services.change_announcer import ChangeAnnouncer
from mediadesk.services.delivery import BEGUN_WITHIN, STUBBORN_FOR
from tests.builders import a_bulk, an_asset, an_asset_id
from tests.fake_live import FakeSockets
from tests.faults import Faults, watched
from tests.services.stories import MILLISECOND
from tests.services.talks import counts, crowd, heard, tell, tell_asset
from tests.world import World

CLIP: Final = asset_topic(an_asset_id())
PATIENCE_S: Final = 30


def numbered(version: int) -> Asset:
    return an_asset(version=version)


def test_who_does_not_take_a_frame_is_cut_off_and_the_batch_is_done() -> None:
    world = World()
    names = crowd(world)
    world.sockets.slow |= {names[0], names[3]}
    tell_asset(world, None, an_asset())
    assert world.sockets.closed == [names[0], names[3]]
    assert set(world.storage.connections) == {names[1], names[2], names[4]}
    assert counts(world, names) == [0, 1, 1, 0, 1]
    assert world.live_meter.told == [("delivered", 3, 0, 2)]


def test_who_neither_takes_a_frame_nor_ends_brings_the_batch_again_and_all_others_are_told() -> (
    None
):
    world = World()
    names = crowd(world)
    world.sockets.slow.add(names[1])
    world.sockets.stuck.add(names[1])
    with pytest.raises(ServiceUnavailable):
        tell_asset(world, None, an_asset())
    assert counts(world, names) == [1, 0, 1, 1, 1]
    assert set(world.storage.connections) == set(names)
    world.sockets.slow.clear()
    tell_asset(world, None, an_asset())
    assert counts(world, names) == [2, 1, 2, 2, 2]


COMMITTED: Final = a_bulk(status=BulkStatus.COMMITTED)
SEALED: Final = replace(COMMITTED, status=BulkStatus.SEALED)


@pytest.mark.parametrize(
    "change",
    [
        lambda announcer: announcer.announce(None, an_asset()),
        lambda announcer: announcer.announce_bulk(COMMITTED, SEALED),
    ],
    ids=["asset", "bulk"],
)
def test_who_never_ends_holds_a_batch_up_for_a_minute_only(
    change: Callable[[ChangeAnnouncer], None],
) -> None:
    world = World()
    names = crowd(world, 2)
    world.sockets.slow.add(names[0])
    world.sockets.stuck.add(names[0])
    changed_at = world.clock()
    world.clock.advance(STUBBORN_FOR - MILLISECOND)
    with pytest.raises(ServiceUnavailable):
        tell(world, change, changed_at=changed_at)
    world.clock.advance(MILLISECOND)
    tell(world, change, changed_at=changed_at)
    assert set(world.storage.connections) == {names[1]}


class SlowlyTaken(FakeSockets):
    """Each frame takes a while."""

    world: World
    takes: timedelta

    @watched
    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        self.world.clock.advance(self.takes)
        return self._take(connection_id, frame)


def test_who_takes_frames_too_slowly_is_cut_off_before_places_are_too_long_ago() -> None:
    world = World()
    slowly = SlowlyTaken(world.faults)
    slowly.world, slowly.takes = world, BEGUN_WITHIN / 2.5
    world.sockets = slowly
    [name] = crowd(world, 1)
    changes = [numbered(version) for version in range(1, 9)]
    tell(world, *(lambda announcer, each=each: announcer.announce(None, each) for each in changes))
    assert len(heard(world, name)) == 1 + BEGUN_WITHIN // slowly.takes
    assert world.sockets.closed == [name]
    assert not world.storage.connections


class Blocking(FakeSockets):
    """One connection takes nothing until it is released; each other one tells that it has it."""

    def __init__(self, faults: Faults, blocked: ConnectionId) -> None:
        super().__init__(faults)
        self.released = Signal()
        self.taken: dict[str, Signal] = {}
        self._blocked = blocked

    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        if connection_id == self._blocked:
            assert self.released.wait(PATIENCE_S)
        self.frames.append((connection_id, frame))
        self.taken[connection_id].set()
        return True


def test_while_one_takes_nothing_all_others_are_told() -> None:
    world = World()
    names = crowd(world, 20)
    sockets = Blocking(world.faults, names[0])
    sockets.taken = {name: Signal() for name in names}
    world.sockets = sockets
    with ThreadPoolExecutor(4) as pool, ThreadPoolExecutor(1) as function:
        world.senders = pool
        telling = function.submit(tell_asset, world, None, an_asset())
        assert all(sockets.taken[name].wait(PATIENCE_S) for name in names[1:])
        assert not telling.done()
        assert counts(world, names[:1]) == [0]
        sockets.released.set()
        telling.result(PATIENCE_S)
    assert counts(world, names) == [1] * 20


def test_five_hundred_connections_are_told_side_by_side_each_in_order() -> None:
    world = World()
    names = crowd(world, 500)
    world.sockets.gone |= set(names[::50])
    world.sockets.slow |= set(names[1::50])
    versions = range(1, 11)
    with ThreadPoolExecutor(32) as pool:
        world.senders = pool
        world.faults.clear()
        changes = [numbered(version) for version in versions]
        tell(world, *(lambda a, each=each: a.announce(None, each) for each in changes))
    for number, name in enumerate(names):
        told = [getattr(frame, "version", None) for frame in heard(world, name)]
        assert told == ([] if number % 50 in {0, 1} else list(versions))
    assert world.live_meter.told == [("delivered", 4800, 10, 10)]
    assert len(world.storage.connections) == 480
