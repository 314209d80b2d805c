"""What the clock repairs of conversions."""

from datetime import timedelta
from pathlib import Path

import pytest

from functions.convert.on_schedule import handler
from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import upload_key
from mediadesk.domain.errors import ServiceUnavailable
from tests.functions.stories import announced, converted, uploaded
from tests.gateway import Context
from tests.world import World


def test_a_conversion_whose_converter_fell_silent_is_handed_over_again(
    world: World, tmp_path: Path
) -> None:
    asset_id = uploaded(world)
    message = world.queue.sent.pop()
    assert isinstance(message, ConversionRequested)
    world.faults.fail(len(world.faults.calls) + 4, "before", SystemExit())
    with pytest.raises(SystemExit):
        world.conversion_worker().convert(message, world.workbench(tmp_path))
    world.clock.advance(timedelta(minutes=3))

    assert handler({}, Context()) == {"resent": 1, "removed": 0}
    assert [sent.asset_id for sent in world.queue.sent] == [asset_id]


def test_a_message_that_was_not_sent_is_sent(world: World) -> None:
    asset_id = announced()
    world.blobs.objects[upload_key(asset_id)] = b"clip"
    world.faults.clear()
    world.faults.fail(4, "before", SystemExit())
    with pytest.raises(SystemExit):
        world.arrivals().receive(upload_key(asset_id), "message-1")
    world.clock.advance(timedelta(minutes=1))

    assert not world.queue.sent
    assert handler({}, Context()) == {"resent": 1, "removed": 0}
    assert [sent.asset_id for sent in world.queue.sent] == [asset_id]


def test_what_is_completed_or_has_just_begun_to_wait_is_left_alone(
    world: World, tmp_path: Path
) -> None:
    converted(world, tmp_path)
    uploaded(world)
    world.clock.advance(timedelta(minutes=14))

    assert handler({}, Context()) == {"resent": 0, "removed": 0}


def test_a_run_that_failed_is_logged_and_fails(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.faults.fail(1, "before")

    with pytest.raises(ServiceUnavailable):
        handler({}, Context())

    assert '"outcome":"crashed"' in capsys.readouterr().out
