"""What is deployed, and in which order."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local import assembly
from local.assembly import Asset, stacks


@pytest.fixture(autouse=True)
def zips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "ZIPS", tmp_path / "zips")


def an_assembly(folder: Path, needs: dict[str, list[str]]) -> Path:
    artifacts: dict[str, Any] = {}
    for name, needed in needs.items():
        assets = f"{name}.assets"
        artifacts[name] = {"type": "aws:cloudformation:stack", "dependencies": [*needed, assets]}
        artifacts[assets] = {"type": "cdk:asset-manifest"}
        template = f"{name}.template.json"
        (folder / template).write_text(json.dumps({"Resources": {}}))
        place = {"bucketName": "assets", "objectKey": f"{name}.json"}
        files = {"t": {"source": {"path": template}, "destinations": {"here": place}}}
        (folder / f"{name}.assets.json").write_text(json.dumps({"files": files}))
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


def test_a_stack_comes_after_those_that_it_needs(tmp_path: Path) -> None:
    folder = an_assembly(tmp_path, {"app": ["data", "web"], "data": ["web"], "web": []})
    assert [stack.name for stack in stacks(folder)] == ["web", "data", "app"]


def test_a_stack_s_template_is_among_its_assets(tmp_path: Path) -> None:
    (stack,) = stacks(an_assembly(tmp_path, {"data": []}))
    assert stack.template == {"Resources": {}}
    assert stack.template_asset.content() == b'{"Resources": {}}'


def test_a_folder_is_zipped_alike_each_time_with_its_permissions(tmp_path: Path) -> None:
    folder = tmp_path / "layer"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "tool").write_bytes(b"tool")
    (folder / "bin" / "tool").chmod(0o755)
    first = Asset(folder, "assets", "first.zip").content()
    (folder / "bin" / "tool").touch()
    assert Asset(folder, "assets", "second.zip").content() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        (entry,) = archive.infolist()
    assert entry.filename == "bin/tool"
    assert entry.external_attr >> 16 & 0o111


def test_what_a_key_says_is_zipped_only_once(tmp_path: Path) -> None:
    folder = tmp_path / "function"
    folder.mkdir()
    (folder / "code.py").write_text("x = 1\n")
    asset = Asset(folder, "assets", "same.zip")
    first = asset.content()
    (folder / "code.py").unlink()
    assert asset.content() == first
