"""One run of a piece: keeps its lease and that of its asset, and shows how far it is."""

from datetime import timedelta

from mediadesk.domain.assets import Asset
from mediadesk.domain.fan_out import Piece, finish_piece, whole_ms
from mediadesk.ports import Clock, PieceStore
from mediadesk.services.job_run import PROGRESS_EVERY, RENEWALS_PER_LEASE
from mediadesk.services.workbench import Workbench, held_s


class PieceRun:
    """Every write is fenced: LeaseLost as soon as another has taken piece or asset over."""

    def __init__(
        self,
        asset: Asset,
        piece: Piece,
        *,
        pieces: PieceStore,
        bench: Workbench,
        clock: Clock,
        lease: timedelta,
    ) -> None:
        self.asset = asset
        self.piece = piece
        self._pieces = pieces
        self._bench = bench
        self._clock = clock
        self._lease = lease
        self._renewed_at = self._held_at = clock()

    def tick(self, share: float) -> None:
        """What the encoder of the piece calls while it works."""
        encoded_ms = max(self.piece.encoded_ms, round(share * whole_ms(self.piece.cut)))
        silent_for = self._clock() - self._renewed_at
        is_news = encoded_ms > self.piece.encoded_ms
        if silent_for >= self._lease / RENEWALS_PER_LEASE or (
            is_news and silent_for >= PROGRESS_EVERY
        ):
            self._renew(encoded_ms)

    def keep_alive(self, share: float) -> None:
        """A tick for work that shows no progress of its own."""
        self.tick(0.0)

    def finish(self) -> None:
        """What it made is stored: note it."""
        done = finish_piece(self.piece)
        self._pieces.finish(self.asset, self.piece, done, self._clock() + self._lease)

    def confirm(self) -> None:
        """LeaseLost when another is at work on it: then what went wrong here decides nothing."""
        self._renew(self.piece.encoded_ms)

    def release(self) -> None:
        """Give the piece up for a while; the others are not concerned."""
        rest = self._bench.rest(self.piece.run)
        until = self._clock() + rest
        self.piece = self._pieces.renew(self.asset, self.piece, until, self.piece.encoded_ms)
        self._bench.hold.keep_for(held_s(rest))

    def _renew(self, encoded_ms: int) -> None:
        now = self._clock()
        self.piece = self._pieces.renew(self.asset, self.piece, now + self._lease, encoded_ms)
        if now - self._held_at >= self._lease / RENEWALS_PER_LEASE:
            self._bench.hold.keep_for(held_s(self._lease))
            self._held_at = now
        self._renewed_at = now
