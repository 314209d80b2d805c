"""What the clock repairs of uploads."""

from datetime import timedelta

import pytest

from functions.upload.on_schedule import handler
from mediadesk.domain.assets import upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import ServiceUnavailable
from tests.functions.stories import announced
from tests.gateway import Context
from tests.world import World


def test_a_file_whose_event_was_lost_is_queued_all_the_same(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"
    world.clock.advance(timedelta(minutes=3))

    assert handler({}, Context()) == {"changed": 1}
    assert world.storage.assets[asset_id].status is ConversionStatus.QUEUED


def test_an_upload_that_never_came_expires(world: World) -> None:
    asset_id = announced()
    world.clock.advance(timedelta(hours=2))

    assert handler({}, Context()) == {"changed": 1}
    assert world.storage.assets[asset_id].status is ConversionStatus.EXPIRED


def test_nothing_to_do_changes_nothing(world: World) -> None:
    announced()

    assert handler({}, Context()) == {"changed": 0}


def test_a_run_that_failed_is_logged_and_fails(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    announced()
    world.faults.clear()
    world.faults.fail(1, "before")

    with pytest.raises(ServiceUnavailable):
        handler({}, Context())

    assert '"outcome":"crashed"' in capsys.readouterr().out
