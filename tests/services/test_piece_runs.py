"""Whose piece it is: claimed once, kept by a lease, taken over, retried alone, given up."""

from datetime import timedelta

import pytest

from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import JobHeld, ServiceUnavailable
from mediadesk.domain.fan_out import MAX_PIECE_RUNS, PieceStatus
from mediadesk.services.backoff import rest_after
from mediadesk.services.workbench import held_s
from tests.builders import an_operation
from tests.conversion_world import LEASE_S
from tests.services.in_pieces import (
    JOIN,
    NUMBERS,
    deliver_all,
    message_of,
    numbers_sent,
    piece,
    spread,
)
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    another_hold,
    calls,
    convert,
    dies_before,
    error_of,
    stored,
)
from tests.services.turns import Worker

STEPS = [
    ("FakePieceStore.claim", 1),
    ("FakeBlobs.download", 1),
    ("FakePieceMaker.make_piece", 1),
    ("FakeBlobs.publish", 1),
    ("FakePieceStore.finish", 1),
    ("FakeAssetStore.get", 2),
]
"""Where a worker may stop that encodes a piece: before each of these calls."""
JOINING = [
    ("FakePieceStore.claim", 1),
    ("FakeBlobs.download", 3),
    ("FakePieceMaker.join", 1),
    ("FakeBlobs.publish", 1),
    ("FakeAssetStore.save", 1),
    ("FakeAssetStore.save", 2),
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("name", "count"), STEPS)
def test_a_piece_whose_worker_died_is_made_again_alone(name: str, count: int, number: int) -> None:
    world, asset = spread()
    dies_before(world, name, count, message_of(world, number))
    world.clock.advance(LEASE + MILLISECOND)
    assert deliver_all(world) == []
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    others = [made for made in world.piece_maker.made if made != number]
    assert sorted(others) == [other for other in NUMBERS if other != number]
    assert {piece(world, other).run for other in NUMBERS if other != number} == {1}
    assert world.piece_maker.joined == [NUMBERS]


@pytest.mark.parametrize(("name", "count"), JOINING)
def test_a_join_whose_worker_died_is_done_by_another_and_no_piece_again(
    name: str, count: int
) -> None:
    world, asset = spread()
    deliver_all(world, until=lambda: JOIN in numbers_sent(world))
    dies_before(world, name, count, message_of(world, JOIN))
    world.clock.advance(LEASE + MILLISECOND)
    deliver_all(world)
    done = stored(world, asset)
    assert done.status is ConversionStatus.COMPLETED
    assert sorted(world.piece_maker.made) == list(NUMBERS)
    assert len({output.kind for output in done.outputs}) == len(done.outputs) == 4


def test_while_another_encodes_it_a_message_waits_until_its_lease_is_over() -> None:
    world, _ = spread()
    message = message_of(world, 0)
    dies_before(world, "FakePieceMaker.make_piece", 1, message)
    world.clock.advance(timedelta(seconds=20))
    hold = another_hold()
    with pytest.raises(JobHeld):
        convert(world, message, hold)
    assert hold.kept_for[-1] == LEASE_S - 20 + 1
    world.clock.advance(timedelta(seconds=40))
    with pytest.raises(JobHeld):
        convert(world, message, hold)
    world.clock.advance(MILLISECOND)
    convert(world, message, hold)
    assert (piece(world, 0).status, piece(world, 0).run) == (PieceStatus.DONE, 2)


def test_of_two_who_claim_a_piece_at_once_one_encodes_it() -> None:
    world, _ = spread()
    message = message_of(world, 0)
    slower = Worker(lambda: convert(world, message, another_hold()))
    slower.until("FakePieceStore.claim")
    faster = Worker(lambda: convert(world, message))
    faster.until("FakePieceMaker.make_piece")
    slower.finish()
    faster.finish()
    assert world.piece_maker.made == [0]
    assert piece(world, 0).run == 1


