"""What a worker on a piece may do once it counts as dead: nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest

from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.faults import MediaFault, MediaRejected
from tests.fake_makers import FakePieceMaker
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
    convert,
    dies_before,
    stored,
)
from tests.services.test_piece_runs import JOINING, STEPS
from tests.services.turns import Worker
from tests.world import World


@pytest.mark.parametrize(("name", "count"), STEPS[1:])
def test_a_worker_that_wakes_up_replaced_changes_nothing_of_its_piece(
    name: str, count: int
) -> None:
    world, asset = spread()
    message = message_of(world, 0)
    zombie = Worker(lambda: convert(world, message))
    zombie.until(name, count)
    world.clock.advance(LEASE + MILLISECOND)
    convert(world, message, another_hold())
    later, before = piece(world, 0), stored(world, asset)
    made = world.blobs.objects[later.encoded_key]
    zombie.finish()
    assert zombie.went_well
    assert piece(world, 0) == later
    assert world.blobs.objects[later.encoded_key] is made
    assert stored(world, asset) == before
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


class FailsLate(FakePieceMaker):
    """Something happens after its last tick; then it refuses what it works on."""

    def __init__(self, world: World, meanwhile: Callable[[], None]) -> None:
        super().__init__(world.faults, world.clock)
        self._meanwhile: list[Callable[[], None]] = [meanwhile]

    def _refuse(self, what: int | Literal["split", "join"]) -> None:
        if self._meanwhile:
            self._meanwhile.pop()()
            raise MediaRejected(MediaFault.TIMED_OUT)


@pytest.mark.parametrize("number", [0, JOIN])
def test_a_worker_that_was_replaced_cannot_fail_the_asset(number: int) -> None:
    world, asset = spread()
    if number == JOIN:
        deliver_all(world, until=lambda: JOIN in numbers_sent(world))
    message = message_of(world, number)
    other = Worker(lambda: convert(world, message, another_hold()))

    def is_taken_over() -> None:
        world.clock.advance(LEASE + MILLISECOND)
        other.until("FakeBlobs.publish")

    world.piece_maker = FailsLate(world, is_taken_over)
    convert(world, message)
    assert stored(world, asset).status is ConversionStatus.PROCESSING
    other.finish()
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_each_join_writes_to_a_place_of_its_own() -> None:
    world, asset = spread()
    deliver_all(world, until=lambda: JOIN in numbers_sent(world))
    dies_before(world, "FakeAssetStore.save", 1, message_of(world, JOIN))
    world.clock.advance(LEASE + MILLISECOND)
    convert(world, message_of(world, JOIN))
    first, second = (key for key in world.blobs.objects if key.endswith(".webm"))
    assert first != second == stored(world, asset).outputs[-1].key


def test_what_was_joined_and_shown_is_not_joined_again() -> None:
    world, asset = spread()
    deliver_all(world, until=lambda: JOIN in numbers_sent(world))
    dies_before(world, "FakeAssetStore.save", 2, message_of(world, JOIN))
    shown = stored(world, asset).outputs
    assert not stored(world, asset).missing_outputs
    world.clock.advance(LEASE + MILLISECOND)
    convert(world, message_of(world, JOIN))
    done = stored(world, asset)
    assert (done.status, done.outputs) == ("completed", shown)
    assert world.piece_maker.joined == [NUMBERS]


@pytest.mark.parametrize(("name", "count"), JOINING[1:])
def test_a_join_that_wakes_up_replaced_writes_over_nothing(name: str, count: int) -> None:
    world, asset = spread()
    deliver_all(world, until=lambda: JOIN in numbers_sent(world))
    message = message_of(world, JOIN)
    zombie = Worker(lambda: convert(world, message))
    zombie.until(name, count)
    world.clock.advance(LEASE + MILLISECOND)
    convert(world, message, another_hold())
    done = stored(world, asset)
    shown = {output.key: world.blobs.objects[output.key] for output in done.outputs}
    zombie.finish()
    assert zombie.went_well
    assert stored(world, asset) == done
    assert done.status is ConversionStatus.COMPLETED
    assert all(world.blobs.objects[key] is file for key, file in shown.items())


def test_when_a_piece_has_failed_for_good_the_others_stop() -> None:
    world, asset = spread()
    world.piece_maker.tick_takes = LEASE / 2
    sibling = Worker(lambda: convert(world, message_of(world, 1), another_hold()))
    sibling.until("FakePieceMaker.make_piece")
    world.piece_maker.rejects = {0: MediaFault.ENCODER_FAILED}
    convert(world, message_of(world, 0))
    failed = stored(world, asset)
    sibling.finish()
    assert sibling.went_well
    assert 1 not in world.piece_maker.made
    assert world.faults.calls[-1] == "FakePieceStore.renew"
    assert stored(world, asset) == failed


def test_progress_does_not_fall_when_one_piece_fails_while_the_others_get_on() -> None:
    world, asset = spread()
    world.piece_maker.tick_takes = timedelta(seconds=2)
    failing = Worker(lambda: convert(world, message_of(world, 0)))
    failing.until("FakePieceMaker.make_piece")
    for number in (1, 2):
        convert(world, message_of(world, number), another_hold())
    before = stored(world, asset).current_conversion.shown_progress
    assert before > asset.current_conversion.shown_progress
    world.piece_maker.rejects = {0: MediaFault.ENCODER_FAILED}
    failing.finish()
    failed = stored(world, asset)
    assert failed.status is ConversionStatus.FAILED
    assert failed.current_conversion.progress >= before
