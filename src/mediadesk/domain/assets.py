"""An asset, the states of its conversion, and which state may follow which."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from mediadesk.domain.chains import EMPTY_CHAIN, ChainHead
from mediadesk.domain.errors import IllegalTransition, LeaseLost
from mediadesk.domain.ids import AdminId, AssetId, BulkId, JobId
from mediadesk.domain.media import MadeOutput, MediaFault, MediaInfo, OutputKind, Preset

MAX_RUNS: Final = 5
"""How often an attempt may be started before it counts as abandoned."""
UPLOAD_WINDOW: Final = timedelta(hours=1)
"""How long the signed form of an upload is valid."""
EXPIRY_GRACE: Final = timedelta(minutes=10)
"""A form sent at the last moment may still be on its way for this long."""


class ConversionStatus(StrEnum):
    PENDING_UPLOAD = "pending_upload"
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing more happens by itself."""
        return self in {self.COMPLETED, self.FAILED, self.EXPIRED}


TRANSITIONS: Final = {
    ConversionStatus.PENDING_UPLOAD: frozenset(
        {ConversionStatus.QUEUED, ConversionStatus.EXPIRED, ConversionStatus.FAILED}
    ),
    ConversionStatus.QUEUED: frozenset({ConversionStatus.PROCESSING}),
    ConversionStatus.PROCESSING: frozenset(
        {ConversionStatus.PROCESSING, ConversionStatus.COMPLETED, ConversionStatus.FAILED}
    ),
    ConversionStatus.COMPLETED: frozenset(),
    ConversionStatus.FAILED: frozenset(),
    ConversionStatus.EXPIRED: frozenset(),
}
"""Every legal change of status; a converter that takes over keeps `processing`."""


@dataclass(frozen=True, slots=True)
class ConversionError:
    """Why an attempt failed; `message` names cause and remedy."""

    code: str
    message: str
    retryable: bool

    @classmethod
    def of(cls, fault: MediaFault) -> "ConversionError":
        return cls(code=fault.value, message=fault.message, retryable=fault.is_retryable)


@dataclass(frozen=True, slots=True)
class Conversion:
    """The present attempt; `run` counts its starts and fences off converters that were replaced."""

    job_id: JobId
    attempt: int
    run: int = 0
    progress: int = 0
    queued_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    lease_until: datetime | None = None
    error: ConversionError | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A published file; size in bytes and pixels."""

    kind: OutputKind
    key: str
    content_type: str
    size_bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Asset:
    """A video that was announced, perhaps uploaded, perhaps converted.

    `version` rises by one with every change that an API consumer can see, progress excepted.
    """

    asset_id: AssetId
    title: str
    filename: str
    content_type: str
    size_bytes: int
    sha256: str | None
    preset: Preset
    created_at: datetime
    created_by: AdminId
    updated_at: datetime
    status: ConversionStatus = ConversionStatus.PENDING_UPLOAD
    version: int = 1
    conversion: Conversion | None = None
    outputs: tuple[Output, ...] = ()
    media: MediaInfo | None = None
    deleted_at: datetime | None = None
    audit: ChainHead = EMPTY_CHAIN
    open_bulks: frozenset[BulkId] = frozenset()
    holders_v: int = 0

    @property
    def current_conversion(self) -> Conversion:
        """The present attempt; IllegalTransition while nothing was queued yet."""
        if self.conversion is None:
            raise IllegalTransition(f"{self.asset_id} has no conversion yet")
        return self.conversion

    @property
    def missing_outputs(self) -> tuple[OutputKind, ...]:
        """What is still to be made, cheap ones first."""
        made = {output.kind for output in self.outputs}
        return tuple(kind for kind in OutputKind if kind not in made)

    @property
    def upload_expires_at(self) -> datetime:
        return self.created_at + UPLOAD_WINDOW

    def is_overdue(self, at: datetime) -> bool:
        """Whether the file can't arrive any more."""
        return at >= self.upload_expires_at + EXPIRY_GRACE


def upload_key(asset_id: AssetId) -> str:
    """Where the original lies in the media bucket."""
    return f"uploads/{asset_id}"


def output_key(asset: Asset, kind: OutputKind) -> str:
    """Where this run writes an output; no other run, also no zombie, writes there."""
    job = asset.current_conversion
    name = f"{kind.value}.{kind.extension}"
    return f"outputs/{asset.asset_id}/{job.attempt}/{job.run}/{name}"