def test_a_piece_that_kills_its_workers_is_given_up_with_that_reason() -> None:
    world, asset = spread()
    message = message_of(world, 2)
    for run in range(1, MAX_PIECE_RUNS + 1):
        dies_before(world, "FakePieceMaker.make_piece", 1, message)
        assert piece(world, 2).run == run
        world.clock.advance(LEASE + MILLISECOND)
    convert(world, message)
    failed = stored(world, asset)
    assert (failed.status, error_of(failed)) == ("failed", "conversion_abandoned")
    assert world.meter.told[-1] == ("failed", "conversion_abandoned", "")
    operation = an_operation("again", world.clock())
    world.conversions().retry_conversion(asset.asset_id, None, operation)
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_the_last_worker_of_a_piece_is_not_given_up_when_it_comes_back_at_that_moment() -> None:
    world, asset = spread()
    message = message_of(world, 2)
    for _ in range(MAX_PIECE_RUNS - 1):
        dies_before(world, "FakePieceMaker.make_piece", 1, message)
        world.clock.advance(LEASE + MILLISECOND)
    last = Worker(lambda: convert(world, message))
    last.until("FakePieceMaker.make_piece")
    world.piece_maker.tick_takes = LEASE
    other = Worker(lambda: convert(world, message, another_hold()))
    world.clock.advance(LEASE + MILLISECOND)
    other.until("FakePieceStore.claim")
    last.until("FakePieceStore.renew", 2)
    other.finish()
    assert stored(world, asset).status is ConversionStatus.PROCESSING
    last.finish()
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_a_piece_that_is_gone_from_storage_is_given_up_and_a_retry_makes_it_anew() -> None:
    world, asset = spread()
    gone = piece(world, 1).source_key
    del world.blobs.objects[gone]
    deliver_all(world)
    assert error_of(stored(world, asset)) == "conversion_abandoned"
    assert gone in str(world.meter.told[-1])


def test_a_piece_that_failed_for_a_passing_reason_rests_alone_and_ever_longer() -> None:
    world, asset = spread()
    message = message_of(world, 0)
    rests = []
    for _ in range(3):
        world.faults.clear()
        world.faults.fail(6, "before")
        with pytest.raises(ServiceUnavailable):
            convert(world, message)
        assert world.faults.calls[5] == "FakePieceMaker.make_piece"
        rests.append(world.hold.kept_for[-1])
        world.clock.advance(timedelta(seconds=rests[-1]))
    assert rests == [held_s(rest_after(failures, lambda: 0.0)) for failures in (1, 2, 3)]
    world.faults.clear()
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert [piece(world, number).run for number in NUMBERS] == [4, 1, 1, 1]


@pytest.mark.parametrize("tick_takes_s", [1, 5, 19, 20, 25, 59])
def test_a_worker_that_ticks_within_its_lease_never_loses_it(tick_takes_s: float) -> None:
    world, asset = spread()
    world.piece_maker.tick_takes = timedelta(seconds=tick_takes_s)
    assert deliver_all(world) == []
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert {each.run for each in world.storage.pieces.values()} == {1}
    assert stored(world, asset).current_conversion.run == 1
    assert all(seconds == LEASE_S + 1 for seconds in world.hold.kept_for)


@pytest.mark.parametrize(("tick_takes_s", "writes"), [(0.3, 0), (0.4, 1), (1.0, 2), (1.5, 2)])
def test_progress_within_a_piece_is_shown_and_written_once_a_second_at_most(
    tick_takes_s: float, writes: int
) -> None:
    world, asset = spread()
    seen: list[int] = []
    for call in range(1, 60):
        world.faults.at(
            call,
            "after",
            lambda: seen.append(stored(world, asset).current_conversion.shown_progress),
        )
    world.piece_maker.tick_takes = timedelta(seconds=tick_takes_s)
    convert(world, message_of(world, 0))
    assert len(calls(world, "FakePieceStore.renew")) == writes
    assert seen == sorted(seen)
    assert len(set(seen)) == max(2, writes + 1)


def test_progress_does_not_fall_back_when_a_piece_is_taken_over() -> None:
    world, asset = spread()
    world.piece_maker.tick_takes = timedelta(seconds=2)
    dies_before(world, "FakeBlobs.publish", 1, message_of(world, 0))
    before = stored(world, asset).current_conversion.shown_progress
    world.clock.advance(LEASE + MILLISECOND)
    dies_before(world, "FakeBlobs.publish", 1, message_of(world, 0))
    assert stored(world, asset).current_conversion.shown_progress == before
    world.clock.advance(LEASE + MILLISECOND)
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
