"""What is deployed from: whether it changed, and how it becomes templates and pages."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.errors import SynthFailed
from local.instance import ROOT, Instance

FOLDERS: Final = (
    *("docs/viewer", "functions", "infra", "layers", "local", "requirements", "scripts", "src"),
    *("web/public", "web/src"),
)
FILES: Final = (
    "web/index.html",
    "web/package-lock.json",
    "web/tsconfig.json",
    "web/vite.config.ts",
)
DEADLINE_S: Final = 600.0


def fingerprint() -> str:
    """Changes with anything that the deployed stack is made of."""
    digest = hashlib.sha256(f"{sys.version}\0{ROOT}".encode())
    for path in _files():
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from (ROOT / name for name in FILES)


@dataclass(frozen=True)
class Synthesis:
    """Templates and pages in the making, in processes of their own."""

    instance: Instance
    processes: "tuple[subprocess.Popen[bytes], ...]"

    @classmethod
    def begin(cls, instance: Instance) -> "Synthesis":
        """Start all; the engine can start meanwhile."""
        address = instance.endpoint_url
        templates = ("infra.app", "--stage", "local", "--out", str(instance.template))
        documents = ("scripts.gen_contracts", "--out", str(instance.pages))
        console = ("scripts.console", "build", "--out", str(instance.console))
        with instance.synth_log.open("wb") as log:
            return cls(
                instance,
                (
                    _run(log.fileno(), *templates, "--endpoint-url", address),
                    _run(log.fileno(), *documents),
                    _run(log.fileno(), *console),
                ),
            )

    def finish(self) -> None:
        """Wait for them; SynthFailed with the last that they said."""
        for process in self.processes:
            if process.wait(DEADLINE_S):
                said = self.instance.synth_log.read_text("utf-8", "replace").strip()
                raise SynthFailed("\n".join(said.splitlines()[-12:]))

    def abandon(self) -> None:
        """End what still runs."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                process.wait()


def _run(log: int, *module_and_arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", *module_and_arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
