"""How a long video is converted by many: in pieces that are encoded apart and joined exactly."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from mediadesk.domain.errors import IllegalTransition
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import WEBM_FRAME_RATE, MediaInfo, Preset

MAX_PIECE_RUNS: Final = 5
"""How often a piece may be started before the attempt counts as abandoned."""
PIECE_KEPT_FOR: Final = timedelta(days=14)
"""As long as a message about it may stay in the queue."""

_PIXELS_A_SECOND: Final = {Preset.COMPATIBLE: 50_000_000, Preset.EFFICIENT: 40_000_000}
"""How many pixels of source video a converter gets through, on the two processors that it has."""


def estimated_s(media: MediaInfo, preset: Preset) -> float:
    """About how long one converter would take for the WEBM of it, in seconds."""
    frames = min(media.frame_rate, WEBM_FRAME_RATE) * media.video_seconds
    pixels = media.width * media.height * frames
    return pixels / _PIXELS_A_SECOND[preset]


class PieceKind(StrEnum):
    """What is done with it: encode pictures, encode the sound, or put all of them together."""

    PICTURES = "pictures"
    SOUND = "sound"
    JOIN = "join"


class PieceStatus(StrEnum):
    WAITING = "waiting"
    PROCESSING = "processing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a video as it was cut off; times in seconds.

    `seconds` reaches from its first picture to the first of the next piece. Sound is one piece.
    """

    number: int
    kind: PieceKind
    starts_at: float
    seconds: float
    frames: int


@dataclass(frozen=True, slots=True)
class FanOut:
    """How far the pieces of a run are; times are those of the video, in milliseconds."""

    pieces: int
    left: int
    encoded_ms: int
    total_ms: int

    @property
    def share(self) -> float:
        return min(1.0, self.encoded_ms / max(1, self.total_ms))


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of one run of an attempt, and who is at work on it; the join is the last one."""

    asset_id: AssetId
    attempt: int
    asset_run: int
    cut: Cut
    status: PieceStatus = PieceStatus.WAITING
    run: int = 0
    """Counts its starts, and fences off workers that were replaced."""
    encoded_ms: int = 0
    lease_until: datetime | None = None

    @property
    def source_key(self) -> str:
        """Where what was cut off lies until it is encoded."""
        return f"{self._folder}/source"

    @property
    def encoded_key(self) -> str:
        """Where this run of the piece writes what it made."""
        return f"{self._folder}/{self.run}"

    @property
    def _folder(self) -> str:
        return f"{work_prefix(self.asset_id, self.attempt, self.asset_run)}{self.cut.number:05d}"

    def is_free(self, at: datetime) -> bool:
        """Whether nobody is at work on it, or was heard of lately."""
        return self.lease_until is None or self.lease_until < at


def work_prefix(asset_id: AssetId, attempt: int, run: int) -> str:
    """Where the pieces of a run lie; nobody but the converter reads there."""
    return f"{pieces_prefix(asset_id)}{attempt}/{run}/"


def pieces_prefix(asset_id: AssetId) -> str:
    """Where the pieces of all runs of an asset lie, by attempt."""
    return f"work/{asset_id}/"


def claim_piece(piece: Piece, at: datetime, lease: timedelta) -> Piece:
    """Start it, or take it over from a worker that fell silent."""
    if piece.status is PieceStatus.DONE or not piece.is_free(at):
        raise IllegalTransition(f"piece {piece.cut.number} can't be claimed now")
    return replace(piece, status=PieceStatus.PROCESSING, run=piece.run + 1, lease_until=at + lease)


def finish_piece(piece: Piece) -> Piece:
    """All of it is encoded and stored."""
    return replace(
        piece,
        status=PieceStatus.DONE,
        lease_until=None,
        encoded_ms=max(piece.encoded_ms, whole_ms(piece.cut)),
    )


def whole_ms(cut: Cut) -> int:
    """What the piece counts for in progress; the sound and the join take next to nothing."""
    return round(cut.seconds * 1000) if cut.kind is PieceKind.PICTURES else 0
