"""What a message of the conversion queue starts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.convert.binary import LAYER_FOLDERS, located
from functions.convert.on_job import UNREAD_S, handler
from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import Asset, ConversionStatus, upload_key
from mediadesk.domain.ids import AssetId
from tests.builders import an_asset_id
from tests.functions.events import failed, messages, patterns
from tests.functions.stories import announced, uploaded
from tests.gateway import Context
from tests.world import LEASE_S, World

Message = dict[str, Any]


class Running(Context):
    """A call that has ten minutes left."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 600_000


@pytest.fixture(autouse=True)
def layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A layer whose FFmpeg is a script that finds fault with every file."""
    binary = tmp_path / "layer/bin/ffmpeg"
    binary.parent.mkdir(parents=True)
    binary.write_text("#!/bin/sh\necho 'Invalid data found when processing input' >&2\nexit 1\n")
    binary.chmod(0o755)
    monkeypatch.setenv(LAYER_FOLDERS, str(tmp_path / "layer"))
    located.cache_clear()
    yield tmp_path / "layer"
    located.cache_clear()


def message(asset_id: str = an_asset_id(99), **changed: object) -> Message:
    known: Message = {"schema_version": 1, "job_id": "job_1", "asset_id": asset_id, "attempt": 1}
    return known | changed


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
    sent: ConversionRequested = world.queue.sent[-1]

    assert failed(handler(messages(sent.model_dump_json()), Running())) == []

    asset = stored(world, asset_id)
    error = asset.current_conversion.error
    assert asset.status is ConversionStatus.FAILED
    assert error is not None
    assert error.code.startswith("media_")
    assert world.hold.kept_for == [UNREAD_S, LEASE_S + 1]


@pytest.mark.parametrize("poison", POISON, ids=str)
def test_a_message_that_cannot_be_read_fails_alone(world: World, poison: object) -> None:
    asset_id = uploaded(world)
    good = world.queue.sent[-1].model_dump_json()

    assert failed(handler(messages(message(), poison, good), Running())) == ["m1"]
    assert stored(world, asset_id).status is ConversionStatus.FAILED


@pytest.mark.slow
def test_of_every_pattern_of_ten_exactly_the_failed_are_named(world: World) -> None:
    good = [message(an_asset_id(number)) for number in range(10)]
    bad = [POISON[number] for number in range(10)]
    for pattern in patterns(good, bad):
        world.faults.clear()

        answer = handler(messages(*pattern), Running())

        expected = [f"m{number}" for number in range(10) if pattern[number] is bad[number]]
        assert failed(answer) == expected
        assert world.faults.calls.count("FakeAssetStore.get") == 10 - len(expected)


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


def test_a_store_that_does_not_answer_brings_the_message_back(world: World) -> None:
    uploaded(world)
    sent = world.queue.sent[-1]
    world.faults.clear()
    world.faults.fail(1, "before")

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
