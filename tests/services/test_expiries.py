"""What becomes of uploads whose time is over, also of those that are completed meanwhile."""

import pytest

from mediadesk.domain.assets import EXPIRY_GRACE, PARTS_WINDOW
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import UploadExpired
from tests.services.in_parts import begun, complete, send
from tests.services.stories import MILLISECOND, a_world, stored
from tests.services.test_completions import require_one_conversion
from tests.services.turns import Worker
from tests.world import World

OVERDUE = PARTS_WINDOW + EXPIRY_GRACE


def test_after_its_time_an_upload_is_abandoned_and_cannot_be_completed() -> None:
    world = World()
    asset = begun(world)
    sent = send(world, asset)
    world.clock.advance(OVERDUE - MILLISECOND)
    assert world.arrivals().sweep("sweep-1") == 0
    assert world.multipart.open
    world.clock.advance(MILLISECOND)
    assert world.arrivals().sweep("sweep-2") == 1
    assert not world.multipart.open
    with pytest.raises(UploadExpired):
        complete(world, asset, sent)
    assert stored(world, asset).status is ConversionStatus.EXPIRED


def test_an_upload_that_is_completed_while_it_expires_is_not_thrown_away() -> None:
    world = a_world()
    asset = begun(world)
    sent = send(world, asset)
    world.clock.advance(OVERDUE)
    sweep = Worker(lambda: world.arrivals().sweep("sweep-1"))
    sweep.until("FakeAssetStore.save")
    complete(world, asset, sent)
    sweep.finish()
    assert sweep.went_well
    require_one_conversion(world, asset)


@pytest.mark.parametrize("waits", ["FakeBlobs.stat", "FakeAssetStore.save"])
def test_whoever_completes_what_expires_at_that_moment_is_told_so(waits: str) -> None:
    world = a_world()
    asset = begun(world)
    sent = send(world, asset)
    world.clock.advance(OVERDUE)
    refusals: list[UploadExpired] = []

    def completes() -> None:
        try:
            complete(world, asset, sent)
        except UploadExpired as refusal:
            refusals.append(refusal)

    sweep = Worker(lambda: world.arrivals().sweep("sweep-1"))
    sweep.until("FakeAssetStore.save")
    sender = Worker(completes)
    sender.until(waits)
    sweep.finish()
    sender.finish()
    assert len(refusals) == 1
    assert stored(world, asset).status is ConversionStatus.EXPIRED
    assert not world.queue.sent
