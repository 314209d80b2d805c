"""The media bucket, and what makes outputs."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from mediadesk.domain.assets import Asset
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.ports.circumstances import Tick


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form that S3 accepts once filled in; it binds key, type and exact size."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class SignedUrl:
    url: str
    expires_at: datetime


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
