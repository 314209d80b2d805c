"""The pieces of conversions in memory, with the semantics of the real store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import Conversion, ConversionStatus
from mediadesk.domain.errors import LeaseLost, WriteConflict
from mediadesk.domain.fan_out import FanOut, Piece, PieceKind, PieceStatus
from mediadesk.domain.ids import AssetId
from tests.faults import Faults, Faulty, watched
from tests.storage import Storage


class FakePieceStore(Faulty):
    def __init__(self, faults: Faults, storage: Storage) -> None:
        super().__init__(faults)
        self._storage = storage

    @watched
    def add(self, pieces: Sequence[Piece]) -> None:
        stored = self._storage.pieces
        if any(stored[_key(piece)].run for piece in pieces if _key(piece) in stored):
            raise WriteConflict("Somebody works on it already.")
        stored.update({_key(piece): piece for piece in pieces})

    @watched
    def get(self, asset_id: AssetId, attempt: int, asset_run: int, number: int) -> Piece | None:
        return self._storage.pieces.get((asset_id, attempt, asset_run, number))

    @watched
    def all(self, asset_id: AssetId, attempt: int, asset_run: int) -> list[Piece]:
        stored = self._storage.pieces
        return [stored[key] for key in sorted(stored) if key[:3] == (asset_id, attempt, asset_run)]

    @watched
    def claim(self, before: Piece, after: Piece) -> None:
        if self._storage.pieces.get(_key(before)) != before:
            raise LeaseLost("Another worker was faster.")
        self._storage.pieces[_key(after)] = after

    @watched
    def renew(self, asset: Asset, piece: Piece, lease_until: datetime, encoded_ms: int) -> Piece:
        stored = self._held(piece)
        furthest = max(encoded_ms, piece.encoded_ms)
        renewed = replace(stored, lease_until=lease_until, encoded_ms=furthest)
        self._storage.pieces[_key(piece)] = renewed
        self._count(asset, lease_until, furthest - piece.encoded_ms)
        return renewed

    @watched
    def finish(self, asset: Asset, before: Piece, after: Piece, lease_until: datetime) -> None:
        stored = self._storage.pieces.get(_key(before))
        if stored is not None and (stored.status, stored.run) == (PieceStatus.DONE, after.run):
            return
        self._held(before)
        is_counted = before.cut.kind is not PieceKind.JOIN
        self._count(asset, lease_until, after.encoded_ms - before.encoded_ms, int(is_counted))
        self._storage.pieces[_key(after)] = after

    def _held(self, piece: Piece) -> Piece:
        """The piece as it is stored, while the run that `piece` shows works on it."""
        stored = self._storage.pieces.get(_key(piece))
        if stored is None or (stored.status, stored.run) != (PieceStatus.PROCESSING, piece.run):
            raise LeaseLost("Another worker has taken over.")
        return stored

    def _count(self, asset: Asset, lease_until: datetime, more_ms: int, done: int = 0) -> None:
        stored, job, fan_out = self._spread(asset)
        counted = replace(
            fan_out, left=fan_out.left - done, encoded_ms=fan_out.encoded_ms + more_ms
        )
        self._storage.assets[asset.asset_id] = replace(
            stored, conversion=replace(job, lease_until=lease_until, fan_out=counted)
        )

    def _spread(self, asset: Asset) -> tuple[Asset, Conversion, FanOut]:
        stored = self._storage.assets.get(asset.asset_id)
        if stored is None or stored.status is not ConversionStatus.PROCESSING:
            raise LeaseLost("Nobody converts this any more.")
        now, job = stored.current_conversion, asset.current_conversion
        if (now.attempt, now.run) != (job.attempt, job.run) or now.fan_out is None:
            raise LeaseLost("Another run has taken over.")
        return stored, now, now.fan_out


def _key(piece: Piece) -> tuple[AssetId, int, int, int]:
    return piece.asset_id, piece.attempt, piece.asset_run, piece.cut.number
