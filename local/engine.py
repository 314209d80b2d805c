"""How the AWS emulator is started, asked and stopped."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx

from local.errors import EngineFailed, EngineMissing
from local.instance import ACCOUNT, HOST, REGION, ROOT, Instance, require_free

PYTHON: Final = ROOT / ".venv-engine" / "bin" / "python"
START_DEADLINE_S: Final = 60.0
STOP_DEADLINE_S: Final = 45.0
POLL_S: Final = 0.05
LARGEST_LOG: Final = 10_000_000

Listener = Callable[[dict[str, Any]], None]


class Engine:
    """A running emulator; everything it reports goes to `on_event`, on a thread of its own."""

    def __init__(self, instance: Instance, process: "subprocess.Popen[str]") -> None:
        self._instance = instance
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def open_doors(self, openings: Mapping[str, object]) -> None:
        """Tell the front door what leads where, and who may be offered a sign-in."""
        self._control("doors", openings)

    def save(self) -> None:
        """Write the whole state to disk; returns when it is there."""
        self._control("save", {})

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def wait(self) -> int:
        """Wait until the engine ends by itself, for its exit code."""
        return self._process.wait()

    def _control(self, what: str, body: Mapping[str, object]) -> None:
        url = f"{self._instance.endpoint_url}/_local/{what}"
        httpx.post(url, json=body, timeout=START_DEADLINE_S, trust_env=False).raise_for_status()


@contextmanager
def running(instance: Instance, on_event: Listener) -> Iterator[Engine]:
    """Start the engine; on the way out it saves its state and ends, with all of its workers.

    EngineMissing without its environment, EngineFailed when it does not answer in time.
    """
    if not PYTHON.exists():
        raise EngineMissing(f"The engine's environment {PYTHON.parent.parent} is not there.")
    require_free(instance.port)
    _clear_scratch(instance)
    process = _start(instance)
    listener = threading.Thread(target=_listen, args=(process, on_event), daemon=True)
    listener.start()
    try:
        _await_health(instance, process)
        yield Engine(instance, process)
    finally:
        _stop(process)
        listener.join(timeout=POLL_S * 100)
        shutil.rmtree(instance.scratch, ignore_errors=True)


def _clear_scratch(instance: Instance) -> None:
    # A killed run leaves the unpacked functions of its workers.
    shutil.rmtree(instance.scratch, ignore_errors=True)
    for folder in (instance.state, instance.objects, instance.scratch):
        folder.mkdir(parents=True, exist_ok=True)


def _start(instance: Instance) -> "subprocess.Popen[str]":
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from local.host.serve import main; main()"
    )
    _rotate(instance.log)
    with instance.log.open("a") as log:
        return subprocess.Popen(  # noqa: S603 - our own command, no shell
            [str(PYTHON), "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=instance.scratch,
            env=_environment(instance),
            # Ctrl-C in the terminal is for the runner alone; the engine hears of it by its stdin.
            start_new_session=True,
        )


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))


def _environment(instance: Instance) -> dict[str, str]:
    """All that the engine sees; its workers inherit it, so nothing of the caller's may be in it."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(instance.scratch),
        "LANG": "C.UTF-8",
        "TMPDIR": str(instance.scratch),
        "ENGINE_LOCK": str(instance.engine_lock),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(instance.port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "STATE_DIR": str(instance.state),
        "S3_DATA_DIR": str(instance.objects),
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "AUTH": "true",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }


def _listen(process: "subprocess.Popen[str]", on_event: Listener) -> None:
    assert process.stdout is not None  # noqa: S101 - opened as a pipe
    with process.stdout as lines:
        for line in lines:
            # A terminal that is gone must not stop the reading: the engine would hang.
            with suppress(OSError, SystemExit):
                on_event(json.loads(line))


def _await_health(instance: Instance, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise EngineFailed(f"The engine ended at once: {_last_lines(instance)}")
        try:
            health = f"{instance.endpoint_url}/_ministack/health"
            httpx.get(health, timeout=POLL_S * 20, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(POLL_S)
    raise EngineFailed(f"The engine did not answer within {START_DEADLINE_S:.0f} s.")


def _last_lines(instance: Instance, count: int = 5) -> str:
    return "\n".join(instance.log.read_text(errors="replace").splitlines()[-count:])


def _stop(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None  # noqa: S101 - opened as a pipe
    process.stdin.close()
    try:
        process.wait(STOP_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        print("The engine had to be killed; its last seconds may be lost.", file=sys.stderr)
