"""What happens when a sender says that all of it was sent: one file, one conversion."""

import pytest

from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AssetNotFound,
    MediadeskError,
    ServiceUnavailable,
    UploadIncomplete,
)
from mediadesk.domain.uploads import SentPart
from mediadesk.services.arrivals import EVENT_PATIENCE
from mediadesk.services.upload_parts import NAMED_AT_MOST
from tests.builders import an_asset_id, an_operation
from tests.faults import Crash, Moment
from tests.services.in_parts import PARTS, SIZE, begun, complete, send
from tests.services.stories import (
    FILE,
    a_world,
    announced,
    calls,
    error_of,
    landed,
    stored,
    told,
)
from tests.services.turns import Worker
from tests.world import World


def require_one_conversion(world: World, asset: Asset) -> None:
    assert stored(world, asset).status is ConversionStatus.QUEUED
    assert len(world.queue.sent) == len(world.storage.jobs) == 1
    assert len(world.storage.chain(f"ASSET#{asset.asset_id}")) == 2
    assert world.blobs.objects.content(upload_key(asset.asset_id)).size_bytes == asset.size_bytes


def test_an_upload_whose_parts_are_all_there_becomes_one_file_and_is_queued() -> None:
    world = World()
    asset = begun(world)
    outcome = complete(world, asset, send(world, asset))
    assert (outcome.value.status, outcome.is_replay) == ("queued", False)
    assert outcome.value.original_version == "v1"
    require_one_conversion(world, asset)
    joined = world.blobs.objects[upload_key(asset.asset_id)]
    assert joined == b"".join(b"part %d;" % number for number in range(1, PARTS + 1))
    assert not world.multipart.open


def test_a_sender_that_knows_no_marks_is_taken_at_its_word() -> None:
    world = World()
    asset = begun(world)
    send(world, asset)
    assert complete(world, asset).value.status is ConversionStatus.QUEUED


def test_missing_parts_are_named_and_can_be_sent_after_all() -> None:
    world = World()
    asset = begun(world)
    sent = send(world, asset, *range(1, PARTS))
    with pytest.raises(UploadIncomplete, match=f"missing: {PARTS}"):
        complete(world, asset, sent)
    assert stored(world, asset) == asset
    complete(world, asset, sent + send(world, asset, PARTS))
    require_one_conversion(world, asset)


def test_of_very_many_missing_parts_the_first_are_named() -> None:
    world = World()
    asset = announced(world, size_bytes=5_000_000_000)
    with pytest.raises(UploadIncomplete, match=rf" {NAMED_AT_MOST} and \d+ more"):
        complete(world, asset)


def test_a_part_of_another_size_is_missing() -> None:
    world = World()
    asset = begun(world)
    send(world, asset)
    world.multipart.send(asset, 2, b"cut short")
    with pytest.raises(UploadIncomplete, match="missing: 2"):
        complete(world, asset)


@pytest.mark.parametrize("wrong", [SentPart(3, '"another"'), SentPart(99, '"unheard of"')])
def test_parts_that_differ_from_what_their_sender_believes_are_named(wrong: SentPart) -> None:
    world = World()
    asset = begun(world)
    sent = [part for part in send(world, asset) if part.number != wrong.number]
    with pytest.raises(UploadIncomplete, match=f"not as sent: {wrong.number}"):
        complete(world, asset, [*sent, wrong])
    assert world.multipart.open


def test_a_mark_counts_with_and_without_its_quotes() -> None:
    world = World()
    asset = begun(world)
    sent = [SentPart(part.number, part.etag.strip('"')) for part in send(world, asset)]
    assert complete(world, asset, sent).value.status is ConversionStatus.QUEUED


def test_a_part_beyond_the_announced_size_is_not_taken_into_the_file() -> None:
    world = World()
    asset = begun(world)
    send(world, asset)
    world.multipart.send(asset, PARTS + 1, b"one too many")
    complete(world, asset)
    require_one_conversion(world, asset)
    assert world.blobs.objects.content(upload_key(asset.asset_id)).size_bytes == SIZE


