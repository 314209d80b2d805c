"""Only the bytes that were announced and accepted are converted, whatever lies there later."""

import hashlib

import pytest

from mediadesk.domain.assets import upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.faults import MediaFault
from tests.builders import an_operation
from tests.fake_media import FakeBlobs
from tests.services.in_pieces import InPieces
from tests.services.stories import (
    FILE,
    a_world,
    calls,
    convert,
    error_of,
    landed,
    queued,
    stored,
    told,
)
from tests.services.turns import Worker
from tests.world import World

OTHER = b"other bytes!"
RIGHT = hashlib.sha256(FILE).hexdigest()
WRONG = hashlib.sha256(OTHER).hexdigest()


@pytest.mark.parametrize("kind", [World, InPieces])
def test_a_file_with_another_checksum_fails_with_that_reason_before_it_is_opened(
    kind: type[World],
) -> None:
    world = kind()
    asset = queued(world, sha256=WRONG)
    convert(world)
    failed = stored(world, asset)
    assert error_of(failed) == "upload_checksum_mismatch"
    assert failed.outputs == ()
    assert not calls(world, "FakeTranscoder.probe")
    assert upload_key(asset.asset_id) in world.blobs.objects


def test_a_file_with_the_announced_checksum_is_converted() -> None:
    world = World()
    asset = queued(world, sha256=RIGHT)
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_the_version_that_was_accepted_is_converted_though_its_key_was_written_over() -> None:
    world = World()
    asset = queued(world, sha256=RIGHT)
    assert asset.original_version == "v1"
    world.blobs.objects[upload_key(asset.asset_id)] = OTHER
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_of_two_files_that_came_before_anybody_looked_the_later_one_counts() -> None:
    world = World()
    asset = landed(world, OTHER, sha256=RIGHT)
    world.blobs.objects[upload_key(asset.asset_id)] = FILE
    told(world, asset)
    assert stored(world, asset).original_version == "v2"
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


@pytest.mark.parametrize("second", [OTHER, b"of another size"])
def test_a_second_file_under_the_same_key_is_no_second_conversion(second: bytes) -> None:
    world = World()
    asset = queued(world)
    world.blobs.objects[upload_key(asset.asset_id)] = second
    told(world, asset)
    convert(world)
    told(world, asset)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert len(world.queue.sent) == len(world.storage.jobs) == 1


def test_whoever_looks_late_and_finds_another_file_fails_nothing_that_is_under_way() -> None:
    world = a_world()
    asset = landed(world)
    late = Worker(lambda: told(world, asset))
    late.until("FakeBlobs.stat")
    told(world, asset)
    converter = Worker(lambda: convert(world))
    converter.until("FakeTranscoder.probe")
    world.blobs.objects[upload_key(asset.asset_id)] = b"of quite another size"
    late.finish()
    assert late.went_well
    assert stored(world, asset).status is ConversionStatus.PROCESSING
    converter.finish()
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_whoever_saw_the_right_file_does_not_queue_what_was_refused_meanwhile() -> None:
    world = a_world()
    asset = landed(world)
    late = Worker(lambda: told(world, asset))
    late.until("FakeAssetStore.save")
    world.blobs.objects[upload_key(asset.asset_id)] = b"of quite another size"
    told(world, asset)
    refused = stored(world, asset)
    late.finish()
    assert late.went_well
    assert stored(world, asset) == refused
    assert error_of(refused) == "upload_size_mismatch"


def test_a_retry_converts_the_same_version_again() -> None:
    world = World()
    asset = queued(world)
    world.transcoder.rejects = {None: MediaFault.TIMED_OUT}
    convert(world, world.queue.sent.pop())
    world.transcoder.rejects = {}
    world.blobs.objects[upload_key(asset.asset_id)] = b"of quite another size"
    world.conversions().retry_conversion(asset.asset_id, None, an_operation("again"))
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED
    assert stored(world, asset).original_version == "v1"


def test_an_original_that_is_gone_is_told_as_such_and_not_as_an_outage() -> None:
    world = World()
    asset = queued(world)
    world.blobs = FakeBlobs(world.faults)
    convert(world)
    failed = stored(world, asset)
    assert error_of(failed) == "upload_gone"
    assert failed.current_conversion.error is not None
    assert not failed.current_conversion.error.retryable


def test_an_original_that_was_deleted_but_kept_as_a_version_is_still_converted() -> None:
    world = World()
    asset = queued(world)
    del world.blobs.objects[upload_key(asset.asset_id)]
    convert(world)
    assert stored(world, asset).status is ConversionStatus.COMPLETED


def test_a_storage_that_does_not_answer_fails_nothing() -> None:
    world = World()
    asset = queued(world)
    world.faults.clear()
    world.faults.fail(4, "before")
    with pytest.raises(ServiceUnavailable):
        convert(world)
    assert world.faults.calls[3] == "FakeBlobs.download"
    assert stored(world, asset).status is ConversionStatus.PROCESSING
