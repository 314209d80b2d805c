"""Writes the documents of the API: OpenAPI with a viewer, AsyncAPI, and the list of errors."""

import argparse
import json
import shutil
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from scripts import async_document
from scripts.api_document import document
from scripts.error_list import html, markdown

ROOT: Final = Path(__file__).resolve().parent.parent
VIEWER: Final = ROOT / "docs" / "viewer"
ERRORS: Final = ROOT / "docs" / "errors.md"
SWAGGER: Final = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
ASSETS: Final = ("swagger-ui-bundle.min.js", "swagger-ui.min.css")


def main() -> None:
    """Needs neither AWS nor settings; what is written depends on the code and the server only."""
    parser = argparse.ArgumentParser(prog="gen_contracts", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the static pages")
    parser.add_argument("--server", default="/", help="address of the API that they describe")
    parser.add_argument(
        "--live", default=async_document.UNKNOWN_SERVER, help="address of its WebSocket API"
    )
    parser.add_argument("--errors", action="store_true", help=f"renew {ERRORS.relative_to(ROOT)}")
    chosen = parser.parse_args()
    if chosen.out:
        write_pages(chosen.out, chosen.server, chosen.live)
    if chosen.errors:
        ERRORS.write_text(markdown(), "utf-8")


def write_pages(folder: Path, server: str, live: str = async_document.UNKNOWN_SERVER) -> None:
    """Everything that the site needs; nothing in it is fetched from elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "openapi.json", document(server))
    _write(folder / "asyncapi.json", async_document.document(live))
    (folder / "errors.html").write_text(html(), "utf-8")
    shutil.copytree(VIEWER, folder, dirs_exist_ok=True)
    for name in ASSETS:
        with as_file(SWAGGER / name) as asset:
            shutil.copyfile(asset, folder / name)


def _write(path: Path, told: Mapping[str, object]) -> None:
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
