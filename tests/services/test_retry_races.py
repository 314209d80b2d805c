"""Retries that are repeated, that race, or that come to grief: one attempt is begun."""

from datetime import timedelta

import pytest

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    IdempotencyKeyReused,
    MediadeskError,
    ServiceUnavailable,
)
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.services.outbox import RESEND_AFTER
from tests.builders import an_operation
from tests.faults import Crash
from tests.services import lives
from tests.services.stories import (
    MILLISECOND,
    a_world,
    calls,
    convert,
    queued,
    stored,
)
from tests.services.test_retries import failed, retry
from tests.services.turns import Worker
from tests.world import World


def test_a_repeat_is_shown_the_same_however_far_the_attempt_is_by_then() -> None:
    world = a_world()
    before = failed(world)
    first = retry(world, before, before.version)
    converter = Worker(lambda: convert(world))
    converter.until("FakeTranscoder.make", 2)
    while_it_works = retry(world, before, before.version)
    converter.finish()
    world.removals().delete(before.asset_id, None, lives.asks(world))
    afterwards = retry(world, before, before.version)
    for again in (while_it_works, afterwards):
        assert again.is_replay
        assert _shown(again.value) == _shown(first.value)
    assert len(calls(world, "FakeJobQueue.send")) == 1


def _shown(asset: Asset) -> object:
    """What an API consumer sees of it."""
    job = asset.current_conversion
    return (
        (asset.asset_id, asset.status, asset.version, asset.updated_at, asset.deleted_at),
        (job.job_id, job.attempt, job.run, job.progress, job.error),
        asset.outputs,
    )


def test_a_key_stands_for_one_request_only() -> None:
    world = a_world()
    before = failed(world)
    retry(world, before)
    other = an_operation("again", world.clock(), request_hash="hash-2")
    with pytest.raises(IdempotencyKeyReused):
        world.conversions().retry_conversion(before.asset_id, None, other)


@pytest.mark.parametrize("keys", [("one", "other"), ("same", "same"), (None, None)])
@pytest.mark.parametrize("waits", ["FakeAssetStore.get", "FakeAssetStore.save"])
def test_two_who_retry_at_once_begin_one_attempt(
    keys: tuple[str | None, str | None], waits: str
) -> None:
    world = a_world()
    before = failed(world)
    answers: list[str] = []

    def ask(key: str | None) -> None:
        try:
            answers.append("replay" if retry(world, before, key=key).is_replay else "done")
        except MediadeskError as refusal:
            answers.append(refusal.code)

    slower = Worker(lambda: ask(keys[0]))
    slower.until(waits)
    ask(keys[1])
    slower.finish()
    expected = {"one": "conversion_not_failed", "same": "replay", None: "done"}[keys[0]]
    assert answers == ["done", expected]
    assert stored(world, before).current_conversion.attempt == 2
    assert set(world.storage.jobs) == {(before.asset_id, 1), (before.asset_id, 2)}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("error", [Crash(), ServiceUnavailable("Away.")], ids=["dies", "away"])
def test_wherever_a_retry_comes_to_grief_asking_again_begins_it_once(
    moment: str, error: BaseException
) -> None:
    for call in range(1, 9):
        world = World()
        before = failed(world)
        world.faults.fail(call, "before" if moment == "before" else "after", error)
        for _ in range(3):
            try:
                retry(world, before)
            except (Crash, MediadeskError):
                continue
        world.faults.clear()
        world.clock.advance(RESEND_AFTER + MILLISECOND)
        world.conversion_sweep().sweep()
        assert world.queue.sent, call
        while world.queue.sent:
            convert(world, world.queue.sent.pop(0))
        done = stored(world, before)
        assert (done.status, done.current_conversion.attempt) == ("completed", 2), call
        assert len(world.storage.jobs) == 2


def test_a_message_of_the_attempt_that_failed_asks_for_nothing_any_more() -> None:
    world = a_world()
    asset = queued(world)
    [old] = world.queue.sent
    world.transcoder.rejects = {None: MediaFault.NO_SPACE}
    convert(world)
    retry(world, asset)
    waiting = stored(world, asset)
    convert(world, old)
    assert stored(world, asset) == waiting


def test_a_zombie_of_the_attempt_that_failed_changes_nothing_of_the_next() -> None:
    world = a_world()
    asset = queued(world)
    [old] = world.queue.sent
    zombie = Worker(lambda: convert(world, old))
    zombie.until("FakeBlobs.publish", 2)
    world.clock.advance(timedelta(minutes=2))
    world.transcoder.rejects = {OutputKind.GIF: MediaFault.ENCODER_FAILED}
    convert(world, old)
    world.transcoder.rejects = {}
    retry(world, asset)
    convert(world, world.queue.sent[-1])
    done = stored(world, asset)
    shown = {output.key: world.blobs.objects[output.key] for output in done.outputs}
    zombie.finish()
    assert stored(world, asset) == done
    assert done.status is ConversionStatus.COMPLETED
    assert all(world.blobs.objects[key] is file for key, file in shown.items())
