"""Queues of work, and the answers to what was asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mediadesk.contracts.events import ConversionMessage
from mediadesk.domain.assets import Asset
from mediadesk.domain.fan_out import Piece
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import OutputKind
from mediadesk.domain.operations import Answer


class AnswerStore(Protocol):
    def find(self, operation_id: str) -> Answer | None:
        """Strongly consistent; an answer past its `expires_at` may still be returned."""
        ...

    def add(self, answer: Answer) -> None:
        """The answer of a request that changed nothing; WriteConflict where one still counts."""
        ...


class JobQueue(Protocol):
    def send(self, messages: Sequence[ConversionMessage]) -> None:
        """Hand all of them over; ServiceUnavailable when one was not taken."""
        ...


class DeadLetters(Protocol):
    """Where messages end up that nobody can act on."""

    def bury(self, body: str, reason: str, detail: str) -> None:
        """Keep the message beside its reason, a stable code, for somebody to look at."""
        ...


class MessageHold(Protocol):
    """The queue message that is being worked on."""

    def keep_for(self, seconds: int) -> None:
        """Hide the message from other converters for so long, counted from now."""
        ...


class PieceStore(Protocol):
    """The pieces of conversions that many work on; every write is fenced by the runs it names."""

    def add(self, pieces: Sequence[Piece]) -> None:
        """Write new pieces; the same ones may be written again while nobody has claimed any."""
        ...

    def get(self, asset_id: AssetId, attempt: int, asset_run: int, number: int) -> Piece | None:
        """Strongly consistent; None when there is no such piece."""
        ...

    def all(self, asset_id: AssetId, attempt: int, asset_run: int) -> list[Piece]:
        """All pieces of a run by number, strongly consistent."""
        ...

    def claim(self, before: Piece, after: Piece) -> None:
        """Replace `before` by `after`; LeaseLost unless `before` is still what is stored."""
        ...

    def renew(self, asset: Asset, piece: Piece, lease_until: datetime, encoded_ms: int) -> Piece:
        """Extend the leases of the piece and of its asset, and tell both how far it is.

        The asset counts what the piece adds beyond its `encoded_ms`. LeaseLost when either run is
        over.
        """
        ...

    def finish(self, asset: Asset, before: Piece, after: Piece, lease_until: datetime) -> None:
        """Note that it is done, once; LeaseLost when either run is over."""
        ...


class Meter(Protocol):
    """Counts what operators watch."""

    def started(self, attempt: int, run: int) -> None:
        """A converter took an attempt on, for the first time or once more."""
        ...

    def made(self, kind: OutputKind, seconds: float, size_bytes: int) -> None:
        """An output was made and published, in so many seconds of wall time."""
        ...

    def completed(self, seconds: float) -> None:
        """A conversion has completed, so many seconds after it was first started."""
        ...

    def failed(self, code: str, diagnosis: str) -> None:
        """A conversion has failed for good, with this code; `diagnosis` is for whoever mends it."""
        ...

    def buried(self, reason: str) -> None:
        """A message was put aside that nobody could act on."""
        ...
