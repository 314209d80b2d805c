"""What is removed of attempts that have ended, and that nothing which is shown ever is."""

from datetime import timedelta

import pytest

from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.services.tidying import AT_ONCE, TIDIED_AFTER
from tests.builders import an_operation
from tests.faults import Crash
from tests.services.in_pieces import deliver_all, spread
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    a_world,
    convert,
    dies_before,
    queued,
    stored,
)
from tests.services.turns import Worker
from tests.world import World


def keys(world: World) -> set[str]:
    """All but the originals."""
    return {key for key in world.blobs.objects if not key.startswith("uploads/")}


def shown(world: World) -> set[str]:
    return {output.key for asset in world.storage.assets.values() for output in asset.outputs}


def left_behind() -> tuple[World, Asset]:
    """Completed by a second run; the first had uploaded a GIF that it could not show."""
    world = a_world()
    asset = queued(world)
    dies_before(world, "FakeAssetStore.renew", 2)
    world.clock.advance(LEASE + MILLISECOND)
    convert(world)
    world.faults.clear()
    assert len(keys(world) - shown(world)) == 1
    return world, stored(world, asset)


def failed(world: World) -> Asset:
    asset = queued(world)
    world.transcoder.rejects = {OutputKind.WEBM: MediaFault.TIMED_OUT}
    convert(world, world.queue.sent.pop(0))
    world.transcoder.rejects = {}
    return stored(world, asset)


def test_what_nobody_is_shown_is_removed_an_hour_after_the_end() -> None:
    world, asset = left_behind()
    world.clock.advance(TIDIED_AFTER)
    assert world.tidying().sweep() == 0
    world.clock.advance(MILLISECOND)
    assert world.tidying().sweep() == 1
    assert keys(world) == shown(world) == {output.key for output in asset.outputs}
    assert upload_key(asset.asset_id) in world.blobs.objects
    world.faults.clear()
    assert world.tidying().sweep() == 0
    assert world.faults.calls == ["FakeJobStore.untidied"]


def test_of_an_attempt_that_is_under_way_nothing_is_removed() -> None:
    world = a_world()
    queued(world)
    dies_before(world, "FakeAssetStore.renew", 2)
    before = keys(world)
    world.clock.advance(timedelta(days=1))
    assert world.tidying().sweep() == 0
    assert keys(world) == before != shown(world)


def test_of_a_failed_attempt_what_was_shown_stays() -> None:
    world = a_world()
    asset = failed(world)
    world.blobs.objects[f"outputs/{asset.asset_id}/1/1/webm.webm"] = b"half of it"
    world.clock.advance(TIDIED_AFTER + MILLISECOND)
    assert world.tidying().sweep() == 1
    assert keys(world) == shown(world)
    assert len(stored(world, asset).outputs) == 3


def test_pieces_are_removed_when_they_were_joined_or_given_up() -> None:
    for fault in (None, MediaFault.ENCODER_FAILED):
        world, _ = spread()
        world.piece_maker.rejects = {} if fault is None else {1: fault}
        deliver_all(world)
        assert [key for key in keys(world) if key.startswith("work/")]
        world.clock.advance(TIDIED_AFTER + MILLISECOND)
        world.tidying().sweep()
        assert keys(world) == shown(world)


def test_while_a_retry_is_under_way_only_the_attempt_that_ended_is_tidied() -> None:
    world = a_world()
    asset = failed(world)
    old, other = f"outputs/{asset.asset_id}/1/1/webm.webm", f"outputs/{asset.asset_id}/10/1/x"
    world.blobs.objects[old] = world.blobs.objects[other] = b"half of it"
    world.clock.advance(TIDIED_AFTER - MILLISECOND)
    world.conversions().retry_conversion(asset.asset_id, None, an_operation("again"))
    converter = Worker(lambda: convert(world))
    converter.until("FakeBlobs.publish")
    converter.until("FakeAssetStore.renew")
    world.clock.advance(2 * MILLISECOND)
    published = keys(world)
    assert world.tidying().sweep() == 1
    assert published - keys(world) == {old}
    converter.finish()
    done = stored(world, asset)
    assert done.status is ConversionStatus.COMPLETED
    assert shown(world) <= keys(world)
    world.clock.advance(timedelta(hours=2))
    world.tidying().sweep()
    assert keys(world) == shown(world) | {other}


@pytest.mark.parametrize("count", [999, 1000, 1001, 2500])
def test_more_objects_than_one_answer_names_are_all_removed(count: int) -> None:
    world, asset = left_behind()
    for number in range(count):
        world.blobs.objects[f"work/{asset.asset_id}/1/1/{number:05d}/source"] = b"piece"
    world.clock.advance(TIDIED_AFTER + MILLISECOND)
    assert world.tidying().sweep() == count + 1
    assert keys(world) == shown(world)


@pytest.mark.parametrize("error", [Crash(), ServiceUnavailable("Away.")], ids=["dies", "away"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_wherever_it_is_interrupted_the_next_sweep_finishes_it(
    moment: str, error: BaseException
) -> None:
    for call in range(1, 9):
        world, _ = left_behind()
        world.clock.advance(TIDIED_AFTER + MILLISECOND)
        world.faults.clear()
        world.faults.fail(call, "before" if moment == "before" else "after", error)
        try:
            world.tidying().sweep()
        except (Crash, ServiceUnavailable):
            world.tidying().sweep()
        assert keys(world) == shown(world), call
        assert not [job for job in world.storage.jobs.values() if job.is_untidied]


def test_of_very_many_attempts_the_oldest_are_tidied_first_and_the_rest_next_time() -> None:
    world = a_world()
    for _ in range(AT_ONCE + 2):
        asset = failed(world)
        world.blobs.objects[f"work/{asset.asset_id}/1/1/00000/source"] = b"piece"
        world.clock.advance(timedelta(seconds=1))
    newest = sorted(world.storage.assets)[-2:]
    world.clock.advance(TIDIED_AFTER)
    assert world.tidying().sweep() == AT_ONCE
    assert sorted(key.split("/")[1] for key in keys(world) - shown(world)) == newest
    assert world.tidying().sweep() == 2


def test_one_attempt_that_cannot_be_tidied_keeps_no_other_one_waiting() -> None:
    world = a_world()
    for _ in range(3):
        asset = failed(world)
        world.blobs.objects[f"work/{asset.asset_id}/1/1/00000/source"] = b"piece"
        world.clock.advance(timedelta(seconds=1))
    world.clock.advance(TIDIED_AFTER)
    world.faults.clear()
    world.faults.fail(4, "before")
    with pytest.raises(ServiceUnavailable):
        world.tidying().sweep()
    assert world.faults.calls[3] == "FakeBlobs.keys"
    oldest = min(world.storage.assets)
    assert {key.split("/")[1] for key in keys(world) - shown(world)} == {oldest}
    assert world.tidying().sweep() == 1


def test_a_row_whose_asset_is_gone_is_done_with() -> None:
    world, asset = left_behind()
    del world.storage.assets[asset.asset_id]
    world.clock.advance(TIDIED_AFTER + MILLISECOND)
    assert world.tidying().sweep() == 0
    assert not [job for job in world.storage.jobs.values() if job.is_untidied]


def test_what_a_deleted_asset_shows_stays_for_it_may_be_restored() -> None:
    world, asset = left_behind()
    world.removals().delete(asset.asset_id, None, an_operation("gone", world.clock()))
    world.clock.advance(TIDIED_AFTER + MILLISECOND)
    world.tidying().sweep()
    assert keys(world) == {output.key for output in asset.outputs}
