"""How the pinned FFmpeg binary becomes a layer, with no container; Lambda shows it in /opt/bin."""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from layers import atomic, interpreters

Architecture = Literal["x86_64", "arm64"]

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
MACHINES: Final[dict[Architecture, str]] = {"arm64": "aarch64", "x86_64": "x86_64"}
"""What the kernel and the wheels call each architecture."""
BINARIES: Final = Path("imageio_ffmpeg") / "binaries"


class ChecksumMismatch(Exception):
    """A binary is not the one that was pinned."""


class SelfCheckFailed(Exception):
    """A binary can't do what the converter asks of it."""


def build(architecture: Architecture, build_dir: Path) -> Path:
    """The layer: a directory to zip, `build_dir/ffmpeg-<arch>-<hash>`; built once, then found.

    Raises ChecksumMismatch, or SelfCheckFailed where this machine can run the binary.
    """
    name, checksum = pinned(architecture)
    layer = build_dir / f"ffmpeg-{architecture}-{checksum[:12]}"
    return atomic.build_once(layer, lambda staged: _fill(staged, architecture, name, checksum))


def pinned(architecture: Architecture) -> tuple[str, str]:
    """File name and SHA-256 of the binary for an architecture."""
    lines = (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
    checksums = {name: checksum for checksum, name in (line.split() for line in lines)}
    return next((n, c) for n, c in checksums.items() if f"-{MACHINES[architecture]}-" in n)


def installed(architecture: Architecture) -> Path | None:
    """The binary in this environment, if it has the pinned one for that architecture."""
    name, checksum = pinned(architecture)
    package = importlib.util.find_spec("imageio_ffmpeg")
    if package is None or package.origin is None:
        return None
    binary = Path(package.origin).parent / "binaries" / name
    return binary if binary.is_file() and digest(binary) == checksum else None


def digest(binary: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with binary.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fill(staged: Path, architecture: Architecture, name: str, checksum: str) -> None:
    target = staged / "bin" / "ffmpeg"
    target.parent.mkdir()
    if at_hand := installed(architecture):
        shutil.copyfile(at_hand, target)
    else:
        _download(architecture, name, target)
    if digest(target) != checksum:
        raise ChecksumMismatch(f"{name} differs from the one in {HERE / 'SHA256SUMS'}")
    target.chmod(0o755)
    if _runs_here(architecture):
        self_check(target)


def self_check(binary: Path) -> None:
    """Raises SelfCheckFailed, naming what is wrong."""
    # Run and not imported: who builds layers, such as the infrastructure, knows no function.
    command = (sys.executable, "-m", "functions.convert.self_check", str(binary))
    done = subprocess.run(  # noqa: S603 - fixed command
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SelfCheckFailed(done.stderr.strip())


def _download(architecture: Architecture, name: str, target: Path) -> None:
    # An older manylinux would be answered with an older FFmpeg, not with an error.
    wheel_platform = f"{MACHINES[architecture]}-manylinux_2_28"
    with tempfile.TemporaryDirectory() as packages:
        command = (
            *(str(interpreters.UV), "pip", "install", "--quiet", "--no-deps", "--require-hashes"),
            *("--only-binary=:all:", f"--python-platform={wheel_platform}"),
            *(f"--target={packages}", f"--requirements={HERE / 'requirements.txt'}"),
        )
        subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - fixed command
        shutil.copyfile(Path(packages) / BINARIES / name, target)


def _runs_here(architecture: Architecture) -> bool:
    return os.uname().sysname == "Linux" and platform.machine() == MACHINES[architecture]
