"""What a synthesized template folder asks to be uploaded and deployed, and in which order."""

import io
import json
import os
import zipfile
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Final

from local.instance import ROOT

ZIPS: Final = ROOT / "build" / "zips"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, or a folder to be zipped, and where in S3 it belongs."""

    source: Path
    bucket: str
    key: str

    def content(self) -> bytes:
        """The file, or the folder as a zip, made once: the key says what is in it."""
        if not self.source.is_dir():
            return self.source.read_bytes()
        kept = ZIPS / self.key
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            unfinished = kept.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(_zipped(self.source))
            unfinished.replace(kept)
        return kept.read_bytes()


@dataclass(frozen=True, slots=True)
class Stack:
    name: str
    template: dict[str, Any]
    template_asset: Asset
    assets: tuple[Asset, ...]


def stacks(folder: Path) -> list[Stack]:
    """Every stack of the assembly in `folder`, each after those that it depends on."""
    artifacts: dict[str, Any] = json.loads((folder / "manifest.json").read_text())["artifacts"]
    needs = {name: artifact.get("dependencies", []) for name, artifact in artifacts.items()}
    order = TopologicalSorter(needs).static_order()
    return [
        _stack(folder, name)
        for name in order
        if artifacts[name]["type"] == "aws:cloudformation:stack"
    ]


def _stack(folder: Path, name: str) -> Stack:
    template = f"{name}.template.json"
    assets = tuple(_assets(folder, name))
    return Stack(
        name=name,
        template=json.loads((folder / template).read_text()),
        template_asset=next(asset for asset in assets if asset.source.name == template),
        assets=assets,
    )


def _assets(folder: Path, name: str) -> list[Asset]:
    files = json.loads((folder / f"{name}.assets.json").read_text())["files"].values()
    return [
        Asset(folder / file["source"]["path"], place["bucketName"], place["objectKey"])
        for file in files
        for place in file["destinations"].values()
    ]


def _zipped(folder: Path) -> bytes:
    """The same bytes for the same files; permissions are kept for those who look at them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(folder)))
            entry.external_attr = (path.stat().st_mode & 0xFFFF) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=1)
    return buffer.getvalue()
