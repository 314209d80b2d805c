"""Hostile files among good ones in one delivery: the good are converted, nothing is left over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.convert import self_check
from functions.convert.binary import LAYER_FOLDERS, located
from functions.convert.on_job import handler
from mediadesk.domain.assets import upload_key
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import OutputKind
from tests.functions.events import failed, messages
from tests.functions.stories import announced
from tests.gateway import Context, serving
from tests.media.clips import Studio
from tests.media.hostile_cuts import whole
from tests.media.hostile_references import SCRIPTS, script
from tests.media.processes import working_in
from tests.media.witness import Lure
from tests.world import World

pytestmark = pytest.mark.slow


class Running(Context):
    """A call that has ten minutes left."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 600_000


@pytest.fixture
def world() -> Iterator[World]:
    with serving(World()) as fresh:
        yield fresh


@pytest.fixture
def layer(binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real binary, where a function looks for it."""
    (tmp_path / "layer/bin").mkdir(parents=True)
    (tmp_path / "layer/bin/ffmpeg").symlink_to(binary)
    monkeypatch.setenv(LAYER_FOLDERS, str(tmp_path / "layer"))
    located.cache_clear()
    self_check.checked.cache_clear()
    yield
    located.cache_clear()
    self_check.checked.cache_clear()


def uploaded(world: World, content: bytes) -> AssetId:
    asset_id = announced(size_bytes=len(content))
    world.blobs.objects[upload_key(asset_id)] = content
    world.arrivals().receive(upload_key(asset_id), "request")
    return asset_id


@pytest.mark.usefixtures("layer")
def test_good_files_are_converted_beside_hostile_ones(
    world: World, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))
    good = whole(studio, "front.mp4")
    lure = Lure(studio.folder / "whole-front.mp4", 1)
    contents = {
        good: "",
        script(SCRIPTS["hls key"], "{path}", lure): "media_unsupported_container",
        whole(studio, "a.webm"): "",
        good[: len(good) // 2]: "media_truncated",
        whole(studio, "a.gif"): "",
    }
    assets = {uploaded(world, content): code for content, code in contents.items()}
    sent = [request.model_dump_json() for request in world.queue.sent]

    assert failed(handler(messages(*sent), Running())) == []

    for asset_id, code in assets.items():
        asset = world.storage.assets[asset_id]
        error = asset.current_conversion.error
        assert (error.code if error else "") == code
        assert asset.status is (ConversionStatus.FAILED if code else ConversionStatus.COMPLETED)
        assert len(asset.outputs) == (0 if code else len(OutputKind))
        assert upload_key(asset_id) in world.blobs.objects, "the original is kept"
    assert working_in(work) == []
    assert not list(work.iterdir())
