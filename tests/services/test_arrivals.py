"""What happens when a file lands: once, however often and late it is told."""

from datetime import timedelta

import pytest

from mediadesk.domain.assets import EXPIRY_GRACE, FORM_WINDOW, Asset, upload_key
from mediadesk.domain.audit import AuditAction
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.services.arrivals import EVENT_PATIENCE
from tests.services.stories import FILE, announced, error_of, landed, queued, stored, told
from tests.world import World

OVERDUE = FORM_WINDOW + EXPIRY_GRACE
MILLISECOND = timedelta(milliseconds=1)


def actions(world: World, asset: Asset) -> list[AuditAction]:
    return [entry.action for entry in world.storage.chain(f"ASSET#{asset.asset_id}")]


def test_a_file_that_landed_is_queued_with_its_entry_its_row_and_its_message() -> None:
    world = World()
    asset = queued(world)
    assert (asset.status, asset.version) == ("queued", 2)
    assert actions(world, asset) == [AuditAction.ASSET_CREATED, AuditAction.ASSET_UPLOADED]
    [job] = world.storage.jobs.values()
    [message] = world.queue.sent
    assert (message.job_id, message.asset_id, message.attempt) == (job.job_id, asset.asset_id, 1)
    assert not job.is_unsent


def test_five_copies_of_an_event_are_one_conversion() -> None:
    world = World()
    asset = landed(world)
    for _ in range(5):
        told(world, asset)
    assert len(world.queue.sent) == len(world.storage.jobs) == 1
    assert len(actions(world, asset)) == 2


def test_two_events_at_once_are_one_conversion() -> None:
    world = World()
    asset = landed(world)
    world.faults.clear()
    world.faults.at(3, "before", lambda: told(world, asset))
    told(world, asset)
    assert world.faults.calls[2] == "FakeAssetStore.save"
    assert len(world.queue.sent) == len(world.storage.jobs) == 1


def test_events_in_reverse_order_queue_each_file() -> None:
    world = World()
    assets = [landed(world) for _ in range(3)]
    for asset in reversed(assets):
        told(world, asset)
    assert [message.asset_id for message in world.queue.sent] == [
        asset.asset_id for asset in reversed(assets)
    ]


@pytest.mark.parametrize("late_by", [timedelta(hours=1), OVERDUE])
def test_a_late_event_still_counts(late_by: timedelta) -> None:
    world = World()
    asset = landed(world)
    world.clock.advance(late_by)
    told(world, asset)
    assert stored(world, asset).status is ConversionStatus.QUEUED


def test_an_event_after_everything_is_over_changes_nothing() -> None:
    world = World()
    asset = announced(world)
    world.clock.advance(OVERDUE)
    world.arrivals().sweep("sweep-1")
    before = stored(world, asset)
    world.blobs.objects[upload_key(asset.asset_id)] = FILE
    told(world, asset)
    assert stored(world, asset) == before
    assert before.status is ConversionStatus.EXPIRED


def test_a_lost_event_is_made_up_for_once_it_has_had_its_time() -> None:
    world = World()
    asset = landed(world)
    world.clock.advance(EVENT_PATIENCE - MILLISECOND)
    assert world.arrivals().sweep("sweep-1") == 0
    world.clock.advance(MILLISECOND)
    assert world.arrivals().sweep("sweep-2") == 1
    assert world.arrivals().sweep("sweep-3") == 0
    assert stored(world, asset).status is ConversionStatus.QUEUED
    assert len(world.queue.sent) == 1


def test_a_sweep_and_an_event_at_once_are_one_conversion() -> None:
    world = World()
    asset = landed(world)
    world.clock.advance(EVENT_PATIENCE)
    world.faults.clear()
    world.faults.at(4, "before", lambda: told(world, asset))
    world.arrivals().sweep("sweep-1")
    assert world.faults.calls[3] == "FakeAssetStore.save"
    assert len(world.queue.sent) == len(world.storage.jobs) == 1


@pytest.mark.parametrize("file", [b"", FILE + b"!", FILE[:-1]])
def test_a_file_of_another_size_fails_with_that_reason(file: bytes) -> None:
    world = World()
    asset = landed(world, file)
    told(world, asset)
    assert stored(world, asset).status is ConversionStatus.FAILED
    assert error_of(stored(world, asset)) == "upload_size_mismatch"
    assert not world.queue.sent
    [job] = world.storage.jobs.values()
    assert (job.status, job.is_unsent) == ("failed", False)


