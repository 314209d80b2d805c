"""The layer: the pinned binary and nothing else, built once."""

import re
from importlib.metadata import version
from itertools import pairwise, product
from pathlib import Path

import pytest

from functions.convert import self_check
from functions.convert.binary import LAYER_FOLDERS, located
from functions.convert.presets import recipes
from infra import bundle
from infra.packages import BUILD
from layers import interpreters
from layers.dependencies import build as dependencies
from layers.ffmpeg import build
from mediadesk.domain.media import MediaInfo, OutputKind, Preset
from mediadesk.domain.media_limits import MediaLimits

LAMBDA_LIMIT_BYTES = 250 * 1024 * 1024


def test_the_pin_is_the_version_of_the_development_environment() -> None:
    pins = (build.HERE / "requirements.txt").read_text("utf-8")
    assert f"imageio-ffmpeg=={version('imageio-ffmpeg')} " in pins


@pytest.mark.slow
def test_the_layer_holds_the_pinned_binary_and_leaves_room_for_the_rest(
    host: build.Architecture, tmp_path: Path
) -> None:
    layer = build.build(host, tmp_path / "layers")
    files = [path.relative_to(layer) for path in layer.rglob("*") if path.is_file()]
    assert files == [Path("bin/ffmpeg")]
    binary = layer / "bin" / "ffmpeg"
    assert build.digest(binary) == build.pinned(host)[1]
    assert binary.stat().st_mode & 0o555 == 0o555
    assert binary.stat().st_size < 0.7 * LAMBDA_LIMIT_BYTES
    changed = binary.stat().st_mtime_ns
    assert build.build(host, tmp_path / "layers") == layer
    assert binary.stat().st_mtime_ns == changed
    assert [layer] == list((tmp_path / "layers").iterdir())


def test_each_architecture_has_its_own_binary() -> None:
    assert build.pinned("arm64") != build.pinned("x86_64")


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_both_layers_and_the_largest_function_fit_into_lambda(
    architecture: build.Architecture,
) -> None:
    encoder = build.build(architecture, BUILD / "layers")
    packages = dependencies.build(architecture, BUILD / "layers")
    functions = {path.parent.name for path in bundle.FUNCTIONS.glob("*/on_*.py")}
    staged = [
        bundle.stage(name, BUILD / "functions", interpreters.HOST) for name in sorted(functions)
    ]
    assert build.digest(encoder / "bin/ffmpeg") == build.pinned(architecture)[1]
    assert size(encoder) + size(packages) + max(map(size, staged)) < LAMBDA_LIMIT_BYTES


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_the_pinned_binary_has_every_part_at_build_and_at_cold_start(
    binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.self_check(binary)
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "ffmpeg").symlink_to(binary)
    in_layer(tmp_path, monkeypatch)
    assert self_check.checked() == folder / "ffmpeg"


@pytest.mark.parametrize("is_hdr", [True, False])
def test_the_parts_include_whatever_a_preset_names(is_hdr: bool) -> None:
    media = MediaInfo("mp4", 9.0, 640, 480, 90.0, "h264", "aac", 9.0, is_hdr)
    for kind, preset in product(OutputKind, Preset):
        for recipe in recipes(kind, media, preset, MediaLimits()):
            named = dict(pairwise(recipe.making))
            filters = re.findall(r"(?:^|[],;])(\w+)(?=[=,;\[]|$)", named["-filter:v"])
            coders = {named[option] for option in ("-c:v", "-c:a") if option in named}
            assert set(filters) <= set(self_check.PARTS["filters"])
            assert coders <= set(self_check.PARTS["encoders"])
            assert recipe.muxer in self_check.PARTS["muxers"]
            assert recipe.demuxer in self_check.PARTS["demuxers"]


def in_layer(layer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LAYER_FOLDERS, str(layer))
    located.cache_clear()
    self_check.checked.cache_clear()


def stand_in(folder: Path, *, encoders: str, version: str = self_check.VERSION) -> Path:
    """A program that says of itself what FFmpeg would, and lists these encoders only."""
    program = folder / "bin/ffmpeg"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\necho ffmpeg version {version} >&2\n{encoders}")
    program.chmod(0o755)
    return program


def test_a_function_whose_binary_lacks_an_encoder_looks_again_at_the_next_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists_all = "".join(f"echo ' V. {name}'\n" for name in self_check.PARTS["encoders"])
    stand_in(tmp_path, encoders="echo ' V. gif'")
    in_layer(tmp_path, monkeypatch)
    with pytest.raises(self_check.SelfCheckFailed, match="lacks these encoders: libopus"):
        self_check.checked()
    program = stand_in(tmp_path, encoders=lists_all)
    assert self_check.checked() == program
    stand_in(tmp_path, encoders="exit 1")
    assert self_check.checked() == program, "once per process is enough"


def test_a_binary_that_lacks_a_part_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(self_check.SelfCheckFailed, match="lacks these encoders: gif"):
        self_check.check(stand_in(tmp_path, encoders=""))


def test_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(self_check.SelfCheckFailed, match=r"4\.4\.1"):
        self_check.check(stand_in(tmp_path, encoders="", version="4.4.1"))


def test_a_binary_that_does_not_start_is_refused_by_the_function_and_by_the_build(
    tmp_path: Path,
) -> None:
    with pytest.raises(self_check.SelfCheckFailed, match="failed"):
        self_check.check(tmp_path / "absent")
    with pytest.raises(build.SelfCheckFailed, match="failed"):
        build.self_check(tmp_path / "absent")


def test_a_binary_that_never_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(self_check.SelfCheckFailed, match="timed_out"):
        self_check.check(stand_in(tmp_path, encoders="exec sleep 60"), within_s=0.2)
