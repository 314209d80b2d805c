"""The layer: the pinned binary and nothing else, built once."""

from importlib.metadata import version
from pathlib import Path

import pytest

from layers.ffmpeg import build, self_check

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


def test_a_binary_that_lacks_a_part_is_refused_by_name(tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho ffmpeg version {self_check.VERSION}\n")
    program.chmod(0o755)
    with pytest.raises(self_check.SelfCheckFailed, match="lacks these encoders: gif"):
        self_check.check(program)


def test_another_version_is_refused(tmp_path: Path) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho ffmpeg version 4.4.1\n")
    program.chmod(0o755)
    with pytest.raises(self_check.SelfCheckFailed, match=r"4\.4\.1"):
        self_check.check(program)


def test_a_binary_that_does_not_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(self_check.SelfCheckFailed, match="failed"):
        self_check.check(tmp_path / "absent")
