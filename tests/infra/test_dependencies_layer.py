"""The layer of third-party packages is the same wherever it is built, and lacks nothing we call."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.packages import BUILD
from layers.dependencies import build as dependencies

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def run_in(layer: Path, code: str) -> str:
    """What `code` prints when nothing but the layer is installed."""
    found = f"import sys; sys.path[:0] = [{str(layer)!r}]; {code}"
    command = [sys.executable, "-I", "-S", "-c", found]
    return subprocess.run(command, env={}, capture_output=True, text=True, check=True).stdout  # noqa: S603


def test_the_layer_has_a_client_for_every_service_that_is_called() -> None:
    layer = dependencies.build_for_host(BUILD / "layers") / "python"
    services = sorted(dependencies.CALLED_SERVICES)
    code = (
        "import boto3, json; clients = [boto3.client(name, region_name='us-east-1') "
        f"for name in {services!r}]; "
        "print(json.dumps([client.meta.service_model.service_name for client in clients]))"
    )
    assert json.loads(run_in(layer, code)) == services


def test_two_builds_of_the_layer_are_byte_for_byte_the_same(tmp_path: Path) -> None:
    once = dependencies.build("arm64", tmp_path / "once")
    again = dependencies.build("arm64", tmp_path / "again")
    assert once.name == again.name
    assert contents(once) == contents(again)


def test_the_layer_for_lambda_is_made_of_packages_for_its_platform() -> None:
    layer = dependencies.build("arm64", BUILD / "layers")
    libraries = {path.name for path in layer.rglob("*.so")}
    assert libraries
    assert all("cpython-313-aarch64" in name for name in libraries if "cpython" in name)
    assert not [name for name in libraries if "x86_64" in name]


def test_nothing_in_the_layer_tells_where_it_was_built() -> None:
    layer = dependencies.build("arm64", BUILD / "layers")
    here = str(BUILD).encode()
    assert not [name for name, content in contents(layer).items() if here in content]