@pytest.mark.parametrize(
    "key",
    [
        "uploads/ast_00000000000000000000000099",
        "uploads/elsewhere/ast_00000000000000000000000001",
        "outputs/ast_00000000000000000000000001",
        "uploads/",
        "",
    ],
)
def test_an_object_that_nobody_announced_is_left_alone(key: str) -> None:
    world = World()
    asset = announced(world)
    world.blobs.objects[key] = FILE
    world.arrivals().receive(key, "message-1")
    assert stored(world, asset) == asset
    assert not world.queue.sent


def test_an_event_without_an_object_changes_nothing() -> None:
    world = World()
    asset = announced(world)
    told(world, asset)
    assert stored(world, asset).status is ConversionStatus.PENDING_UPLOAD


def test_an_upload_that_never_came_expires_when_no_form_can_be_on_its_way() -> None:
    world = World()
    asset = announced(world)
    world.clock.advance(OVERDUE - MILLISECOND)
    assert world.arrivals().sweep("sweep-1") == 0
    world.clock.advance(MILLISECOND)
    assert world.arrivals().sweep("sweep-2") == 1
    assert stored(world, asset).status is ConversionStatus.EXPIRED
    assert not world.storage.jobs
    assert world.storage.chain(f"ASSET#{asset.asset_id}")[-1].actor.name == "system:upload"


def test_a_file_that_comes_while_it_expires_is_not_thrown_away() -> None:
    world = World()
    other, asset = announced(world), announced(world)
    world.clock.advance(OVERDUE)
    world.faults.clear()

    def comes() -> None:
        world.blobs.objects[upload_key(other.asset_id)] = FILE
        told(world, other)

    world.faults.at(4, "before", comes)
    assert world.arrivals().sweep("sweep-1") == 1
    assert world.faults.calls[3] == "FakeAssetStore.save"
    assert stored(world, other).status is ConversionStatus.QUEUED
    assert stored(world, asset).status is ConversionStatus.EXPIRED


def test_a_sweep_goes_through_every_page() -> None:
    world = World()
    for _ in range(205):
        landed(world)
    world.clock.advance(EVENT_PATIENCE)
    assert world.arrivals().sweep("sweep-1") == 205
    assert len(world.queue.sent) == 205


def test_a_sweep_that_was_interrupted_is_finished_by_the_next() -> None:
    world = World()
    assets = [landed(world) for _ in range(3)]
    world.clock.advance(EVENT_PATIENCE)
    world.faults.clear()
    world.faults.fail(7, "before")
    with pytest.raises(ServiceUnavailable):
        world.arrivals().sweep("sweep-1")
    world.arrivals().sweep("sweep-2")
    world.clock.advance(timedelta(seconds=31))
    world.conversion_sweep().sweep()
    assert {stored(world, asset).status for asset in assets} == {ConversionStatus.QUEUED}
    assert {message.asset_id for message in world.queue.sent} == {a.asset_id for a in assets}


def test_one_file_that_cannot_be_settled_keeps_no_other_one_waiting() -> None:
    world = World()
    older, newer = landed(world), landed(world)
    world.clock.advance(EVENT_PATIENCE)
    world.faults.clear()
    world.faults.fail(3, "before")
    with pytest.raises(ServiceUnavailable):
        world.arrivals().sweep("sweep-1")
    assert world.faults.calls[2] == "FakeBlobs.stat"
    assert stored(world, older).status is ConversionStatus.PENDING_UPLOAD
    assert stored(world, newer).status is ConversionStatus.QUEUED


def test_an_upload_that_is_awaited_for_long_is_looked_for_ever_more_seldom() -> None:
    world = World()
    asset = announced(world)
    looked_at: list[int] = []
    for minute in range(1, 200):
        world.clock.advance(timedelta(minutes=1))
        world.faults.clear()
        world.arrivals().sweep("sweep-1")
        if "FakeBlobs.stat" in world.faults.calls:
            looked_at.append(minute)
    assert looked_at == [2, 3, 4, 5, 8, 9, 16, 17, 32, 33, 64, 65, 120]
    assert stored(world, asset).status is ConversionStatus.EXPIRED


def test_an_upload_that_was_refused_is_counted_by_its_code() -> None:
    world = World()
    asset = landed(world, FILE + b"!")
    told(world, asset)
    told(world, asset)
    assert world.meter.told == [("failed", "upload_size_mismatch", "")]
