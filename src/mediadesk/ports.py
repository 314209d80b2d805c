"""What the services need from the outside world, as Protocols.

Stores raise ServiceUnavailable when the service behind them does not answer; a write whose
outcome is unknown raises it too, and the caller reads again before it decides.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from mediadesk.contracts.events import ConversionRequested
from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.assets import Asset, ConversionStatus
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.connections import Connection, Ticket
from mediadesk.domain.ids import AssetId, ConnectionId, Topic
from mediadesk.domain.jobs import Job
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.domain.operations import Answer

Clock = Callable[[], datetime]
"""The present moment, UTC, whole milliseconds."""
NewId = Callable[[str], str]
"""A new identifier with the given prefix; later ones sort after earlier ones."""
Tick = Callable[[float], None]
"""Called with the share done (0.0 to 1.0), at least every second; what it raises ends the work."""


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form that S3 accepts once filled in; it binds key, type and exact size."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignedUrl:
    url: str
    expires_at: datetime


class AssetStore(Protocol):
    """Assets, each written together with the audit entry and the job row that belong to it."""

    def create(self, asset: Asset, entry: AuditEntry, answer: Answer) -> None:
        """All three or none; WriteConflict when the asset or an answer that still counts exists."""
        ...

    def get(self, asset_id: AssetId) -> Asset:
        """Strongly consistent; AssetNotFound."""
        ...

    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Asset]:
        """Strongly consistent, in the order asked for (at most 100); absent ones are left out."""
        ...

    def save(self, before: Asset, after: Asset, entry: AuditEntry | None) -> None:
        """Replace `before` by `after`; WriteConflict unless `before` is still what is stored.

        A changed status writes the job row too. Where a lease ran out, it must not have been
        renewed since: a converter that came back keeps its job.
        """
        ...

    def renew(self, asset: Asset, lease_until: datetime, progress: int) -> Asset:
        """Extend the lease of the run that `asset` shows, and return the asset as it is then.

        LeaseLost when that run is over. `version` stays: progress is no change of state.
        """
        ...

    def newest(
        self, status: ConversionStatus | None, before: AssetId | None, limit: int
    ) -> list[AssetId]:
        """Ids older than `before`, newest first; eventually consistent."""
        ...


class AnswerStore(Protocol):
    def find(self, operation_id: str) -> Answer | None:
        """Strongly consistent; an answer past its `expires_at` may still be returned."""
        ...


class JobStore(Protocol):
    def attempts(self, asset_id: AssetId) -> list[Job]:
        """Every attempt, the newest first."""
        ...

    def unsent(self, before: datetime) -> list[Job]:
        """Jobs queued before that moment whose message was not handed over, oldest first."""
        ...

    def mark_sent(self, job: Job) -> None:
        """Its message was handed to the queue; does nothing when that is known already."""
        ...


class JobQueue(Protocol):
    def send(self, request: ConversionRequested) -> None: ...


class MediaBlobs(Protocol):
    """The media bucket."""

    def upload_form(self, asset: Asset, expires_in_s: int) -> SignedForm: ...

    def size(self, key: str) -> int | None:
        """Size of an object in bytes; None when there is none."""
        ...

    def sha256(self, key: str) -> str:
        """Checksum of an object's bytes, hexadecimal."""
        ...

    def download(self, key: str, target: Path, tick: Tick) -> None: ...

    def publish(self, source: Path, key: str, content_type: str, tick: Tick) -> None: ...

    def signed_url(self, key: str, at: datetime) -> SignedUrl:
        """An address to read from; the same one throughout a fixed window of time."""
        ...


class Transcoder(Protocol):
    """Makes the outputs of one local file; nothing it starts outlives a call."""

    def probe(self, source: Path, tick: Tick) -> MediaInfo:
        """What the file is; raises MediaRejected when it can't be converted, or what `tick` raises.

        A long file takes a while; `tick` is told of no progress, only that the work goes on.
        """
        ...

    def make(
        self,
        kind: OutputKind,
        source: Path,
        media: MediaInfo,
        preset: Preset,
        target: Path,
        tick: Tick,
    ) -> MadeOutput:
        """Write one verified output to `target`; raises MediaRejected, or what `tick` raises."""
        ...


class MessageHold(Protocol):
    """The queue message that is being worked on."""

    def keep_for(self, seconds: int) -> None:
        """Hide the message from other converters for so long, counted from now."""
        ...


class TicketStore(Protocol):
    def add(self, ticket: Ticket) -> None: ...

    def redeem(self, digest: str, at: datetime) -> Ticket | None:
        """The ticket with that SHA-256, once; None when it is used, old or unknown."""
        ...


class ConnectionStore(Protocol):
    def add(self, connection: Connection) -> None: ...

    def get(self, connection_id: ConnectionId) -> Connection | None: ...

    def subscribe(self, connection: Connection, topics: Iterable[Topic]) -> None: ...

    def unsubscribe(self, connection_id: ConnectionId, topics: Iterable[Topic]) -> None: ...

    def subscribers(self, topic: Topic) -> list[Connection]:
        """Eventually consistent; also those whose time is over."""
        ...

    def remove(self, connection_id: ConnectionId) -> None:
        """Forget the connection and its subscriptions; does nothing when it is unknown."""
        ...


class Sockets(Protocol):
    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        """Push a frame; False when the connection is gone."""
        ...

    def close(self, connection_id: ConnectionId) -> None: ...
