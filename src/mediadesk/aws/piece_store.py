"""The pieces of conversions in DynamoDB, and what their asset counts of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.job_records import piece_key, piece_of, piece_row, pieces_key
from mediadesk.aws.job_rows import PieceRow
from mediadesk.aws.parts import changes
from mediadesk.aws.records import asset_key
from mediadesk.aws.rows import AssetRow
from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import LeaseLost
from mediadesk.domain.fan_out import PIECE_KEPT_FOR, Piece, PieceKind, PieceStatus
from mediadesk.domain.ids import AssetId

BATCH: Final = 100
"""How many items a transaction of DynamoDB takes."""


class DynamoPieceStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._pieces = database.rows(PieceRow)
        self._assets = database.rows(AssetRow)

    def add(self, pieces: Sequence[Piece]) -> None:
        for start in range(0, len(pieces), BATCH):
            self._add(pieces[start : start + BATCH])

    def get(self, asset_id: AssetId, attempt: int, asset_run: int, number: int) -> Piece | None:
        key = piece_key(asset_id, attempt, asset_run, number)
        with translated():
            try:
                return piece_of(self._pieces.get(*key, consistent_read=True))
            except self._pieces.DoesNotExist:
                return None

    def all(self, asset_id: AssetId, attempt: int, asset_run: int) -> list[Piece]:
        pk, prefix = pieces_key(asset_id, attempt, asset_run)
        with translated():
            rows = self._pieces.query(pk, PieceRow.sk.startswith(prefix), consistent_read=True)
            return [piece_of(row) for row in rows]

    def claim(self, before: Piece, after: Piece) -> None:
        row = piece_row(after, self._pieces)
        actions = changes(piece_row(before, self._pieces), row)
        self._database.update(row, actions, _is_still(before), lost=LeaseLost)

    def renew(self, asset: Asset, piece: Piece, lease_until: datetime, encoded_ms: int) -> Piece:
        """Two writes: in a transaction, all who work on an asset would collide all the time."""
        furthest = max(encoded_ms, piece.encoded_ms)
        row = piece_row(piece, self._pieces)
        actions = [PieceRow.lease_until.set(lease_until), PieceRow.encoded_ms.set(furthest)]
        self._database.update(row, actions, _is_held(piece), lost=LeaseLost)
        self._database.update(
            self._asset_row(asset),
            _counted(lease_until, furthest - piece.encoded_ms),
            _is_spread(asset),
            lost=LeaseLost,
        )
        return piece_of(row)

    def finish(self, asset: Asset, before: Piece, after: Piece, lease_until: datetime) -> None:
        row = piece_row(after, self._pieces)
        actions: list[Action] = [
            PieceRow.status.set(after.status.value),
            PieceRow.encoded_ms.set(after.encoded_ms),
            PieceRow.lease_until.remove(),
        ]
        done = 0 if before.cut.kind is PieceKind.JOIN else 1
        more_ms = after.encoded_ms - before.encoded_ms

        def fill(transaction: TransactWrite) -> None:
            transaction.update(row, actions, _is_held(before))
            counted = _counted(lease_until, more_ms, done)
            transaction.update(self._asset_row(asset), counted, _is_spread(asset))

        try:
            self._database.transact(fill, lost=LeaseLost)
        except LeaseLost:
            if not self._is_done(after):
                raise

    def _add(self, pieces: Sequence[Piece]) -> None:
        def fill(transaction: TransactWrite) -> None:
            for piece in pieces:
                row = piece_row(piece, self._pieces)
                row.expires_at = PIECE_KEPT_FOR
                transaction.save(row, PieceRow.pk.does_not_exist() | (PieceRow.run == 0))

        self._database.transact(fill)

    def _is_done(self, after: Piece) -> bool:
        """Whether this run has finished it before; the answer may have been lost."""
        stored = self.get(after.asset_id, after.attempt, after.asset_run, after.cut.number)
        return stored is not None and (stored.status, stored.run) == (PieceStatus.DONE, after.run)

    def _asset_row(self, asset: Asset) -> AssetRow:
        return self._assets(*asset_key(asset.asset_id))


def _is_still(piece: Piece) -> Condition:
    lease, until = PieceRow.lease_until, piece.lease_until
    is_so: Condition = PieceRow.status == piece.status.value
    is_so &= PieceRow.run == piece.run
    is_so &= PieceRow.encoded_ms == piece.encoded_ms
    is_so &= lease.does_not_exist() if until is None else lease == until
    return is_so


def _is_held(piece: Piece) -> Condition:
    is_so: Condition = PieceRow.status == PieceStatus.PROCESSING.value
    is_so &= PieceRow.run == piece.run
    return is_so


def _is_spread(asset: Asset) -> Condition:
    job = asset.current_conversion
    is_so: Condition = AssetRow.status == ConversionStatus.PROCESSING.value
    is_so &= AssetRow.attempt == job.attempt
    is_so &= AssetRow.run == job.run
    is_so &= AssetRow.pieces_left.exists()
    return is_so


def _counted(lease_until: datetime, more_ms: int, done: int = 0) -> list[Action]:
    """Counters alone: the version stays, for what others decide has not changed."""
    return [
        AssetRow.lease_until.set(lease_until),
        AssetRow.encoded_ms.add(more_ms),
        AssetRow.pieces_left.add(-done),
    ]
