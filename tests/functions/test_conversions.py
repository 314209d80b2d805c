"""Another attempt at a conversion that failed, as HTTP offers it."""

from datetime import timedelta

from tests.functions.conversions import failed, retry
from tests.functions.people import ASSETS
from tests.gateway import call
from tests.world import World


def test_a_retry_queues_another_attempt_and_keeps_what_was_made(world: World) -> None:
    asset_id = failed(world)

    answer = retry(asset_id).send()

    assert answer.status == 202
    assert answer.headers["Location"] == f"{ASSETS}/{asset_id}/conversion"
    shown = answer.json()
    assert shown["conversion_status"] == "queued"
    assert (shown["conversion"]["attempt"], shown["conversion"]["error"]) == (2, None)
    assert [output["kind"] for output in shown["outputs"]] == ["thumbnail"]
    assert [(sent.asset_id, sent.attempt) for sent in world.queue.sent] == [(asset_id, 2)]


def test_both_attempts_are_listed_the_newest_first(world: World) -> None:
    asset_id = failed(world)
    retry(asset_id).send()

    attempts = call("GET", f"{ASSETS}/{asset_id}/conversion").json()["attempts"]

    assert attempts[0]["attempt"] == 2


def test_a_retry_whose_message_was_not_taken_is_handed_over_by_the_sweep(world: World) -> None:
    asset_id = failed(world)
    world.faults.clear()
    answer = retry(asset_id).send()
    sending = world.faults.calls.index("FakeJobQueue.send") + 1
    assert answer.status == 202

    other = failed(world, number=2)
    world.faults.clear()
    world.faults.fail(sending, "before")
    assert retry(other).send().status == 202
    assert world.faults.calls[sending - 1] == "FakeJobQueue.send"
    assert other not in {sent.asset_id for sent in world.queue.sent}

    world.clock.advance(timedelta(minutes=1))
    world.conversion_sweep().sweep()
    assert other in {sent.asset_id for sent in world.queue.sent}
