"""Where one local instance keeps its things, and who may use them."""

import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from local.errors import ForeignFolder, InstanceRunning, PortTaken

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "127.0.0.1"
ACCOUNT: Final = "000000000000"
REGION: Final = "us-east-1"
LOCK: Final = "instance.lock"
ORPHAN_DEADLINE_S: Final = 45.0
POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Instance:
    """One data folder and one port; two instances share nothing."""

    data: Path
    port: int

    @property
    def endpoint_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def state(self) -> Path:
        return self.data / "state"

    @property
    def objects(self) -> Path:
        return self.data / "objects"

    @property
    def scratch(self) -> Path:
        """The engine's temporary folder, emptied at each start."""
        return self.data / "tmp"

    @property
    def template(self) -> Path:
        return self.data / "cdk.out"

    @property
    def pages(self) -> Path:
        """The static documents, as they are published."""
        return self.data / "docs"

    @property
    def console(self) -> Path:
        """The console's pages, as they are published."""
        return self.data / "console"

    @property
    def log(self) -> Path:
        return self.data / "engine.log"

    @property
    def synth_log(self) -> Path:
        return self.data / "synth.log"

    @property
    def engine_lock(self) -> Path:
        """Locked by the engine as long as it lives, which may be longer than its run."""
        return self.data / "engine.lock"

    @property
    def outputs(self) -> Path:
        return self.data / "outputs.json"

    @property
    def deployed(self) -> Path:
        """Says what was deployed last; written only after all of it was saved."""
        return self.data / "deployed.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other run out of this data folder.

        InstanceRunning when one is in it, ForeignFolder when it holds something else.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        # The emulator writes what people sign in with as everybody may read it.
        self.data.chmod(0o700)
        if any(self.data.iterdir()) and not (self.data / LOCK).exists():
            raise ForeignFolder(f"{self.data} holds something that is not a local stack's data.")
        with (self.data / LOCK).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise self._already_running(lock) from error
            lock.truncate(0)
            json.dump({"pid": os.getpid(), "port": self.port}, lock)
            lock.flush()
            self._await_orphan()
            yield

    def reset(self) -> None:
        """Forget everything that this instance kept; only while it is held."""
        for folder in (
            *(self.state, self.objects, self.scratch, self.template, self.pages, self.console),
        ):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self.outputs, self.deployed, self.synth_log, *self.data.glob("*.log")):
            file.unlink(missing_ok=True)

    def _await_orphan(self) -> None:
        """Until the engine of a run that was killed has saved and gone: it holds its own lock."""
        deadline = time.monotonic() + ORPHAN_DEADLINE_S
        with self.engine_lock.open("a") as lock:
            while True:
                with suppress(OSError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
                if time.monotonic() > deadline:
                    raise InstanceRunning(
                        f"An engine of an earlier run still works on {self.data}.",
                        "Wait until it has ended, or choose another folder with --data.",
                    )
                time.sleep(POLL_S)

    def _already_running(self, lock: IO[str]) -> InstanceRunning:
        lock.seek(0)
        holder = json.loads(lock.read() or "{}")
        pid, port = holder.get("pid", "?"), holder.get("port", "?")
        return InstanceRunning(
            f"{self.data} is in use by another run (process {pid}, http://{HOST}:{port}).",
            "Stop that one with Ctrl-C, or run this one beside it: "
            f'make run ARGS="--port {self.port + 1} --data {self.data}-2"',
        )


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def require_free(port: int) -> None:
    """PortTaken when something listens on `port` already, or it may not be used."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {HOST} can't be used: {error.strerror}.",
                f'Choose another one: make run ARGS="--port {port + 1}"',
            ) from error
