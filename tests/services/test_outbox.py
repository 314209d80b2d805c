"""How a job's message reaches the queue: perhaps twice, never not at all."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.services.conversion_sweep import ABANDONED_AFTER
from mediadesk.services.outbox import (
    RESEND_AFTER,
    SWEPT_WITHIN,
    UNHEARD_AFTER,
    Outbox,
    is_due_again,
)
from tests.fakes import START
from tests.faults import Crash
from tests.services.stories import (
    LEASE,
    MILLISECOND,
    a_world,
    calls,
    convert,
    dies_before,
    landed,
    queued,
    stored,
    told,
)
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
    assert world.conversion_sweep().sweep() == 0
    world.clock.advance(MILLISECOND)
    assert world.conversion_sweep().sweep() == 1
    [message] = world.queue.sent
    [job] = world.storage.jobs.values()
    assert (message.job_id, message.asset_id, message.attempt) == (
        job.job_id,
        job.asset_id,
        job.attempt,
    )
    assert world.conversion_sweep().sweep() == 0


def test_a_message_that_was_sent_and_not_marked_goes_out_twice_and_converts_once() -> None:
    world = World()
    asset = landed(world)
    world.faults.clear()
    world.faults.fail(5, "before", Crash())
    with pytest.raises(Crash):
        told(world, asset)
    world.faults.clear()
    world.clock.advance(RESEND_AFTER + MILLISECOND)
    assert world.conversion_sweep().sweep() == 1
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
    assert world.conversion_sweep().sweep() == 0


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


def test_one_message_that_cannot_be_sent_keeps_no_other_one_waiting() -> None:
    world = World()
    for _ in range(3):
        queued(world)
    world.queue.sent.clear()
    world.clock.advance(UNHEARD_AFTER)
    world.faults.clear()
    world.faults.fail(5, "before")
    with pytest.raises(ServiceUnavailable):
        world.conversion_sweep().sweep()
    assert world.faults.calls[4] == "FakeJobQueue.send"
    sent = [message.asset_id for message in world.queue.sent]
    assert sent == sorted(world.storage.assets)[1:]


def test_those_that_were_begun_are_handed_over_before_those_that_wait() -> None:
    world = a_world()
    waiting = [queued(world) for _ in range(2)]
    begun = queued(world)
    world.clock.advance(UNHEARD_AFTER - LEASE)
    dies_before(world, "FakeTranscoder.probe", 1, world.queue.sent[-1])
    world.queue.sent.clear()
    world.clock.advance(LEASE + ABANDONED_AFTER)
    assert world.conversion_sweep().sweep() == 3
    expected = [begun.asset_id, *(asset.asset_id for asset in waiting)]
    assert [message.asset_id for message in world.queue.sent] == expected


def test_a_job_whose_message_got_lost_in_the_queue_is_sent_again_ever_more_seldom() -> None:
    world = World()
    queued(world)
    world.queue.sent.clear()
    sent_at: list[int] = []
    for minute in range(1, 300):
        world.clock.advance(timedelta(minutes=1))
        if world.conversion_sweep().sweep():
            sent_at.append(minute)
    assert sent_at == [15, 16, 30, 31, 60, 61, 120, 121, 240, 241]


@given(
    st.lists(st.timedeltas(timedelta(seconds=40), SWEPT_WITHIN), min_size=90, max_size=90),
    st.sampled_from([timedelta(minutes=2), UNHEARD_AFTER]),
)
def test_sweeps_of_which_some_are_late_see_each_doubling_and_nothing_else(
    gaps: list[timedelta], patience: timedelta
) -> None:
    sweeps = [START + sum(gaps[:number], timedelta(0)) for number in range(len(gaps) + 1)]
    due = [(at - START) // patience for at in sweeps if is_due_again(START, at, patience)]
    doublings = [2**power for power in range(10) if 2**power <= (sweeps[-1] - START) // patience]
    seen = [times for times in doublings if START + times * patience + SWEPT_WITHIN <= sweeps[-1]]
    assert set(seen) <= set(due) <= set(doublings)
    assert max(due.count(times) for times in doublings) <= 1 + SWEPT_WITHIN / timedelta(seconds=40)
