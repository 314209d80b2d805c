"""Another attempt at a conversion that failed: asked for by an admin, begun once."""

from datetime import timedelta

import pytest

from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.audit import AuditAction
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AssetNotFound,
    AssetUnavailable,
    ConversionNotFailed,
    ConversionNotRetryable,
    PreconditionFailed,
)
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.services.exactly_once import Outcome
from tests.builders import an_asset_id, an_operation
from tests.services import lives
from tests.services.stories import (
    a_world,
    announced,
    convert,
    error_of,
    landed,
    queued,
    stored,
    told,
)
from tests.services.turns import Worker
from tests.world import World


def failed(world: World, fault: MediaFault = MediaFault.TIMED_OUT) -> Asset:
    """It has its thumbnail and its GIF; the queue is empty."""
    asset = queued(world)
    world.transcoder.rejects = {OutputKind.WEBP: fault}
    convert(world, world.queue.sent.pop(0))
    world.transcoder.rejects = {}
    world.faults.clear()
    assert error_of(stored(world, asset)) == fault.value
    return stored(world, asset)


def retry(
    world: World, asset: Asset, version: int | None = None, key: str | None = "again"
) -> Outcome[Asset]:
    operation = an_operation(key, received_at=world.clock())
    return world.conversions().retry_conversion(asset.asset_id, version, operation)


def test_a_retry_makes_only_what_was_not_shown_yet() -> None:
    world = a_world()
    before = failed(world)
    world.transcoder.made.clear()
    outcome = retry(world, before)
    job = outcome.value.current_conversion
    assert (outcome.value.status, job.attempt, job.run, job.error) == ("queued", 2, 0, None)
    convert(world)
    done = stored(world, before)
    assert done.status is ConversionStatus.COMPLETED
    assert world.transcoder.made == [OutputKind.WEBP, OutputKind.WEBM]
    assert done.outputs[:2] == before.outputs
    assert [output.attempt for output in done.outputs] == [1, 1, 2, 2]


def test_each_attempt_has_a_row_that_tells_how_it_ended() -> None:
    world = a_world()
    before = failed(world)
    retry(world, before)
    convert(world)
    attempts = world.conversions().get_conversion_status(before.asset_id).attempts
    assert [(job.attempt, job.status) for job in attempts] == [(2, "completed"), (1, "failed")]
    second, first = attempts
    assert first.job_id != second.job_id
    assert (first.error, second.error) == (before.current_conversion.error, None)
    assert first.finished_at is not None
    assert second.queued_at >= first.finished_at


def test_a_retry_is_told_in_the_chain_by_who_asked_for_it() -> None:
    world = a_world()
    before = failed(world)
    retry(world, before)
    entry = world.storage.chain(f"ASSET#{before.asset_id}")[-1]
    assert (entry.action, entry.actor.name) == (AuditAction.CONVERSION_STATUS_CHANGED, "ada")
    assert (entry.before or {})["conversion_status"] == "failed"
    assert (entry.after or {})["conversion_status"] == "queued"


@pytest.mark.parametrize("fault", MediaFault)
def test_a_retry_is_offered_only_where_the_same_file_may_succeed(fault: MediaFault) -> None:
    world = a_world()
    before = failed(world, fault)
    if fault.is_retryable:
        assert retry(world, before).value.status is ConversionStatus.QUEUED
        return
    with pytest.raises(ConversionNotRetryable):
        retry(world, before)
    assert stored(world, before) == before


def test_only_what_failed_is_retried() -> None:
    world = a_world()
    asset = announced(world)
    with pytest.raises(ConversionNotFailed):
        retry(world, asset)
    world.blobs.objects[upload_key(asset.asset_id)] = b"twelve bytes"
    told(world, asset)
    with pytest.raises(ConversionNotFailed):
        retry(world, asset)
    converter = Worker(lambda: convert(world))
    converter.until("FakeTranscoder.probe")
    with pytest.raises(ConversionNotFailed):
        retry(world, asset)
    converter.finish()
    with pytest.raises(ConversionNotFailed):
        retry(world, asset)
    assert len(world.storage.jobs) == 1


def test_an_upload_that_expired_or_was_refused_is_not_retried() -> None:
    world = a_world()
    never, other = announced(world), landed(world, b"too long for what was announced")
    told(world, other)
    world.clock.advance(timedelta(hours=2))
    world.arrivals().sweep("sweep-1")
    with pytest.raises(ConversionNotFailed):
        retry(world, never)
    with pytest.raises(ConversionNotRetryable):
        retry(world, other)


def test_nobody_and_nothing_is_retried() -> None:
    for asset_id in ("", "ast_1", an_asset_id(99)):
        with pytest.raises(AssetNotFound):
            a_world().conversions().retry_conversion(asset_id, None, an_operation())


def test_a_deleted_asset_is_not_retried_and_a_restored_one_is() -> None:
    world = a_world()
    before = failed(world)
    world.removals().delete(before.asset_id, None, lives.asks(world))
    with pytest.raises(AssetUnavailable):
        retry(world, before, key="while deleted")
    world.removals().restore(before.asset_id, None, lives.asks(world))
    assert retry(world, before).value.status is ConversionStatus.QUEUED


def test_a_retry_of_another_version_than_the_admin_saw_is_refused() -> None:
    world = a_world()
    before = failed(world)
    for version in (before.version - 1, before.version + 1, 0):
        with pytest.raises(PreconditionFailed):
            retry(world, before, version)
    assert retry(world, before, before.version).value.version == before.version + 1
