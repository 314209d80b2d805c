"""The states of a conversion, which may follow which, and what an attempt knows of itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from mediadesk.domain.fan_out import FanOut
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.ids import JobId
from mediadesk.domain.media import OutputKind, progress_of
from mediadesk.domain.media_limits import MediaLimits

MAX_RUNS: Final = 5
"""How often an attempt may be started before it counts as abandoned."""


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
    ConversionStatus.FAILED: frozenset({ConversionStatus.QUEUED}),
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
    def of(cls, fault: MediaFault, limits: MediaLimits) -> "ConversionError":
        message = fault.message(limits)
        return cls(code=fault.value, message=message, retryable=fault.is_retryable)


class RunId(NamedTuple):
    """What fences a converter off that was replaced: each attempt counts its runs anew."""

    attempt: int
    run: int


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
    fan_out: FanOut | None = None
    """Where the WEBM is made in pieces, or was; None otherwise."""

    @property
    def run_id(self) -> RunId:
        return RunId(self.attempt, self.run)

    @property
    def shown_progress(self) -> int:
        """Percent that people see (0-100); it never goes back within an attempt."""
        if self.fan_out is None:
            return self.progress
        return max(self.progress, progress_of(OutputKind.WEBM, self.fan_out.share))


@dataclass(frozen=True, slots=True)
class Output:
    """A published file; size in bytes and pixels."""

    kind: OutputKind
    key: str
    content_type: str
    size_bytes: int
    width: int
    height: int

    @property
    def attempt(self) -> int:
        """Which attempt made it; stands in its key, see `output_key`."""
        return int(self.key.split("/")[2])
