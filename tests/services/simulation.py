"""One clip on its way through the services while things go wrong, until nothing moves any more."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.domain.assets import TRANSITIONS, Asset, ConversionStatus, upload_key
from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.ids import AssetId
from tests.builders import a_file, an_operation
from tests.faults import Crash
from tests.world import World

FILE: Final = b"twelve bytes"
ROUNDS: Final = 40
"""More than any single trouble needs; a story that is not over by then is stuck."""


class Simulation:
    """Delivers every message until it was handled, sweeps every minute, repeats lost requests.

    `watch` looks at the stored asset after each step.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: list[Asset] = []
        self._asset_id: AssetId | None = None
        self._events: list[str] = []

    def run(self) -> Asset:
        """The asset as it is in the end; AssertionError when it never comes to rest."""
        self._asset_id = self._announced()
        self.world.blobs.objects[upload_key(self._asset_id)] = FILE
        self._events = [upload_key(self._asset_id)] * 2
        for number in range(ROUNDS):
            self._round(number)
            if self._is_at_rest():
                return self.asset
        raise AssertionError(f"still {self.asset.status} after {ROUNDS} rounds")

    @property
    def asset(self) -> Asset:
        assert self._asset_id is not None
        return self.world.storage.assets[self._asset_id]

    def _announced(self) -> AssetId:
        """Ask with one key until an answer comes."""
        file = a_file(size_bytes=len(FILE))
        for _ in range(ROUNDS):
            try:
                started = self.world.uploads().start(file, an_operation())
            except (MediadeskError, Crash):
                continue
            return started.asset.asset_id
        raise AssertionError("no answer to any request")

    def _round(self, number: int) -> None:
        self._events = [key for key in self._events if not self._done(self._receives(key))]
        waiting, self.world.queue.sent[:] = list(self.world.queue.sent), []
        again = [message for message in waiting if not self._done(self._converts(message))]
        self.world.queue.sent.extend(again)
        self.world.clock.advance(timedelta(seconds=61))
        self._done(lambda: self.world.arrivals().sweep(f"sweep-{number}"))
        self._done(self.world.converter().sweep)

    def _receives(self, key: str) -> Callable[[], object]:
        return lambda: self.world.arrivals().receive(key, "message-1")

    def _converts(self, message: ConversionRequested) -> Callable[[], object]:
        def convert() -> None:
            with tempfile.TemporaryDirectory() as folder:
                self.world.converter().convert(
                    message, self.world.hold, self.world.transcoder, Path(folder), "call-1"
                )

        return convert

    def _done(self, step: Callable[[], object]) -> bool:
        """Whether a step ended well; if not, whoever caused it will cause it again."""
        try:
            step()
        except (MediadeskError, Crash):
            return False
        finally:
            self._look()
        return True

    def _look(self) -> None:
        if not self.seen or self.seen[-1] != self.asset:
            self.seen.append(self.asset)
        require_sound(self.world, self.asset)

    def _is_at_rest(self) -> bool:
        return self.asset.status.is_terminal and not self._events and not self.world.queue.sent


def require_sound(world: World, asset: Asset) -> None:
    """What must be true at every moment, whatever happened so far."""
    _require_whole_chain(world, asset)
    for output in asset.outputs:
        stored = world.blobs.objects.get(output.key)
        assert stored is not None, f"{output.kind} is shown and is not there"
        assert len(stored) == output.size_bytes
    assert len({output.kind for output in asset.outputs}) == len(asset.outputs)


def _require_whole_chain(world: World, asset: Asset) -> None:
    entries = world.storage.chain(f"ASSET#{asset.asset_id}")
    previous = GENESIS_HASH
    status: str | None = None
    for sequence, entry in enumerate(entries, start=1):
        assert (entry.sequence, entry.previous_hash) == (sequence, previous)
        assert entry.hash == digest(entry.document())
        assert status is None or (entry.before or {}).get("conversion_status") == status
        status = str((entry.after or {})["conversion_status"])
        previous = entry.hash
    assert (asset.audit.sequence, asset.audit.hash) == (len(entries), previous)
    assert status == asset.status.value


def require_legal(seen: list[Asset]) -> None:
    """What must be true of the asset's whole story, as far as it was looked at."""
    for before, after in pairwise(seen):
        assert after.version >= before.version
        assert after.outputs[: len(before.outputs)] == before.outputs
        assert not before.status.is_terminal or after == before
        if before.conversion is not None and after.conversion is not None:
            assert after.conversion.progress >= before.conversion.progress
            assert after.conversion.run >= before.conversion.run


def reachable(start: ConversionStatus) -> set[ConversionStatus]:
    """Every status that can follow, at once or later."""
    found = {start}
    while more := set().union(*(TRANSITIONS[status] for status in found)) - found:
        found |= more
    return found
