"""Makes the two environments from the locks; a repeat with nothing changed does nothing.

Runs on a bare interpreter, so it uses the standard library only and syntax that an old Python
can read far enough to be told that it is too old.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
PROJECT = ROOT / ".venv"
ENGINE = ROOT / ".venv-engine"
OLDEST = (3, 11)


def main() -> None:
    """Build what is missing or out of date; exit with a sentence when this machine cannot."""
    _require_interpreter()
    if not _is_current(PROJECT, _project_inputs()):
        _build_project()
    if not _is_current(ENGINE, _engine_inputs()):
        _build_engine()


def _require_interpreter() -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            "mediadesk needs Python {}.{} or later, and this python3 is {}.{} ({}).\n"
            "Put a newer one first on PATH, or run `make PYTHON=/path/to/python3`.".format(
                *OLDEST, *sys.version_info[:2], sys.executable
            )
        )
    if not importlib.util.find_spec("ensurepip") or not importlib.util.find_spec("venv"):
        sys.exit(
            f"This Python ({sys.executable}) comes without venv or pip.\n"
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def _build_project() -> None:
    _say("installing the project's packages into .venv (the first time takes a minute)")
    uv = PROJECT / "bin" / "uv"
    if not _made_here(PROJECT) or not uv.exists():
        _run(sys.executable, "-m", "venv", "--clear", str(PROJECT))
        _pip_install(PROJECT, LOCKS / "tools.txt")
    _uv("sync", PROJECT, "--require-hashes", str(LOCKS / "dev.txt"))
    _uv("install", PROJECT, "--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    _stamp(PROJECT, _project_inputs())


def _build_engine() -> None:
    _say("installing the AWS emulator into .venv-engine")
    if not _made_here(ENGINE):
        uv = str(PROJECT / "bin" / "uv")
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENGINE))
    _uv("sync", ENGINE, "--require-hashes", str(LOCKS / "engine.txt"))
    _stamp(ENGINE, _engine_inputs())


def _pip_install(environment: Path, lock: Path) -> None:
    python = str(environment / "bin" / "python")
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    _run(python, "-m", "pip", "install", *options, "-r", str(lock))


def _uv(command: str, environment: Path, *arguments: str) -> None:
    uv = str(PROJECT / "bin" / "uv")
    python = str(environment / "bin" / "python")
    _run(uv, "pip", command, "--quiet", "--compile-bytecode", "--python", python, *arguments)


def _run(*command: str) -> None:
    # An activated environment or a uv project elsewhere must not redirect what is built here.
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "UV_PROJECT")}
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    finished = subprocess.run(command, env=environment, cwd=ROOT)  # noqa: S603 - fixed commands
    if finished.returncode:
        sys.exit("This step failed (its output is above): {}".format(" ".join(command)))


def _project_inputs() -> str:
    return _digest(_packaging(), LOCKS / "tools.txt", LOCKS / "dev.txt")


def _engine_inputs() -> str:
    return _digest("", LOCKS / "engine.txt")


def _packaging() -> str:
    """What pyproject.toml says of installing; its settings of linters and tests change nothing."""
    # Imported here, because an interpreter that is too old has none and must be told so first.
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return repr((settings["build-system"], settings["project"], settings["tool"]["hatch"]))


def _digest(text: str, *paths: Path) -> str:
    contents = [path.read_text("utf-8") for path in (*paths, Path(__file__))]
    return hashlib.sha256("\n".join([text, *contents]).encode()).hexdigest()


def _interpreter() -> str:
    # An environment holds absolute paths: a moved checkout needs a new one.
    return f"{sys.version} at {sys.base_prefix} for {ROOT}".replace("\n", " ")


def _made_here(environment: Path) -> bool:
    """Whether this interpreter made it, at this place."""
    made_by = environment / "made-by"
    return made_by.exists() and made_by.read_text("utf-8").splitlines()[0] == _interpreter()


def _is_current(environment: Path, inputs: str) -> bool:
    made_by = environment / "made-by"
    return made_by.exists() and made_by.read_text("utf-8").splitlines() == [_interpreter(), inputs]


def _stamp(environment: Path, inputs: str) -> None:
    """Written last, so that an interrupted build is seen as unfinished."""
    (environment / "made-by").write_text(f"{_interpreter()}\n{inputs}\n", "utf-8")


def _say(what: str) -> None:
    print(f"mediadesk: {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
