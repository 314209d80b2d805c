"""How a converter shows that it is alive, and what it may do once it counts as dead."""

from contextlib import suppress
from datetime import timedelta

import pytest

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import MAX_RUNS, ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from tests.conversion_world import LEASE_S
from tests.faults import Moment
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    a_world,
    another_hold,
    calls,
    convert,
    dies_before,
    queued,
    stored,
)
from tests.services.turns import Worker
from tests.world import World

RENEWAL = "FakeAssetStore.renew"


def a_conversion(tick_takes_s: float) -> tuple[World, list[Asset]]:
    """A conversion at that pace, and the asset as it was after each call."""
    world = World()
    asset = queued(world)
    world.transcoder.tick_takes = timedelta(seconds=tick_takes_s)
    world.faults.clear()
    seen: list[Asset] = []
    for call in range(1, 100):
        world.faults.at(call, "after", lambda: seen.append(stored(world, asset)))
    convert(world)
    return world, seen


def progress_seen(seen: list[Asset]) -> list[int]:
    return [asset.current_conversion.progress for asset in seen]


def test_an_instant_conversion_renews_its_lease_once_for_each_output() -> None:
    world, _ = a_conversion(0)
    assert len(calls(world, RENEWAL)) == len(OutputKind)


def test_progress_is_written_once_a_second_at_most() -> None:
    quick, _ = a_conversion(0.4)
    slow, _ = a_conversion(1.0)
    assert len(calls(quick, RENEWAL)) < len(calls(slow, RENEWAL)) <= len(OutputKind) * 4


@pytest.mark.parametrize("tick_takes_s", [0, 0.4, 1, 5, 19, 20, 25, 59])
def test_progress_rises_and_reaches_100_only_at_the_end(tick_takes_s: float) -> None:
    _, seen = a_conversion(tick_takes_s)
    progress = progress_seen(seen)
    assert progress == sorted(progress)
    for asset in seen:
        is_complete = asset.status is ConversionStatus.COMPLETED
        assert (asset.current_conversion.progress == 100) == is_complete


@pytest.mark.parametrize("tick_takes_s", [1, 5, 19, 20, 25, 59])
def test_a_converter_that_ticks_within_its_lease_never_loses_it(tick_takes_s: float) -> None:
    world, seen = a_conversion(tick_takes_s)
    assert seen[-1].status is ConversionStatus.COMPLETED
    assert seen[-1].current_conversion.run == 1
    assert all(seconds == LEASE_S + 1 for seconds in world.hold.kept_for)


def test_the_message_is_kept_as_long_as_the_lease_and_not_asked_for_more_often() -> None:
    world, _ = a_conversion(5)
    minutes = 3 * len(OutputKind) * 5 / 60
    assert 2 <= len(world.hold.kept_for) <= minutes * 60 / (LEASE_S / 3) + 1


def test_progress_never_falls_back_when_a_job_is_taken_over() -> None:
    world = a_world()
    asset = queued(world)
    world.transcoder.tick_takes = LEASE / 3
    dies_before(world, "FakeBlobs.publish", 4)
    before = stored(world, asset).current_conversion
    assert before.progress > 50
    world.faults.clear()
    progress: list[int] = []
    for call in range(1, 100):
        world.faults.at(
            call, "after", lambda: progress.append(stored(world, asset).current_conversion.progress)
        )
    world.clock.advance(LEASE + MILLISECOND)
    convert(world)
    assert stored(world, asset).current_conversion.run == before.run + 1
    assert progress[0] == before.progress
    assert progress == sorted(progress)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_progress_never_falls_back_when_a_renewal_fails(moment: Moment) -> None:
    world = World()
    asset = queued(world)
    world.transcoder.tick_takes = LEASE / 3
    world.faults.clear()
    for call in range(1, 60):
        world.faults.fail(call * 7, moment)
    progress = [0]
    for _ in range(MAX_RUNS):
        with suppress(ServiceUnavailable):
            convert(world)
        progress.append(stored(world, asset).current_conversion.progress)
        world.clock.advance(timedelta(seconds=world.hold.kept_for[-1]))
    assert progress == sorted(progress)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("FakeBlobs.download", 1),
        ("FakeTranscoder.probe", 1),
        ("FakeTranscoder.make", 1),
        ("FakeBlobs.publish", 1),
        ("FakeAssetStore.renew", 1),
        ("FakeAssetStore.save", 2),
        ("FakeTranscoder.make", 2),
        ("FakeBlobs.publish", 3),
        ("FakeAssetStore.renew", 3),
        ("FakeAssetStore.save", 4),
        ("FakeAssetStore.save", 5),
    ],
)
def test_a_converter_that_wakes_up_replaced_changes_nothing(name: str, count: int) -> None:
    world = a_world()
    asset = queued(world)
    zombie = Worker(lambda: convert(world))
    zombie.until(name, count)
    world.clock.advance(LEASE + MILLISECOND)
    convert(world, hold=another_hold())
    done = stored(world, asset)
    shown = {output.key: world.blobs.objects[output.key] for output in done.outputs}
    zombie.finish()
    assert zombie.went_well
    assert stored(world, asset) == done
    assert all(world.blobs.objects[key] is file for key, file in shown.items())
    assert done.status is ConversionStatus.COMPLETED


def test_a_converter_that_wakes_up_replaced_cannot_fail_the_job() -> None:
    world = a_world()
    asset = queued(world)
    zombie = Worker(lambda: convert(world))
    zombie.until("FakeTranscoder.probe")
    world.clock.advance(LEASE + MILLISECOND)
    convert(world, hold=another_hold())
    done = stored(world, asset)
    world.transcoder.rejects = {None: MediaFault.DAMAGED}
    zombie.finish()
    assert zombie.went_well
    assert stored(world, asset) == done


def test_a_converter_that_slept_and_was_not_replaced_goes_on() -> None:
    world = a_world()
    asset = queued(world)
    sleeper = Worker(lambda: convert(world))
    sleeper.until("FakeTranscoder.make", 2)
    world.clock.advance(10 * LEASE)
    sleeper.finish()
    done = stored(world, asset)
    assert done.status is ConversionStatus.COMPLETED
    assert done.current_conversion.run == 1


def test_an_output_whose_answer_was_lost_is_shown_once() -> None:
    world = World()
    asset = queued(world)
    world.faults.clear()
    conflict = WriteConflict("It was our own write that came first.")
    world.faults.fail(9, "after", conflict)
    convert(world)
    assert world.faults.calls[8] == "FakeAssetStore.save"
    done = stored(world, asset)
    assert [output.kind for output in done.outputs] == list(OutputKind)
    assert done.current_conversion.run == 1
