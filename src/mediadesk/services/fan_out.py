"""How a video that is too long for one converter is left to many."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from mediadesk.contracts.events import PieceRequested
from mediadesk.domain.assets import Asset
from mediadesk.domain.fan_out import (
    Cut,
    FanOut,
    Piece,
    PieceKind,
    PieceStatus,
    estimated_s,
    whole_ms,
)
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MediaInfo
from mediadesk.ports import JobQueue, MediaBlobs, PieceStore
from mediadesk.services.job_run import JobRun
from mediadesk.services.workbench import Workbench

TOLD_AGAIN: Final = 20
"""How many pieces are handed over once more at a time, after a while in which none was begun."""
PIECE_TYPE: Final = "video/x-matroska"


class FanOutService:
    """Cuts a video into pieces, and tells the queue of those that wait."""

    def __init__(
        self,
        *,
        pieces: PieceStore,
        queue: JobQueue,
        blobs: MediaBlobs,
        over_s: int,
        piece_s: int,
        within_s: int,
    ) -> None:
        self._pieces = pieces
        self._queue = queue
        self._blobs = blobs
        self._over_s = over_s
        self._piece_s = piece_s
        self._within_s = within_s

    def begin(self, run: JobRun, source: Path, media: MediaInfo, bench: Workbench) -> bool:
        """Leave the WEBM to many, if it takes long and can be cut; False when one is to make it.

        MediaRejected when no converter could make it in the time that it has.
        """
        estimate_s = estimated_s(media, run.asset.preset)
        if estimate_s <= self._over_s:
            return False
        # Pieces of large pictures are shorter: one of them, too, must be made within a call.
        piece_s = min(self._piece_s, media.video_seconds * self._over_s / estimate_s)
        cuts = self._cut(run, source, media, piece_s, bench)
        if sum(cut.kind is PieceKind.PICTURES for cut in cuts) < 2:
            _require_hope(estimate_s, self._within_s)
            return False
        total_ms = sum(whole_ms(cut) for cut in cuts)
        self._pieces.add(_pieces(run.asset, (*cuts, _join(cuts))))
        run.leave_to_many(FanOut(len(cuts), len(cuts), 0, total_ms), media)
        self.hand_over(run.asset)
        return True

    def has_taken(self, asset: Asset) -> bool:
        """Whether the present attempt was left to many."""
        return asset.conversion is not None and asset.conversion.fan_out is not None

    def take_up_again(self, asset: Asset, at: datetime) -> bool:
        """Tell the queue once more, if nobody was heard of lately; False when no piece is left.

        Where some were begun, the others may just wait for their turn: then only a few are told.
        """
        lease_until = asset.current_conversion.lease_until
        if lease_until is not None and lease_until >= at:
            return True
        waiting = self._waiting(asset)
        fan_out = asset.current_conversion.fan_out
        is_done_in_part = fan_out is not None and fan_out.left < fan_out.pieces
        has_begun = is_done_in_part or any(piece.run for piece in waiting)
        free = [piece for piece in waiting if piece.is_free(at)]
        self._tell(asset, free[:TOLD_AGAIN] if has_begun else free)
        return bool(waiting)

    def hand_over(self, asset: Asset) -> None:
        """Tell the queue of every piece that is not done, and of the join once all are."""
        self._tell(asset, self._waiting(asset))

    def _waiting(self, asset: Asset) -> list[Piece]:
        job = asset.current_conversion
        pieces = self._pieces.all(asset.asset_id, job.attempt, job.run)
        open_ones = [piece for piece in pieces if piece.status is not PieceStatus.DONE]
        before_the_join = [p for p in open_ones if p.cut.kind is not PieceKind.JOIN]
        return before_the_join or open_ones

    def _tell(self, asset: Asset, pieces: Sequence[Piece]) -> None:
        self._queue.send([_message(asset, piece) for piece in pieces])

    def _cut(
        self, run: JobRun, source: Path, media: MediaInfo, piece_s: float, bench: Workbench
    ) -> tuple[Cut, ...]:
        folder = bench.folder / "pieces"
        folder.mkdir()
        cuts = bench.piece_maker.split(source, media, piece_s, folder, run.keep_alive)
        for piece in _pieces(run.asset, cuts):
            file = folder / str(piece.cut.number)
            if len(cuts) > 1:
                self._blobs.publish(file, piece.source_key, PIECE_TYPE, run.keep_alive)
            file.unlink(missing_ok=True)
        return cuts


def _require_hope(estimate_s: float, within_s: int) -> None:
    """The estimate is for one processor; two of them halve it at best."""
    if estimate_s / 2 > within_s:
        diagnosis = f"it can't be cut, and would take about {estimate_s:.0f} s"
        raise MediaRejected(MediaFault.TAKES_TOO_LONG, diagnosis)


def _pieces(asset: Asset, cuts: tuple[Cut, ...]) -> list[Piece]:
    job = asset.current_conversion
    return [Piece(asset.asset_id, job.attempt, job.run, cut) for cut in cuts]


def _join(cuts: tuple[Cut, ...]) -> Cut:
    """The last piece, which puts the others together."""
    frames = sum(cut.frames for cut in cuts if cut.kind is PieceKind.PICTURES)
    return Cut(number=len(cuts), kind=PieceKind.JOIN, starts_at=0.0, seconds=0.0, frames=frames)


def _message(asset: Asset, piece: Piece) -> PieceRequested:
    return PieceRequested(
        job_id=asset.current_conversion.job_id,
        asset_id=piece.asset_id,
        attempt=piece.attempt,
        run=piece.asset_run,
        number=piece.cut.number,
    )
