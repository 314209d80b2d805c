"""Messages about pieces: early, of other runs, lost, and not more of them than are needed."""

from datetime import timedelta

import pytest

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.services.fan_out import TOLD_AGAIN
from mediadesk.services.outbox import UNHEARD_AFTER
from tests.services.in_pieces import (
    JOIN,
    NUMBERS,
    InPieces,
    deliver_all,
    message_of,
    numbers_sent,
    spread,
)
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    another_hold,
    convert,
    dies_before,
    error_of,
    queued,
    stored,
)
from tests.services.turns import Turns
from tests.world import World


def test_a_join_that_is_asked_for_early_waits_for_the_last_piece() -> None:
    world, asset = spread()
    early = message_of(world, 0).model_copy(update={"number": JOIN})
    for number in NUMBERS:
        convert(world, early)
        assert not world.piece_maker.joined
        convert(world, message_of(world, number))
    convert(world, early)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


@pytest.mark.parametrize(
    "changed", [{"number": 9}, {"run": 2}, {"attempt": 2}, {"asset_id": "ast_0"}]
)
def test_a_message_of_another_run_or_of_no_piece_asks_for_nothing(
    changed: dict[str, object],
) -> None:
    world, asset = spread()
    convert(world, message_of(world, 0).model_copy(update=changed))
    assert stored(world, asset) == asset
    assert not world.piece_maker.made


@pytest.mark.parametrize("lost", [(0,), (1, 3), NUMBERS])
def test_pieces_whose_messages_were_lost_are_handed_over_again(lost: tuple[int, ...]) -> None:
    world, asset = spread()
    messages = [message_of(world, number) for number in NUMBERS if number not in lost]
    world.queue.sent[:] = messages
    deliver_all(world)
    world.clock.advance(LEASE + UNHEARD_AFTER)
    assert world.conversion_sweep().sweep() == 1
    convert(world, world.queue.sent.pop(0))
    assert numbers_sent(world) == list(lost)
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert sorted(world.piece_maker.made) == list(NUMBERS)


def test_a_join_whose_message_was_lost_is_handed_over_again() -> None:
    world, asset = spread()
    deliver_all(world, until=lambda: JOIN in numbers_sent(world))
    world.queue.sent.clear()
    world.clock.advance(LEASE + UNHEARD_AFTER)
    world.conversion_sweep().sweep()
    convert(world, world.queue.sent.pop(0))
    assert numbers_sent(world) == [JOIN]
    deliver_all(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_a_piece_whose_worker_could_not_send_the_join_asks_for_it_when_it_comes_again() -> None:
    world, asset = spread()
    *others, last = [message_of(world, number) for number in NUMBERS]
    for message in others:
        convert(world, message)
    world.faults.clear()
    world.faults.fail(11, "before")
    with pytest.raises(ServiceUnavailable):
        convert(world, last)
    assert world.faults.calls[10] == "FakeJobQueue.send"
    assert JOIN not in numbers_sent(world)
    convert(world, last)
    convert(world, message_of(world, JOIN))
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert sorted(world.piece_maker.made) == list(NUMBERS)


def test_an_attempt_whose_pieces_are_gone_is_given_up_with_that_reason() -> None:
    world, asset = spread()
    world.storage.pieces.clear()
    world.queue.sent.clear()
    world.clock.advance(LEASE + UNHEARD_AFTER)
    world.conversion_sweep().sweep()
    convert(world, world.queue.sent.pop(0))
    assert error_of(stored(world, asset)) == "conversion_abandoned"
    assert world.meter.told[-1] == ("failed", "conversion_abandoned", "its pieces are gone")


def copies_in_two_hours(world: World, minutes_each: int) -> int:
    """How many messages are sent once more while a converter comes for a piece every so often."""
    copies = 0
    for minute in range(1, 121):
        world.clock.advance(timedelta(minutes=1))
        waiting = len(world.queue.sent)
        world.conversion_sweep().sweep()
        for message in [m for m in world.queue.sent if isinstance(m, ConversionRequested)]:
            world.queue.sent.remove(message)
            convert(world, message, another_hold())
        copies += len(world.queue.sent) - waiting
        if minute % minutes_each == 0:
            convert(world, world.queue.sent.pop(0), another_hold())
    return copies


@pytest.mark.parametrize(
    ("minutes_each", "at_most"), [(3, 0), (5, 0), (40, 4 * 81 + 8 * TOLD_AGAIN)]
)
def test_a_queue_that_is_merely_slow_is_not_filled_with_copies(
    minutes_each: int, at_most: int
) -> None:
    world = InPieces()
    world.piece_maker.pictures = 80
    queued(world)
    convert(world, world.queue.sent.pop(0))
    assert copies_in_two_hours(world, minutes_each) <= at_most


@pytest.mark.parametrize("begun", [0, 1])
def test_where_pieces_were_begun_only_a_few_of_the_others_are_told_again(begun: int) -> None:
    world = InPieces(Turns())
    world.piece_maker.pictures = 80
    queued(world)
    request = world.queue.sent[0]
    convert(world, world.queue.sent.pop(0))
    if begun:
        dies_before(world, "FakePieceMaker.make_piece")
    world.queue.sent.clear()
    world.clock.advance(LEASE + UNHEARD_AFTER)
    convert(world, request)
    assert len(world.queue.sent) == (TOLD_AGAIN if begun else 81)


def test_while_somebody_is_at_work_on_a_piece_nothing_is_sent_again() -> None:
    world, asset = spread()
    request = world.queue.sent[0].model_copy()
    attempt = ConversionRequested(job_id=request.job_id, asset_id=asset.asset_id, attempt=1)
    world.queue.sent.clear()
    convert(world, attempt)
    assert world.queue.sent == []
    world.clock.advance(LEASE)
    convert(world, attempt)
    assert world.queue.sent == []
    world.clock.advance(MILLISECOND)
    convert(world, attempt)
    assert numbers_sent(world) == list(NUMBERS)