def as_announced(asset: Asset) -> Asset:
    """The asset as it was when it was created: what a repeat of that request is shown."""
    return replace(
        asset,
        status=ConversionStatus.PENDING_UPLOAD,
        version=1,
        updated_at=asset.created_at,
        conversion=None,
        outputs=(),
        media=None,
        deleted_at=None,
    )


def queue(asset: Asset, job_id: JobId, at: datetime) -> Asset:
    """The file has arrived whole: its first conversion waits."""
    job = Conversion(job_id=job_id, attempt=1, queued_at=at)
    return replace(_moved(asset, ConversionStatus.QUEUED, at), conversion=job)


def reject_upload(asset: Asset, job_id: JobId, fault: MediaFault, at: datetime) -> Asset:
    """What arrived is not what was announced."""
    error = ConversionError.of(fault)
    job = Conversion(job_id=job_id, attempt=1, queued_at=at, finished_at=at, error=error)
    return replace(_moved(asset, ConversionStatus.FAILED, at), conversion=job)


def expire(asset: Asset, at: datetime) -> Asset:
    """The file never came."""
    if not asset.is_overdue(at):
        raise IllegalTransition(f"the upload of {asset.asset_id} may still arrive")
    return _moved(asset, ConversionStatus.EXPIRED, at)


def claim(asset: Asset, attempt: int, at: datetime, lease: timedelta) -> Asset:
    """Start the attempt, or take it over from a converter that fell silent."""
    job = asset.current_conversion
    if job.attempt != attempt or (job.lease_until is not None and job.lease_until >= at):
        raise IllegalTransition(f"attempt {attempt} of {asset.asset_id} can't be claimed now")
    moved = _moved(asset, ConversionStatus.PROCESSING, at)
    started = replace(job, run=job.run + 1, started_at=job.started_at or at, lease_until=at + lease)
    return replace(moved, conversion=started)


def publish(asset: Asset, run: int, made: MadeOutput, media: MediaInfo, at: datetime) -> Asset:
    """Show an output that was verified; one that is shown already changes nothing."""
    _require_run(asset, run)
    output = Output(
        kind=made.kind,
        key=output_key(asset, made.kind),
        content_type=made.kind.content_type,
        size_bytes=made.size_bytes,
        width=made.width,
        height=made.height,
    )
    if output in asset.outputs:
        return asset
    return replace(_touched(asset, at), outputs=(*asset.outputs, output), media=media)


def complete(asset: Asset, run: int, at: datetime) -> Asset:
    """Everything is made; IllegalTransition while an output is missing."""
    _require_run(asset, run)
    if asset.missing_outputs:
        raise IllegalTransition(f"{asset.asset_id} lacks {', '.join(asset.missing_outputs)}")
    job = replace(asset.current_conversion, progress=100, finished_at=at, lease_until=None)
    return replace(_moved(asset, ConversionStatus.COMPLETED, at), conversion=job)


def fail(asset: Asset, run: int, fault: MediaFault, at: datetime) -> Asset:
    """This attempt has failed for good; what was published of it stays."""
    _require_run(asset, run)
    error = ConversionError.of(fault)
    job = replace(asset.current_conversion, finished_at=at, lease_until=None, error=error)
    return replace(_moved(asset, ConversionStatus.FAILED, at), conversion=job)


def delete(asset: Asset, at: datetime) -> Asset:
    """Nobody can be given it any more; the same asset when that is so already."""
    return asset if asset.deleted_at else replace(_touched(asset, at), deleted_at=at)


def restore(asset: Asset, at: datetime) -> Asset:
    """It is there again; the same asset when it was not deleted."""
    return replace(_touched(asset, at), deleted_at=None) if asset.deleted_at else asset


def _require_run(asset: Asset, run: int) -> None:
    if asset.status is not ConversionStatus.PROCESSING or asset.current_conversion.run != run:
        raise LeaseLost(f"run {run} of {asset.asset_id} is over")


def _moved(asset: Asset, status: ConversionStatus, at: datetime) -> Asset:
    if status not in TRANSITIONS[asset.status]:
        raise IllegalTransition(f"{asset.asset_id} is {asset.status}, it can't become {status}")
    return replace(_touched(asset, at), status=status)


def _touched(asset: Asset, at: datetime) -> Asset:
    return replace(asset, version=asset.version + 1, updated_at=at)
