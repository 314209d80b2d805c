"""How a job's message reaches the queue: perhaps twice, never not at all."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.services.outbox import RESEND_AFTER, SWEPT_EVERY, UNHEARD_AFTER, Outbox, is_due_again
from tests.fakes import START
from tests.faults import Crash
from tests.services.stories import MILLISECOND, calls, convert, landed, queued, stored, told
from tests.world import World


def outbox(world: World) -> Outbox:
    return Outbox(world.jobs, world.queue)


def left_behind(world: World, error: BaseException) -> None:
    """A file that landed, whose receiver came to grief before it could send the message."""
    asset = landed(world)
    world.faults.clear()
    world.faults.fail(4, "before", error)
    with pytest.raises(type(error)):
        told(world, asset)
    assert world.faults.calls[3] == "FakeJobQueue.send"
    world.faults.clear()


@pytest.mark.parametrize("error", [Crash(), ServiceUnavailable("The queue is away.")], ids=repr)
def test_a_message_that_was_not_sent_is_sent_by_the_sweep(error: BaseException) -> None:
    world = World()
    left_behind(world, error)
    assert not world.queue.sent
    world.clock.advance(RESEND_AFTER)
    assert world.converter().sweep() == 0
    world.clock.advance(MILLISECOND)
    assert world.converter().sweep() == 1
    [message] = world.queue.sent
    [job] = world.storage.jobs.values()
    assert (message.job_id, message.asset_id, message.attempt) == (
        job.job_id,
        job.asset_id,
        job.attempt,
    )
    assert world.converter().sweep() == 0


def test_a_message_that_was_sent_and_not_marked_goes_out_twice_and_converts_once() -> None:
    world = World()
    asset = landed(world)
    world.faults.clear()
    world.faults.fail(5, "before", Crash())
    with pytest.raises(Crash):
        told(world, asset)
    world.faults.clear()
    world.clock.advance(RESEND_AFTER + MILLISECOND)
    assert world.converter().sweep() == 1
    first, second = world.queue.sent
    assert first == second
    convert(world, first)
    done = stored(world, asset)
    convert(world, second)
    assert stored(world, asset) == done


def test_a_message_is_marked_only_after_it_was_sent() -> None:
    world = World()
    queued(world)
    [sent] = calls(world, "FakeJobQueue.send")
    [marked] = calls(world, "FakeJobStore.mark_sent")
    assert sent < marked


def test_a_job_that_a_converter_has_claimed_needs_no_message() -> None:
    world = World()
    left_behind(world, Crash())
    [job] = world.storage.jobs.values()
    message = ConversionRequested(job_id=job.job_id, asset_id=job.asset_id, attempt=1)
    convert(world, message)
    world.clock.advance(timedelta(hours=1))
    assert world.converter().sweep() == 0


def test_the_oldest_is_sent_first_and_a_failure_leaves_the_rest_for_the_next_sweep() -> None:
    world = World()
    for _ in range(3):
        left_behind(world, Crash())
        world.clock.advance(timedelta(seconds=1))
    world.clock.advance(RESEND_AFTER)
    world.faults.fail(4, "before")
    with pytest.raises(ServiceUnavailable):
        outbox(world).resend(world.clock())
    assert len(world.queue.sent) == 1
    world.faults.clear()
    assert outbox(world).resend(world.clock()) == 2
    sent = [message.asset_id for message in world.queue.sent]
    assert sent == sorted(world.storage.assets)


def test_a_job_whose_message_got_lost_in_the_queue_is_sent_again_ever_more_seldom() -> None:
    world = World()
    queued(world)
    world.queue.sent.clear()
    sent_at: list[int] = []
    for minute in range(1, 300):
        world.clock.advance(timedelta(minutes=1))
        if world.converter().sweep():
            sent_at.append(minute)
    assert sent_at == [15, 30, 60, 120, 240]


@given(
    st.timedeltas(timedelta(0), SWEPT_EVERY - MILLISECOND),
    st.sampled_from([SWEPT_EVERY, UNHEARD_AFTER]),
    st.integers(0, 6),
)
def test_sweeps_a_minute_apart_send_at_each_doubling_once_whatever_their_phase(
    phase: timedelta, patience: timedelta, doublings: int
) -> None:
    minutes = int(patience / SWEPT_EVERY) * (2**doublings + 1)
    sweeps = [START + phase + minute * SWEPT_EVERY for minute in range(minutes)]
    assert sum(is_due_again(START, at, patience) for at in sweeps) == doublings + 1
