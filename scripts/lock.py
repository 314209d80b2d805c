"""Resolves requirements/*.in into hashed locks: `make lock`, or with `--upgrade-package=NAME`."""

import subprocess
import sys
from pathlib import Path

LOCKS = Path(__file__).resolve().parent.parent / "requirements"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    # A lock names no host, so that it serves behind any mirror.
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
    "--quiet",
)
# In this order: what functions import must be the same version in their layer and in the tests.
CONSTRAINTS = {
    "tools": (),
    "runtime": (),
    "engine": (),
    "dev": ("tools", "runtime"),
}


def main(arguments: list[str]) -> None:
    """With no argument every version is renewed; with one only what it names."""
    for name, constraints in CONSTRAINTS.items():
        held = [f"--constraints={other}.txt" for other in constraints]
        compile_lock(name, [*held, *(arguments or ["--upgrade"])])


def compile_lock(name: str, options: list[str]) -> None:
    """Write `requirements/<name>.txt` from `<name>.in`."""
    uv = str(Path(sys.executable).parent / "uv")
    command = [uv, "pip", "compile", *OPTIONS, *options, f"{name}.in", "-o", f"{name}.txt"]
    subprocess.run(command, cwd=LOCKS, check=True)  # noqa: S603 - our own options, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
