"""What tests of services begin with: assets on their way, and converters told of them."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from mediadesk.contracts.events import ConversionMessage, PieceRequested
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.services.workbench import keep_at_first
from tests.builders import a_file, an_operation
from tests.conversion_world import LEASE_S
from tests.fakes import FakeMessageHold
from tests.faults import Faults
from tests.services.turns import Turns, Worker
from tests.world import World

FILE: Final = b"twelve bytes"
LEASE: Final = timedelta(seconds=LEASE_S)
MILLISECOND: Final = timedelta(milliseconds=1)

_spare_folders: Final[list[Path]] = []


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


def queued(world: World, **changed: Any) -> Asset:  # noqa: ANN401 - any field of the shape
    """An asset whose conversion waits, its message in `world.queue.sent`."""
    asset = landed(world, **changed)
    told(world, asset)
    return stored(world, asset)


def told(world: World, asset: Asset) -> None:
    world.arrivals().receive(upload_key(asset.asset_id), "message-1")


def convert(
    world: World, message: ConversionMessage | None = None, hold: FakeMessageHold | None = None
) -> None:
    """Let a converter work on the message, or on the oldest one sent, which stays."""
    hold = hold or world.hold
    message = message or world.queue.sent[0]
    keep_at_first(hold, LEASE_S, deliveries=1)
    with work_folder() as folder:
        bench = world.workbench(folder, hold)
        if isinstance(message, PieceRequested):
            world.piece_worker().work(message, bench)
        else:
            world.conversion_worker().convert(message, bench)


@contextmanager
def work_folder() -> Iterator[Path]:
    """An empty one; to make and remove one for each delivery took longer than all the rest."""
    folder = _spare_folders.pop() if _spare_folders else Path(tempfile.mkdtemp(dir=_folders()))
    try:
        yield folder
    finally:
        for left in sorted(folder.rglob("*"), reverse=True):
            left.rmdir() if left.is_dir() else left.unlink()
        _spare_folders.append(folder)


@cache
def _folders() -> str:
    folder = tempfile.mkdtemp(prefix="mediadesk-stories-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def dies_before(
    world: World, name: str, count: int = 1, message: ConversionMessage | None = None
) -> None:
    """Let a converter work up to that call of a fake; the world needs to take turns."""
    converter = Worker(lambda: convert(world, message))
    converter.until(name, count)
    converter.kill()


def stored(world: World, asset: Asset) -> Asset:
    return world.storage.assets[asset.asset_id]


def error_of(asset: Asset) -> str | None:
    """The code by which its present attempt has failed."""
    error = asset.current_conversion.error
    return None if error is None else error.code


def another_hold() -> FakeMessageHold:
    """The hold of another delivery, that no fault disturbs."""
    return FakeMessageHold(Faults())


def calls(world: World, name: str) -> list[int]:
    """By number, the calls of a fake so far: `FakeBlobs.publish`."""
    return [number for number, call in enumerate(world.faults.calls, 1) if call == name]
