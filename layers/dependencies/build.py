"""How the third-party packages of the functions become a layer, with no container."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from layers import atomic, interpreters

Architecture = Literal["x86_64", "arm64"]

LOCK: Final = Path(__file__).resolve().parents[2] / "requirements" / "runtime.txt"
PLATFORMS: Final[dict[Architecture, str]] = {
    "arm64": "aarch64-manylinux_2_28",
    "x86_64": "x86_64-manylinux_2_28",
}
CALLED_SERVICES: Final = frozenset(
    {"apigatewaymanagementapi", "dynamodb", "s3", "secretsmanager", "sqs", "sts"}
)
"""What the functions call. botocore describes 400 services in 27 MB; the others are left out."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a layer is built for: how uv is to resolve, and who compiles."""

    name: str
    options: tuple[str, ...]
    compiler: str | None
    """An interpreter of the version that will run the layer; None when this machine has none."""


def build(architecture: Architecture, build_dir: Path) -> Path:
    """The layer for Lambda: a directory to zip, `build_dir/dependencies-<arch>-<hash>`.

    Without Python 3.13 on this machine the layer has no bytecode and a warning says so.
    """
    platform = f"--python-platform={PLATFORMS[architecture]}"
    options = (platform, f"--python-version={interpreters.LAMBDA}")
    compiler = interpreters.find(interpreters.LAMBDA)
    if compiler is None:
        _warn(f"no Python {interpreters.LAMBDA} to compile the layer: functions will start slowly")
    return _build_once(Target(architecture, options, compiler), build_dir)


def build_for_host(build_dir: Path) -> Path:
    """The layer for the local stage, whose functions run on this very interpreter."""
    return _build_once(Target("host", (f"--python={sys.executable}",), sys.executable), build_dir)


def _build_once(target: Target, build_dir: Path) -> Path:
    layer = build_dir / f"dependencies-{target.name}-{_identity(target)}"
    return atomic.build_once(layer, lambda staged: _fill(target, staged / "python"))


def _fill(target: Target, packages: Path) -> None:
    _install(target, packages)
    _trim(packages)
    _compile(target, packages)


def _identity(target: Target) -> str:
    interpreter = sys.version if target.name == "host" else interpreters.LAMBDA
    parts = (LOCK.read_text("utf-8"), Path(__file__).read_text("utf-8"), *target.options)
    text = "\n".join((*parts, interpreter, str(target.compiler is None)))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _install(target: Target, packages: Path) -> None:
    _run(
        *(
            str(interpreters.UV),
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--only-binary=:all:",
        ),
        *("--link-mode=copy", f"--target={packages}", *target.options, f"--requirements={LOCK}"),
    )


def _trim(packages: Path) -> None:
    for data in (packages / "botocore" / "data", packages / "boto3" / "data"):
        for service in data.iterdir():
            if service.is_dir() and service.name not in CALLED_SERVICES:
                shutil.rmtree(service)
    for documentation in (packages / "botocore" / "data").rglob("examples-1.json*"):
        documentation.unlink()
    shutil.rmtree(packages / "boto3" / "examples", ignore_errors=True)
    _drop_traces_of_this_machine(packages)


def _drop_traces_of_this_machine(packages: Path) -> None:
    shutil.rmtree(packages / "bin", ignore_errors=True)
    (packages / ".lock").unlink(missing_ok=True)
    for information in packages.glob("*.dist-info"):
        for name in ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json"):
            (information / name).unlink(missing_ok=True)


def _compile(target: Target, packages: Path) -> None:
    """Bytecode that is used without looking at its source's time, so that builds are identical."""
    if target.compiler is None:
        return
    _run(
        *(target.compiler, "-m", "compileall", "-q", "-j0", "--invalidation-mode=unchecked-hash"),
        *("-s", str(packages), "-p", "/opt/python", str(packages)),
    )


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - fixed commands


def _warn(what: str) -> None:
    print(f"warning: {what}", file=sys.stderr)
