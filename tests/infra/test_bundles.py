"""What is shipped to Lambda works by itself there, and fits."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra import bundle
from infra.packages import BUILD
from layers import interpreters
from layers.dependencies import build as dependencies
from tests.infra.templates import Templates

pytestmark = pytest.mark.slow

LARGEST_UNZIPPED = 250 * 1024**2
FOLDERS = ("upload", "convert", "assign", "notify")
ENTRY_POINTS = sorted(
    f"{path.parent.name}.{path.stem}" for path in bundle.FUNCTIONS.glob("*/on_*.py")
)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def asset(stage: Templates, key: str) -> Path:
    return stage.folder / f"asset.{key.removesuffix('.zip')}"


def test_every_entry_point_is_deployed_and_nothing_else(prod: Templates) -> None:
    assert sorted(prod.functions()) == ENTRY_POINTS


@pytest.mark.parametrize("module", ENTRY_POINTS)
def test_an_entry_point_imports_from_its_bundle_with_an_empty_environment(module: str) -> None:
    folder = bundle.stage(module.split(".")[0], BUILD / "functions", interpreters.HOST)
    layer = dependencies.build_for_host(BUILD / "layers") / "python"
    code = (
        f"import importlib, sys; sys.path[:0] = [{str(folder)!r}, {str(layer)!r}]; "
        f"assert callable(importlib.import_module('functions.{module}').handler)"
    )
    # -I and -S: none of our environment, none of the project's packages.
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", code]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_bundle_holds_the_shared_code_and_its_own_folder_only(folder: str) -> None:
    staged = bundle.stage(folder, BUILD / "functions", interpreters.HOST)
    assert {path.name for path in staged.iterdir()} == {"mediadesk", "functions"}
    own = {path.name for path in (staged / "functions").iterdir()} - {"__pycache__"}
    assert own == {"__init__.py", folder}
    assert size(staged) < 3 * 1024**2


def test_a_bundle_staged_again_is_byte_for_byte_the_same(tmp_path: Path) -> None:
    once = bundle.stage("notify", tmp_path / "once", interpreters.HOST)
    again = bundle.stage("notify", tmp_path / "again", interpreters.HOST)
    files = sorted(path.relative_to(once) for path in once.rglob("*") if path.is_file())
    assert once.name == again.name
    assert any(path.suffix == ".pyc" for path in files)
    assert all((once / path).read_bytes() == (again / path).read_bytes() for path in files)


def test_each_function_and_its_layers_fit_into_lambda(prod: Templates) -> None:
    layers = prod.resources("AWS::Lambda::LayerVersion")
    for module, function in prod.functions().items():
        contents = [layers[layer["Ref"]]["Properties"]["Content"] for layer in function["Layers"]]
        keys = [content["S3Key"] for content in (*contents, function["Code"])]
        assert sum(size(asset(prod, key)) for key in keys) < LARGEST_UNZIPPED, module


def test_only_the_converter_carries_the_encoder(prod: Templates) -> None:
    with_two = {m for m, function in prod.functions().items() if len(function["Layers"]) > 1}
    assert with_two == {"convert.on_job"}
