"""One clip on its way through the services while things go wrong, until nothing moves any more."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Final

from mediadesk.contracts.events import ConversionMessage
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.conversions import MAX_RUNS, TRANSITIONS, Conversion, ConversionStatus
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.fan_out import MAX_PIECE_RUNS, PieceKind, PieceStatus
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import OutputKind
from mediadesk.services.tidying import TIDIED_AFTER
from tests.builders import a_file, an_operation
from tests.faults import Crash
from tests.services.stories import FILE, convert
from tests.world import World

OTHER_FILE: Final = b"what somebody sends to the same key later"
RETRIES: Final = 2
"""How often the admin asks for another attempt at most."""
ROUNDS: Final = 140
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
            self._write_over()
            if self._is_at_rest():
                self._tidy_up()
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
        self._done(self.world.conversion_sweep().sweep)
        self._done(self.world.tidying().sweep)
        if self._is_retried():
            self._done(self._retry)

    def _receives(self, key: str) -> Callable[[], object]:
        return lambda: self.world.arrivals().receive(key, "message-1")

    def _converts(self, message: ConversionMessage) -> Callable[[], object]:
        return lambda: convert(self.world, message)

    def _is_retried(self) -> bool:
        job = self.asset.conversion
        return (
            job is not None
            and job.error is not None
            and job.error.retryable
            and job.attempt <= RETRIES
        )

    def _retry(self) -> None:
        """Each attempt is asked for with a key of its own."""
        operation = an_operation(f"retry-{self.asset.current_conversion.attempt}")
        self.world.conversions().retry_conversion(self.asset.asset_id, None, operation)

    def _write_over(self) -> None:
        """What was accepted is converted, whatever lies under its key later."""
        key = upload_key(self.asset.asset_id)
        is_accepted = self.asset.status is not ConversionStatus.PENDING_UPLOAD
        if is_accepted and self.world.blobs.objects[key] == FILE:
            self.world.blobs.objects[key] = OTHER_FILE

    def _tidy_up(self) -> None:
        """Hours later nothing is left but the original and what is shown."""
        self.world.clock.advance(2 * TIDIED_AFTER)
        for _ in range(ROUNDS):
            if self._done(self.world.tidying().sweep):
                break
        shown = {output.key for output in self.asset.outputs}
        assert set(self.world.blobs.objects) == {upload_key(self.asset.asset_id), *shown}

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
        is_busy = self._events or self.world.queue.sent or self._is_retried()
        return self.asset.status.is_terminal and not is_busy


def require_sound(world: World, asset: Asset) -> None:
    """What must be true at every moment, whatever happened so far."""
    _require_whole_chain(world, asset)
    for output in asset.outputs:
        stored = world.blobs.objects.get(output.key)
        assert stored is not None, f"{output.kind} is shown and is not there"
        assert len(stored) == output.size_bytes
    assert len({output.kind for output in asset.outputs}) == len(asset.outputs)
    _require_right_counts(world, asset)


def _require_right_counts(world: World, asset: Asset) -> None:
    """How many pieces are left is what stands in their rows; how far they are is near enough."""
    job = asset.conversion
    if job is None or job.fan_out is None:
        return
    run = asset.asset_id, job.attempt, job.run
    pieces = [piece for key, piece in world.storage.pieces.items() if key[:3] == run]
    left = [piece for piece in pieces if piece.status is not PieceStatus.DONE]
    counted = [piece for piece in left if piece.cut.kind is not PieceKind.JOIN]
    assert (job.fan_out.pieces, job.fan_out.left) == (len(pieces) - 1, len(counted))


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


def require_good_end(world: World, asset: Asset) -> None:
    """Completed with everything, or given up because converters had died or failed so often."""
    assert len(world.storage.assets) == 1, "announced twice"
    assert len(world.storage.jobs) == asset.current_conversion.attempt
    error = asset.current_conversion.error
    if error is None:
        assert asset.status is ConversionStatus.COMPLETED
        assert [output.kind for output in asset.outputs] == list(OutputKind)
        assert asset.current_conversion.progress == 100
        return
    assert error.code == MediaFault.ABANDONED.value
    runs = [piece.run for piece in world.storage.pieces.values()]
    is_worn_out = asset.current_conversion.run >= MAX_RUNS or max(runs, default=0) > MAX_PIECE_RUNS
    assert is_worn_out, "given up early"


def require_legal(seen: list[Asset]) -> None:
    """What must be true of the asset's whole story, as far as it was looked at."""
    for before, after in pairwise(seen):
        assert after.version >= before.version
        assert after.outputs[: len(before.outputs)] == before.outputs
        if before.conversion is None or after.conversion is None:
            assert not before.status.is_terminal or after == before
        elif before.status.is_terminal and after != before:
            assert (before.status, after.status) == ("failed", "queued")
            assert after.conversion.attempt == before.conversion.attempt + 1
        else:
            _require_legal_attempt(before.conversion, after.conversion)


def _require_legal_attempt(before: Conversion, after: Conversion) -> None:
    assert after.job_id == before.job_id, "queued twice"
    assert after.attempt == before.attempt
    assert after.shown_progress >= before.shown_progress
    assert after.run >= before.run
    assert before.fan_out is None or after.run == before.run, "cut once more"


def reachable(start: ConversionStatus) -> set[ConversionStatus]:
    """Every status that can follow, at once or later."""
    found = {start}
    while more := set().union(*(TRANSITIONS[status] for status in found)) - found:
        found |= more
    return found
