"""How a job is carried out: what is made, shown and told, in which order."""

from itertools import pairwise

import pytest

from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import AssetNotFound
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import OutputKind
from tests.builders import an_asset_id
from tests.services.stories import (
    a_world,
    announced,
    calls,
    convert,
    dies_before,
    error_of,
    queued,
    stored,
)


def test_outputs_are_made_and_shown_one_by_one_the_cheap_ones_first() -> None:
    world = a_world()
    asset = queued(world)
    convert(world)
    done = stored(world, asset)
    assert [output.kind for output in done.outputs] == list(OutputKind)
    assert done.status is ConversionStatus.COMPLETED
    assert done.current_conversion.progress == 100
    assert done.media == world.transcoder.MEDIA
    for output in done.outputs:
        assert len(world.blobs.objects[output.key]) == output.size_bytes
        assert world.blobs.content_types[output.key] == output.content_type


def test_the_thumbnail_is_shown_while_the_rest_is_made() -> None:
    world = a_world()
    asset = queued(world)
    dies_before(world, "FakeTranscoder.make", 2)
    shown = stored(world, asset)
    assert [output.kind for output in shown.outputs] == [OutputKind.THUMBNAIL]
    assert shown.status is ConversionStatus.PROCESSING


def test_each_change_of_status_is_told_in_the_chain() -> None:
    world = a_world()
    asset = queued(world)
    convert(world)
    entries = world.storage.chain(f"ASSET#{asset.asset_id}")[2:]
    assert [(entry.before or {})["conversion_status"] for entry in entries] == [
        "queued",
        "processing",
    ]
    assert [(entry.after or {})["conversion_status"] for entry in entries] == [
        "processing",
        "completed",
    ]
    assert {entry.actor.name for entry in entries} == {"system:convert"}


@pytest.mark.parametrize("fault", MediaFault)
@pytest.mark.parametrize("where", [None, *OutputKind])
def test_a_rejected_file_fails_with_its_reason_and_keeps_what_was_shown(
    fault: MediaFault, where: OutputKind | None
) -> None:
    world = a_world()
    asset = queued(world)
    world.transcoder.rejects = {where: fault}
    convert(world)
    failed = stored(world, asset)
    assert (failed.status, error_of(failed)) == (ConversionStatus.FAILED, fault.value)
    kinds = list(OutputKind)
    expected = [] if where is None else kinds[: kinds.index(where)]
    assert [output.kind for output in failed.outputs] == expected
    assert failed.current_conversion.lease_until is None


def test_ten_deliveries_are_one_conversion() -> None:
    world = a_world()
    asset = queued(world)
    convert(world)
    done = stored(world, asset)
    published = calls(world, "FakeBlobs.publish")
    for _ in range(9):
        convert(world)
    assert stored(world, asset) == done
    assert calls(world, "FakeBlobs.publish") == published
    assert len(published) == len(OutputKind)


def test_a_message_of_an_unknown_asset_or_another_attempt_asks_for_nothing() -> None:
    world = a_world()
    asset = queued(world)
    [message] = world.queue.sent
    unknown = message.model_copy(update={"asset_id": "ast_00000000000000000000000099"})
    convert(world, unknown)
    convert(world, message.model_copy(update={"attempt": 2}))
    assert stored(world, asset) == asset


def test_versions_rise_by_one_with_each_change_that_is_shown() -> None:
    world = a_world()
    asset = queued(world)
    seen = [asset.version]
    for call in range(1, 60):
        world.faults.at(
            len(world.faults.calls) + call,
            "after",
            lambda: seen.append(stored(world, asset).version),
        )
    convert(world)
    assert {after - before for before, after in pairwise(seen)} == {0, 1}
    assert seen[-1] == stored(world, asset).version == asset.version + 2 + len(OutputKind)


@pytest.mark.parametrize("asset_id", ["", "ast_", "../x", "\0", an_asset_id(9), "x" * 999])
def test_the_conversion_of_what_nobody_has_is_not_found(asset_id: AssetId) -> None:
    with pytest.raises(AssetNotFound):
        a_world().conversions().get_conversion_status(asset_id)


def test_a_conversion_is_shown_with_its_attempts() -> None:
    world = a_world()
    asset = queued(world)
    convert(world)
    state = world.conversions().get_conversion_status(asset.asset_id)
    assert state.asset == stored(world, asset)
    assert [(job.attempt, job.status, job.runs) for job in state.attempts] == [(1, "completed", 1)]


def test_an_announced_asset_has_no_attempt_yet() -> None:
    world = a_world()
    asset = announced(world)
    state = world.conversions().get_conversion_status(asset.asset_id)
    assert (state.asset, state.attempts) == (asset, [])


def test_what_operators_watch_is_counted_once() -> None:
    world = a_world()
    queued(world)
    convert(world)
    convert(world)
    assert [told[:2] for told in world.meter.told] == [
        ("started", 1),
        *[("made", kind) for kind in OutputKind],
        ("completed", 0.0),
    ]


def test_a_failure_is_counted_by_its_code() -> None:
    world = a_world()
    queued(world)
    world.transcoder.rejects = {None: MediaFault.NO_VIDEO}
    convert(world)
    assert world.meter.told == [("started", 1, 1), ("failed", "media_no_video", "")]