def test_completing_twice_is_one_conversion_and_each_is_shown_the_present() -> None:
    world = World()
    asset = begun(world)
    sent = send(world, asset)
    first = complete(world, asset, sent, "key-1")
    repeat, other = complete(world, asset, sent, "key-1"), complete(world, asset, sent, "key-2")
    assert (first.is_replay, repeat.is_replay, other.is_replay) == (False, True, False)
    assert first.value == repeat.value == other.value
    require_one_conversion(world, asset)


def test_a_refusal_is_not_kept_so_the_same_request_may_succeed_later() -> None:
    world = World()
    asset = begun(world)
    with pytest.raises(UploadIncomplete):
        complete(world, asset, key="key-1")
    send(world, asset)
    assert complete(world, asset, key="key-1").value.status is ConversionStatus.QUEUED


@pytest.mark.parametrize("waits", ["FakeMultipartUploads.complete", "FakeAssetStore.save"])
@pytest.mark.parametrize("racer", ["the event", "the sweep", "another sender"])
def test_whoever_comes_at_the_same_time_it_is_one_conversion(waits: str, racer: str) -> None:
    world = a_world()
    asset = begun(world)
    sent = send(world, asset)
    world.clock.advance(EVENT_PATIENCE)
    slower = Worker(lambda: complete(world, asset, sent))
    slower.until(waits)
    if racer == "another sender":
        complete(world, asset, sent)
    else:
        world.multipart.complete(asset, world.multipart.received(asset) or [])
        told(world, asset) if racer == "the event" else world.arrivals().sweep("sweep-1")
    slower.finish()
    assert slower.went_well
    require_one_conversion(world, asset)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("error", [Crash(), ServiceUnavailable("Away.")], ids=["dies", "away"])
def test_wherever_it_comes_to_grief_asking_again_is_one_conversion(
    moment: Moment, error: BaseException
) -> None:
    for call in range(1, 12):
        world = World()
        asset = begun(world)
        sent = send(world, asset)
        world.faults.clear()
        world.faults.fail(call, moment, error)
        for _ in range(3):
            try:
                complete(world, asset, sent, "key-1")
            except (Crash, MediadeskError):
                continue
        world.faults.clear()
        world.clock.advance(EVENT_PATIENCE)
        world.conversion_sweep().sweep()
        assert {message.asset_id for message in world.queue.sent} == {asset.asset_id}, call
        assert len(world.storage.jobs) == 1, call


def test_parts_that_were_joined_by_one_that_died_are_found_by_the_sweep() -> None:
    world = World()
    asset = begun(world)
    sent = send(world, asset)
    world.faults.fail(len(world.faults.calls) + 4, "after", Crash())
    with pytest.raises(Crash):
        complete(world, asset, sent)
    assert world.faults.calls[-1] == "FakeMultipartUploads.complete"
    assert stored(world, asset).status is ConversionStatus.PENDING_UPLOAD
    world.faults.clear()
    world.clock.advance(EVENT_PATIENCE)
    assert world.arrivals().sweep("sweep-1") == 1
    require_one_conversion(world, asset)


def test_an_upload_by_form_can_be_completed_as_well() -> None:
    world = World()
    asset = landed(world)
    assert complete(world, asset).value.status is ConversionStatus.QUEUED
    told(world, asset)
    require_one_conversion(world, asset)
    assert not calls(world, "FakeMultipartUploads.received")


def test_a_form_that_nobody_sent_is_incomplete() -> None:
    world = World()
    with pytest.raises(UploadIncomplete):
        complete(world, announced(world))


def test_what_arrived_in_another_size_is_answered_as_failed() -> None:
    world = World()
    asset = landed(world, FILE + b"!")
    answered = complete(world, asset).value
    assert (answered.status, error_of(answered)) == ("failed", "upload_size_mismatch")


@pytest.mark.parametrize("asset_id", ["", "ast_1", "../x", an_asset_id(99)])
def test_nothing_and_nobody_s_upload_is_not_found(asset_id: str) -> None:
    world = World()
    with pytest.raises(AssetNotFound):
        world.arrivals().complete(asset_id, None, an_operation())
    with pytest.raises(AssetNotFound):
        world.uploads().state(asset_id, may_send=True)
