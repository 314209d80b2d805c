"""How an upload begins, and what a repeat of its request gets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.audit import AuditAction
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AssetTooLarge,
    IdempotencyKeyReused,
    ServiceUnavailable,
    UnsupportedMediaType,
    WriteConflict,
)
from mediadesk.domain.media import CONTENT_TYPES
from mediadesk.domain.media_limits import MediaLimits
from mediadesk.domain.uploads import SignedForm
from mediadesk.services.uploads import StartedUpload
from tests.builders import a_file, an_operation
from tests.services.stories import convert, landed, stored, told
from tests.world import World

DAY = timedelta(hours=24)
MOST = MediaLimits().upload_bytes


def start(world: World, key: str | None = "key-1", request_hash: str = "hash-1") -> StartedUpload:
    operation = an_operation(key, world.clock(), request_hash)
    return world.uploads().start(a_file(), operation)


def form_of(started: StartedUpload) -> dict[str, str]:
    """The fields of the form that it is to be sent by."""
    assert isinstance(started.way, SignedForm)
    return started.way.fields


def test_a_file_is_announced_with_its_entry_and_a_form_that_binds_it() -> None:
    world = World()
    started = start(world)
    asset = stored(world, started.asset)
    assert (asset.status, asset.version, asset.created_by) == ("pending_upload", 1, "ada")
    [entry] = world.storage.chain(f"ASSET#{asset.asset_id}")
    assert entry.action is AuditAction.ASSET_CREATED
    assert form_of(started)["key"] == f"uploads/{asset.asset_id}"
    assert form_of(started)["x-size"] == str(asset.size_bytes)
    assert form_of(started)["x-expires-in"] == "3600"
    assert not started.is_replay


def test_a_file_without_a_title_goes_by_its_name() -> None:
    assert start(World()).asset.title == "clip.mp4"


def test_a_repeat_gets_the_same_asset_and_a_form_for_the_time_that_is_left() -> None:
    world = World()
    first = start(world)
    world.clock.advance(timedelta(minutes=50))
    again = start(world)
    assert (again.asset, again.is_replay) == (first.asset, True)
    assert form_of(again)["x-expires-in"] == "600"
    assert len(world.storage.assets) == len(world.storage.entries) == 1


def test_requests_without_a_key_are_never_the_same() -> None:
    world = World()
    first = start(world, key=None)
    operation = replace(an_operation(None), request_id="request-2")
    second = world.uploads().start(a_file(), operation)
    assert not second.is_replay
    assert second.asset.asset_id != first.asset.asset_id


def test_a_key_is_good_for_a_day_to_its_last_instant() -> None:
    world = World()
    first = start(world)
    world.clock.advance(DAY)
    assert start(world).asset == first.asset
    world.clock.advance(timedelta(milliseconds=1))
    later = start(world)
    assert later.asset.asset_id != first.asset.asset_id
    assert not later.is_replay
    assert start(world).asset == later.asset


def test_a_key_of_another_request_is_refused_for_a_day() -> None:
    world = World()
    start(world)
    with pytest.raises(IdempotencyKeyReused):
        start(world, request_hash="hash-2")
    world.clock.advance(DAY + timedelta(milliseconds=1))
    assert not start(world, request_hash="hash-2").is_replay


def test_two_equal_requests_at_once_are_one_asset() -> None:
    world = World()
    world.faults.at(2, "before", lambda: first.append(start(world)))
    first: list[StartedUpload] = []
    second = start(world)
    assert world.faults.calls[1] == "FakeAssetStore.create"
    assert (second.asset, second.is_replay) == (first[0].asset, True)
    assert len(world.storage.assets) == len(world.storage.entries) == 1


def test_two_different_requests_with_one_key_at_once_are_not_mixed_up() -> None:
    world = World()
    world.faults.at(2, "before", lambda: start(world, request_hash="hash-2"))
    with pytest.raises(IdempotencyKeyReused):
        start(world)
    assert len(world.storage.assets) == 1


def test_a_lost_answer_leaves_nothing_behind_that_a_repeat_does_not_find() -> None:
    world = World()
    world.faults.fail(2, "after")
    with pytest.raises(ServiceUnavailable):
        start(world)
    [asset] = world.storage.assets.values()
    assert start(world).asset == asset


def test_a_conflict_without_an_earlier_answer_is_told() -> None:
    world = World()
    world.faults.fail(2, "before", WriteConflict("Others write without a pause."))
    with pytest.raises(WriteConflict):
        start(world)
    assert not world.storage.assets


def test_a_repeat_is_shown_what_was_announced_whatever_became_of_it() -> None:
    world = World()
    announced = landed(world, key="key-1")
    told(world, announced)
    convert(world)
    assert stored(world, announced).status is ConversionStatus.COMPLETED
    again = world.uploads().start(a_file(), an_operation("key-1", world.clock()))
    # The head of the chain is the one thing that no consumer is shown.
    assert replace(again.asset, audit=announced.audit) == announced


def test_a_repeat_after_the_form_has_expired_gets_one_that_is_of_no_more_use() -> None:
    world = World()
    start(world)
    world.clock.advance(timedelta(hours=3))
    assert form_of(start(world))["x-expires-in"] == "1"


@pytest.mark.parametrize("content_type", sorted(CONTENT_TYPES))
def test_every_accepted_type_up_to_the_last_byte_is_taken(content_type: str) -> None:
    world = World()
    file = a_file(content_type=content_type, size_bytes=MOST)
    assert world.uploads().start(file, an_operation()).asset.size_bytes == MOST


def test_what_cannot_be_taken_is_refused_without_a_trace() -> None:
    world = World()
    with pytest.raises(AssetTooLarge):
        world.uploads().start(a_file(size_bytes=MOST + 1), an_operation())
    with pytest.raises(UnsupportedMediaType):
        world.uploads().start(a_file(content_type="image/svg+xml"), an_operation())
    assert not world.storage.assets
    assert not world.storage.answers


def test_a_refusal_is_not_kept_so_a_corrected_request_may_reuse_its_key() -> None:
    world = World()
    with pytest.raises(AssetTooLarge):
        world.uploads().start(a_file(size_bytes=MOST + 1), an_operation())
    assert not start(world, request_hash="hash-2").is_replay
