"""Scenes in which a converter of an attempt that failed comes back while the next one is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from tests.builders import an_operation
from tests.faults import Faults
from tests.services.in_pieces import JOIN, NUMBERS, deliver_all, message_of
from tests.services.stories import another_hold, convert, queued, stored
from tests.services.turns import Turns, Worker
from tests.world import World

AFTER_ITS_LEASE: Final = timedelta(minutes=2)
MakeWorld = Callable[[Faults], World]


@dataclass
class Scene:
    """The zombie stands before its last write; `new` is at work on the next attempt, if anybody."""

    world: World
    asset: Asset
    zombie: Worker
    new: Worker | None = None


def one_that_would_fail(make_world: MakeWorld) -> Scene:
    return _replaced(make_world, {OutputKind.GIF: MediaFault.DAMAGED})


def one_that_would_show_an_output(make_world: MakeWorld) -> Scene:
    return _replaced(make_world, {})


def one_that_would_show_the_join(make_world: MakeWorld) -> Scene:
    world = make_world(Turns())
    asset = queued(world)
    convert(world, world.queue.sent.pop(0))
    for number in NUMBERS:
        convert(world, message_of(world, number), another_hold())
    join = message_of(world, JOIN)
    zombie = Worker(lambda: convert(world, join, another_hold()))
    zombie.until("FakeAssetStore.save")
    world.clock.advance(AFTER_ITS_LEASE)
    world.piece_maker.rejects = {"join": MediaFault.ENCODER_FAILED}
    convert(world, join, another_hold())
    world.piece_maker.rejects = {}
    world.queue.sent.clear()
    _retry(world, asset)
    convert(world, world.queue.sent.pop(0), another_hold())
    return Scene(world, asset, zombie)


def require_harmless(scene: Scene) -> None:
    """The zombie ends without having changed anything, and the next attempt goes on as it was."""
    world, asset = scene.world, scene.asset
    before = stored(world, asset)
    assert (before.status, before.current_conversion.run_id) == ("processing", (2, 1))
    scene.zombie.finish()
    assert scene.zombie.went_well
    assert stored(world, asset) == before
    if scene.new is not None:
        scene.new.finish()
        world.queue.sent.clear()
    deliver_all(world)
    done = stored(world, asset)
    assert done.status is ConversionStatus.COMPLETED
    assert {output.kind for output in done.outputs} == set(OutputKind)
    assert all(output.key in world.blobs.objects for output in done.outputs)


def _replaced(make_world: MakeWorld, rejects: dict[OutputKind | None, MediaFault]) -> Scene:
    """One converter of the first attempt is late, another one has failed it."""
    world = make_world(Turns())
    asset = queued(world)
    [old] = world.queue.sent
    world.transcoder.rejects = rejects
    zombie = Worker(lambda: convert(world, old, another_hold()))
    zombie.until("FakeAssetStore.save", 3)
    world.clock.advance(AFTER_ITS_LEASE)
    world.transcoder.rejects = {OutputKind.GIF: MediaFault.ENCODER_FAILED}
    convert(world, old)
    world.transcoder.rejects = {}
    _retry(world, asset)
    new = Worker(lambda: convert(world, world.queue.sent[-1], another_hold()))
    new.until("FakeTranscoder.make")
    return Scene(world, asset, zombie, new)


def _retry(world: World, asset: Asset) -> None:
    operation = an_operation("again", world.clock())
    world.conversions().retry_conversion(asset.asset_id, None, operation)


SCENES: Final[dict[str, tuple[Callable[[MakeWorld], Scene], bool]]] = {
    "fails": (one_that_would_fail, False),
    "shows an output": (one_that_would_show_an_output, False),
    "shows the join": (one_that_would_show_the_join, True),
}
"""Each with whether the video is made in pieces."""
