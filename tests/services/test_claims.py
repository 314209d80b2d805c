"""Whose job it is: claimed once, kept by a lease, taken over, given up."""

from datetime import timedelta

import pytest

from mediadesk.domain.conversions import MAX_RUNS, ConversionStatus
from mediadesk.domain.errors import JobHeld, ServiceUnavailable
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.services.backoff import rest_after
from mediadesk.services.conversion_sweep import ABANDONED_AFTER
from mediadesk.services.workbench import held_s
from tests.conversion_world import LEASE_S
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    a_world,
    another_hold,
    convert,
    dies_before,
    error_of,
    queued,
    stored,
)
from tests.services.turns import Worker


def test_while_another_is_at_work_a_message_waits_until_its_lease_is_over() -> None:
    world = a_world()
    queued(world)
    dies_before(world, "FakeTranscoder.probe")
    hold = another_hold()
    world.clock.advance(timedelta(seconds=20))
    with pytest.raises(JobHeld):
        convert(world, hold=hold)
    assert hold.kept_for[1:] == [LEASE_S - 20 + 1]
    world.clock.advance(timedelta(seconds=40))
    with pytest.raises(JobHeld):
        convert(world, hold=hold)
    assert hold.kept_for[-1] == 1
    world.clock.advance(MILLISECOND)
    convert(world, hold=hold)
    [asset] = world.storage.assets.values()
    assert asset.status is ConversionStatus.COMPLETED
    assert asset.current_conversion.run == 2


def test_of_two_who_claim_at_once_one_works_and_the_other_waits() -> None:
    world = a_world()
    asset = queued(world)
    hold = another_hold()
    slower = Worker(lambda: convert(world, hold=hold))
    slower.until("FakeAssetStore.save")
    faster = Worker(lambda: convert(world))
    faster.until("FakeTranscoder.probe")
    slower.finish()
    assert not slower.went_well
    assert hold.kept_for[-1] == LEASE_S + 1
    faster.finish()
    assert stored(world, asset).current_conversion.run == 1


def test_who_claims_a_job_that_another_has_just_finished_has_nothing_to_do() -> None:
    world = a_world()
    asset = queued(world)
    slower = Worker(lambda: convert(world, hold=another_hold()))
    slower.until("FakeAssetStore.save")
    convert(world)
    done = stored(world, asset)
    slower.finish()
    assert slower.went_well
    assert stored(world, asset) == done


@pytest.mark.parametrize("kind", range(len(OutputKind)))
def test_a_take_over_goes_on_where_the_other_fell_silent(kind: int) -> None:
    world = a_world()
    asset = queued(world)
    dies_before(world, "FakeTranscoder.make", kind + 1)
    world.transcoder.made.clear()
    world.clock.advance(LEASE + MILLISECOND)
    convert(world)
    assert world.transcoder.made == list(OutputKind)[kind:]
    done = stored(world, asset)
    runs = [output.key.split("/")[3] for output in done.outputs]
    assert runs == ["1"] * kind + ["2"] * (len(OutputKind) - kind)


def test_what_fails_before_the_claim_is_tried_again_as_soon_as_a_lost_converter() -> None:
    world = a_world()
    asset = queued(world)
    world.faults.clear()
    world.faults.fail(2, "before")
    with pytest.raises(ServiceUnavailable):
        convert(world)
    assert world.faults.calls == ["FakeMessageHold.keep_for", "FakeAssetStore.get"]
    assert world.hold.kept_for == [LEASE_S + 1]
    assert stored(world, asset) == asset


def test_a_job_that_was_given_up_is_tried_again_soon_and_not_after_the_lease() -> None:
    world = a_world()
    asset = queued(world)
    world.faults.fail(len(world.faults.calls) + 5, "before")
    with pytest.raises(ServiceUnavailable):
        convert(world)
    rest_s = held_s(rest_after(1, lambda: 0.0))
    assert world.hold.kept_for[-1] == rest_s < LEASE_S
    world.clock.advance(timedelta(seconds=rest_s))
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_a_storage_that_is_away_for_five_minutes_costs_no_job() -> None:
    world = a_world()
    asset = queued(world)
    back_at = world.clock() + timedelta(minutes=5)
    while world.clock() < back_at:
        world.faults.clear()
        world.faults.fail(4, "before")
        with pytest.raises(ServiceUnavailable):
            convert(world)
        assert world.faults.calls[3] == "FakeBlobs.download"
        world.clock.advance(timedelta(seconds=world.hold.kept_for[-1]))
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_a_failure_that_cannot_be_recorded_is_tried_again_at_once() -> None:
    world = a_world()
    asset = queued(world)
    world.transcoder.rejects = {None: MediaFault.DAMAGED}
    world.faults.clear()
    world.faults.fail(6, "before")
    with pytest.raises(ServiceUnavailable):
        convert(world)
    assert world.faults.calls[4:6] == ["FakeTranscoder.probe", "FakeAssetStore.save"]
    world.clock.advance(timedelta(seconds=world.hold.kept_for[-1]))
    convert(world)
    assert error_of(stored(world, asset)) == "media_damaged"


def test_a_job_that_kills_its_converters_is_given_up_with_that_reason() -> None:
    world = a_world()
    asset = queued(world)
    for run in range(1, MAX_RUNS + 1):
        dies_before(world, "FakeTranscoder.probe")
        assert stored(world, asset).current_conversion.run == run
        world.clock.advance(LEASE + MILLISECOND)
    convert(world)
    failed = stored(world, asset)
    assert (failed.status, error_of(failed)) == ("failed", "conversion_abandoned")
    error = failed.current_conversion.error
    assert error is not None
    assert error.retryable
    assert world.meter.told[-1] == ("failed", "conversion_abandoned", "")


def test_the_last_run_is_not_given_up_when_it_comes_back_at_that_moment() -> None:
    world = a_world()
    asset = queued(world)
    for _ in range(MAX_RUNS - 1):
        dies_before(world, "FakeTranscoder.probe")
        world.clock.advance(LEASE + MILLISECOND)
    last = Worker(lambda: convert(world))
    last.until("FakeTranscoder.make")
    world.transcoder.tick_takes = LEASE
    other = Worker(lambda: convert(world, hold=another_hold()))
    world.clock.advance(LEASE + MILLISECOND)
    other.until("FakeAssetStore.save")
    last.until("FakeAssetStore.renew", 2)
    other.finish()
    assert not other.went_well
    last.finish()
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_a_job_whose_message_was_lost_is_handed_over_again() -> None:
    world = a_world()
    asset = queued(world)
    dies_before(world, "FakeTranscoder.probe")
    world.queue.sent.clear()
    world.clock.advance(LEASE + ABANDONED_AFTER - MILLISECOND)
    assert world.conversion_sweep().sweep() == 0
    world.clock.advance(MILLISECOND)
    assert world.conversion_sweep().sweep() == 1
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    world.clock.advance(10 * LEASE)
    assert world.conversion_sweep().sweep() == 0
