"""What goes into a function's zip: `mediadesk`, the function's own folder, and nothing else."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from layers import atomic, interpreters

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT / "src" / "mediadesk"
FUNCTIONS: Final = ROOT / "functions"
IGNORED: Final = shutil.ignore_patterns("__pycache__", "*.pyc")


def stage(folder: str, build_dir: Path, python: str) -> Path:
    """A directory to zip, `build_dir/<folder>-<hash>`; the name says its content.

    It holds bytecode for version `python`, such as `3.13`, if this machine has that one.
    """
    compiler = interpreters.find(python)
    identity = hashlib.sha256(f"{python} {compiler is not None}\n".encode())
    for path in _sources(folder):
        identity.update(f"{path.relative_to(ROOT)}\0{_digest(path)}\n".encode())
    directory = build_dir / f"{folder}-{identity.hexdigest()[:12]}"
    return atomic.build_once(directory, lambda staged: _fill(folder, staged, compiler))


def _sources(folder: str) -> list[Path]:
    paths = [*SHARED.rglob("*"), FUNCTIONS / "__init__.py", *(FUNCTIONS / folder).rglob("*")]
    return sorted(p for p in paths if p.is_file() and p.suffix != ".pyc")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fill(folder: str, staged: Path, compiler: str | None) -> None:
    shutil.copytree(SHARED, staged / "mediadesk", ignore=IGNORED)
    (staged / "functions").mkdir()
    shutil.copy(FUNCTIONS / "__init__.py", staged / "functions")
    shutil.copytree(FUNCTIONS / folder, staged / "functions" / folder, ignore=IGNORED)
    if compiler is not None:
        _compile(staged, compiler)


def _compile(staged: Path, compiler: str) -> None:
    options = ["-q", "--invalidation-mode=unchecked-hash", "-s", str(staged), "-p", "/var/task"]
    command = [compiler, "-m", "compileall", *options, str(staged)]
    subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - our own command
