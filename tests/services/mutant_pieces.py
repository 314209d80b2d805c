"""Conversions in pieces in which one rule is broken."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mediadesk.contracts.events import PieceRequested
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.fan_out import MAX_PIECE_RUNS, Piece, PieceKind
from mediadesk.domain.ids import AssetId
from mediadesk.domain.operations import Answer
from mediadesk.ports import Tick
from mediadesk.services.conversion_worker import ConversionWorker
from mediadesk.services.fan_out import FanOutService
from mediadesk.services.piece_worker import PieceWorker
from mediadesk.services.workbench import Workbench
from tests.fake_media import FakeBlobs
from tests.fake_pieces import FakePieceStore
from tests.fake_stores import FakeAssetStore
from tests.services.mutant_arrivals import Parts
from tests.services.mutant_converters import FenceByTheRunAlone


class IgnoresPieceLeases(FakePieceStore):
    """Gives a piece to whoever asks, also while another is at work on it."""

    def get(self, asset_id: AssetId, attempt: int, asset_run: int, number: int) -> Piece | None:
        piece = super().get(asset_id, attempt, asset_run, number)
        return None if piece is None else replace(piece, lease_until=None)

    def claim(self, before: Piece, after: Piece) -> None:
        stored = super().get(before.asset_id, before.attempt, before.asset_run, before.cut.number)
        super().claim(stored or before, after)


class ClaimsWithoutCondition(FakePieceStore):
    def claim(self, before: Piece, after: Piece) -> None:
        stored = self.get(before.asset_id, before.attempt, before.asset_run, before.cut.number)
        super().claim(stored or before, after)


class FinishesForAnybody(FakePieceStore):
    """Counts a piece off whoever says so, also when it was counted before."""

    def _held(self, piece: Piece) -> Piece:
        return piece


class ForgetsTheJoin(FanOutService):
    """Whoever makes the last piece leaves the join to nobody, and so do the sweeps."""

    def _waiting(self, asset: Asset) -> list[Piece]:
        return [each for each in super()._waiting(asset) if each.cut.kind is not PieceKind.JOIN]


class NeverHandsOverAgain(FanOutService):
    def take_up_again(self, asset: Asset, at: datetime) -> bool:
        return True


class SendsAllAtOnce(FanOutService):
    def hand_over(self, asset: Asset) -> None:
        super().hand_over(asset)
        job = asset.current_conversion
        join = self._pieces.all(asset.asset_id, job.attempt, job.run)[-1]
        self._queue.send([_message(asset, join)])


class FencesByTheRunAlone(PieceWorker):
    def __init__(self, **parts: Parts) -> None:
        super().__init__(**parts)
        self._changes = FenceByTheRunAlone(parts["assets"], parts["audit"])


class JoinsEarly(PieceWorker):
    def _is_early(self, asset: Asset, piece: Piece) -> bool:
        return False


class WritesToOnePlace(FakeBlobs):
    """What a run of a piece makes stands in for what any other one has made."""

    def publish(self, source: Path, key: str, content_type: str, tick: Tick) -> None:
        super().publish(source, key, content_type, tick)
        place, _, run = key.rpartition("/")
        if key.startswith("work/") and run.isdigit():
            for other in range(1, MAX_PIECE_RUNS + 1):
                self.objects[f"{place}/{other}"] = self.objects[key]


class CutsAgain(ConversionWorker):
    """A message that comes again starts what was left to many from its beginning."""

    def _started(self, asset: Asset, attempt: int, bench: Workbench, at: datetime) -> Asset:
        whole = replace(asset, conversion=replace(asset.current_conversion, fan_out=None))
        return super()._started(whole, attempt, bench, at)


class ForgetsWhatItLeft(FanOutService):
    def has_taken(self, asset: Asset) -> bool:
        return False


class KeepsTheAttempt(FakeAssetStore):
    """A retry goes on under the number of the attempt that failed."""

    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        if before.status is ConversionStatus.FAILED and after.conversion is not None:
            attempt = before.current_conversion.attempt
            after = replace(after, conversion=replace(after.conversion, attempt=attempt))
        super().save(before, after, entry, answer)


class TakesThePresentVersion(FakeBlobs):
    def download(self, key: str, version: str | None, target: Path, tick: Tick) -> None:
        super().download(key, None, target, tick)


def _message(asset: Asset, piece: Piece) -> PieceRequested:
    return PieceRequested(
        job_id=asset.current_conversion.job_id,
        asset_id=piece.asset_id,
        attempt=piece.attempt,
        run=piece.asset_run,
        number=piece.cut.number,
    )
