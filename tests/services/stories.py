"""What tests of services begin with: assets on their way, and converters told of them."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import Asset, upload_key
from tests.builders import a_file, an_operation
from tests.fakes import FakeMessageHold
from tests.faults import Faults
from tests.services.turns import Turns, Worker
from tests.world import LEASE_S, World

FILE: Final = b"twelve bytes"
LEASE: Final = timedelta(seconds=LEASE_S)
MILLISECOND: Final = timedelta(milliseconds=1)


def a_world() -> World:
    """One in which a converter can be stopped before any call of a fake."""
    return World(Turns())


def announced(
    world: World,
    key: str | None = None,
    **changed: Any,  # noqa: ANN401 - any field of the shape
) -> Asset:
    """An asset whose file is awaited; `key` is None for a request of its own."""
    known = {"size_bytes": len(FILE)}
    operation = an_operation(key or world.new_id("key_"), received_at=world.clock())
    return world.uploads().start(a_file(**{**known, **changed}), operation).asset


def landed(
    world: World,
    file: bytes = FILE,
    **changed: Any,  # noqa: ANN401 - any field of the shape
) -> Asset:
    """An asset whose file is there, of which nobody has been told."""
    asset = announced(world, **changed)
    world.blobs.objects[upload_key(asset.asset_id)] = file
    return asset


def queued(world: World) -> Asset:
    """An asset whose conversion waits, its message in `world.queue.sent`."""
    asset = landed(world)
    told(world, asset)
    return stored(world, asset)


def told(world: World, asset: Asset) -> None:
    world.arrivals().receive(upload_key(asset.asset_id), "message-1")


def convert(
    world: World, message: ConversionRequested | None = None, hold: FakeMessageHold | None = None
) -> None:
    """Let a converter work on the message, or on the oldest one sent, which stays."""
    with tempfile.TemporaryDirectory() as folder:
        world.converter().convert(
            message or world.queue.sent[0],
            hold or world.hold,
            world.transcoder,
            Path(folder),
            "call-1",
        )


def dies_before(world: World, name: str, count: int = 1) -> None:
    """Let a converter work up to that call of a fake; the world needs to take turns."""
    converter = Worker(lambda: convert(world))
    converter.until(name, count)
    converter.kill()


def stored(world: World, asset: Asset) -> Asset:
    return world.storage.assets[asset.asset_id]


def another_hold() -> FakeMessageHold:
    """The hold of another delivery, that no fault disturbs."""
    return FakeMessageHold(Faults())


def calls(world: World, name: str) -> list[int]:
    """By number, the calls of a fake so far: `FakeBlobs.publish`."""
    return [number for number, call in enumerate(world.faults.calls, 1) if call == name]
