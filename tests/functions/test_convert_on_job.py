"""What a message of the conversion queue starts."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from functions.convert import self_check
from functions.convert.binary import LAYER_FOLDERS, located
from functions.convert.on_job import handler
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.ids import AssetId
from tests.builders import an_asset_id
from tests.conversion_world import LEASE_S
from tests.functions.events import failed, messages
from tests.functions.stories import announced, uploaded
from tests.gateway import Context
from tests.world import World

Message = dict[str, Any]


class Running(Context):
    """A call that has ten minutes left."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 600_000


FFMPEG = """#!/bin/sh
# Knows its parts, and finds fault with every file.
if [ "$1" = -encoders ]; then
  echo 'ffmpeg version %s' >&2
  for name in %s; do echo " V..... $name"; done
  exit 0
fi
echo 'Invalid data found when processing input' >&2
exit 1
"""


@pytest.fixture(autouse=True)
def layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A layer whose FFmpeg is a script."""
    binary = tmp_path / "layer/bin/ffmpeg"
    binary.parent.mkdir(parents=True)
    encoders = " ".join(self_check.PARTS["encoders"])
    binary.write_text(FFMPEG % (self_check.VERSION, encoders))
    binary.chmod(0o755)
    monkeypatch.setenv(LAYER_FOLDERS, str(tmp_path / "layer"))
    forget()
    yield tmp_path / "layer"
    forget()


def forget() -> None:
    located.cache_clear()
    self_check.checked.cache_clear()


def message(asset_id: str = an_asset_id(99), **changed: object) -> Message:
    known: Message = {"schema_version": 1, "job_id": "job_1", "asset_id": asset_id, "attempt": 1}
    return known | changed


def buried(world: World) -> list[str]:
    """The reasons of what was put aside."""
    return [reason for _, reason, _ in world.dead_letters.buried]


POISON: list[object] = [
    "no JSON",
    "",
    "null",
    "[]",
    "{}",
    message(schema_version=2),
    message(schema_version="1.0"),
    message(attempt=0),
    message(attempt="first"),
    message(novelty="x"),
    {name: value for name, value in message().items() if name != "asset_id"},
]


def stored(world: World, asset_id: AssetId) -> Asset:
    return world.storage.assets[asset_id]


def test_a_file_that_is_no_video_fails_with_its_reason_and_the_message_is_done(
    world: World,
) -> None:
    asset_id = uploaded(world)
    sent = world.queue.sent[-1]

    assert failed(handler(messages(sent.model_dump_json()), Running())) == []

    asset = stored(world, asset_id)
    error = asset.current_conversion.error
    assert asset.status is ConversionStatus.FAILED
    assert error is not None
    assert error.code.startswith("media_")
    assert world.hold.kept_for == [LEASE_S + 1]


@pytest.mark.parametrize("poison", POISON, ids=str)
def test_a_message_that_cannot_be_read_is_put_aside_and_concerns_no_other(
    world: World, poison: object
) -> None:
    asset_id = uploaded(world)
    good = world.queue.sent[-1].model_dump_json()

    assert failed(handler(messages(message(), poison, good), Running())) == []
    assert stored(world, asset_id).status is ConversionStatus.FAILED
    [(body, reason, detail)] = world.dead_letters.buried
    assert body == (poison if isinstance(poison, str) else json.dumps(poison))
    assert reason in {"message_unreadable", "message_unknown_version"}
    assert detail


def test_a_message_of_a_later_version_is_put_aside_as_such(world: World) -> None:
    handler(messages(message(schema_version=2)), Running())
    assert buried(world) == ["message_unknown_version"]


def test_poison_that_cannot_be_put_aside_comes_again(world: World) -> None:
    world.faults.clear()
    world.faults.fail(1, "before")
    assert failed(handler(messages("no JSON"), Running())) == ["m0"]


def test_what_fails_at_its_last_delivery_is_put_aside_with_its_reason(world: World) -> None:
    uploaded(world)
    sent = messages(world.queue.sent[-1].model_dump_json())
    sent["Records"][0]["attributes"]["ApproximateReceiveCount"] = "30"
    world.faults.clear()
    world.faults.fail(2, "before")

    assert failed(handler(sent, Running())) == []
    assert buried(world) == ["service_unavailable"]


def test_what_failed_often_rests_longer_before_it_is_tried_again(world: World) -> None:
    sent = messages(message())
    sent["Records"][0]["attributes"]["ApproximateReceiveCount"] = "9"

    handler(sent, Running())

    assert 300 <= world.hold.kept_for[-1] <= 601


@pytest.mark.slow
def test_of_every_pattern_of_ten_exactly_the_failed_are_named(world: World) -> None:
    """A good one asks for nothing; the store does not answer for a bad one."""
    ids = [an_asset_id(number) for number in range(10)]
    for pattern in product((False, True), repeat=10):
        world.faults.clear()
        for number in (number for number, is_bad in enumerate(pattern) if is_bad):
            # Each message is hidden first, and its asset read then.
            world.faults.fail(2 * number + 2, "before")

        answer = handler(messages(*map(message, ids)), Running())

        assert failed(answer) == [f"m{number}" for number in range(10) if pattern[number]]


def test_messages_that_ask_for_nothing_are_done(world: World) -> None:
    waiting = announced()
    asked = [message(), message(asset_id="no id"), json.dumps(message(attempt=7))]

    assert failed(handler(messages(*asked), Running())) == []
    assert stored(world, waiting).status is ConversionStatus.PENDING_UPLOAD


def test_a_job_that_another_converter_holds_comes_again(world: World) -> None:
    asset_id = uploaded(world)
    sent = world.queue.sent[-1]
    world.faults.fail(len(world.faults.calls) + 5, "before", SystemExit())
    with pytest.raises(SystemExit):
        handler(messages(sent.model_dump_json()), Running())

    assert failed(handler(messages(sent.model_dump_json()), Running())) == ["m0"]
    assert stored(world, asset_id).status is ConversionStatus.PROCESSING
    assert world.hold.kept_for[-1] == LEASE_S + 1


def test_a_held_job_is_dropped_at_its_last_delivery_and_not_put_aside(world: World) -> None:
    uploaded(world)
    sent = messages(world.queue.sent[-1].model_dump_json())
    world.faults.fail(len(world.faults.calls) + 5, "before", SystemExit())
    with pytest.raises(SystemExit):
        handler(sent, Running())
    sent["Records"][0]["attributes"]["ApproximateReceiveCount"] = "30"

    assert failed(handler(sent, Running())) == []
    assert buried(world) == []


def test_a_store_that_does_not_answer_brings_the_message_back(world: World) -> None:
    uploaded(world)
    sent = world.queue.sent[-1]
    world.faults.clear()
    world.faults.fail(2, "before")

    assert failed(handler(messages(sent.model_dump_json()), Running())) == ["m0"]


def test_without_the_layer_the_message_comes_again_and_the_job_is_untouched(
    world: World, layer: Path
) -> None:
    asset_id = uploaded(world)
    (layer / "bin/ffmpeg").unlink()
    sent = world.queue.sent[-1]

    assert failed(handler(messages(sent.model_dump_json()), Running())) == ["m0"]
    assert stored(world, asset_id).status is ConversionStatus.QUEUED


def test_nothing_is_left_in_the_work_folder(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset_id = uploaded(world)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))

    handler(messages(world.queue.sent[-1].model_dump_json()), Running())

    assert not list(work.iterdir())
    assert upload_key(asset_id) in world.blobs.objects
