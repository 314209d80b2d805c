"""When and how the engine's state reaches the disk, so that a crash loses seconds at most."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from ministack import app as engine
from ministack.core import persistence

from local.host import backlog

# What requests change all the time. The rest changes by a deploy, which ends with a full save;
# logs are saved by a clean stop only.
BUSY = frozenset({"dynamodb", "sqs", "cognito", "s3", "secretsmanager"})


class Keeper:
    """Saves what changed every `interval_s`, and less often when saving takes long."""

    def __init__(self, interval_s: float = 2.0) -> None:
        self._interval_s = interval_s
        self._writing = threading.Lock()
        self._is_dirty = False
        self._stop = asyncio.Event()

    def touched(self) -> None:
        """Say that something may have changed since the last save."""
        self._is_dirty = True

    async def run(self) -> None:
        """Save again and again until `finish`."""
        pause_s = self._interval_s
        while not await self._stopped_within(pause_s):
            started = time.monotonic()
            if self._is_dirty:
                await asyncio.to_thread(self._save, BUSY)
            # At most a tenth of the time goes into saving, however large the state.
            pause_s = max(self._interval_s, 10 * (time.monotonic() - started))

    async def save_everything(self) -> None:
        """Save the whole state, functions and stacks included."""
        await asyncio.to_thread(self._save, None)

    def finish(self) -> None:
        """End `run` after the save that is under way."""
        self._stop.set()

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _save(self, names: frozenset[str] | None) -> None:
        with self._writing:
            self._is_dirty = False
            services: Mapping[str, Callable[[], Any]] = engine._build_persistence_save_dict()
            chosen = {n: get for n, get in services.items() if names is None or n in names}
            # The backlog goes last: a kept item is never without its stream record.
            persistence.save_all({**chosen, backlog.NAME: backlog.unseen})
