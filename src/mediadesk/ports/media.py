"""The media bucket, and what makes outputs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from mediadesk.domain.assets import Asset
from mediadesk.domain.fan_out import Cut
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.domain.uploads import ReceivedPart, SignedForm
from mediadesk.ports.circumstances import Tick


@dataclass(frozen=True, slots=True)
class SignedUrl:
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as it is now: its size in bytes, and which version of its key it is."""

    size_bytes: int
    version: str | None


class MediaBlobs(Protocol):
    """The media bucket."""

    def upload_form(self, asset: Asset, expires_in_s: int) -> SignedForm: ...

    def stat(self, key: str) -> StoredObject | None:
        """The present version of an object; None when there is none."""
        ...

    def download(self, key: str, version: str | None, target: Path, tick: Tick) -> None:
        """That version of the object, or the present one; ObjectGone when there is none."""
        ...

    def publish(self, source: Path, key: str, content_type: str, tick: Tick) -> None: ...

    def keys(self, prefix: str) -> list[str]:
        """The keys of all objects below it, at most 1,000."""
        ...

    def remove(self, keys: Iterable[str]) -> None:
        """Delete these objects; those that are gone already are no error."""
        ...

    def signed_url(self, key: str, at: datetime) -> SignedUrl:
        """An address to read from; the same one throughout a fixed window of time."""
        ...


class MultipartUploads(Protocol):
    """Uploads in parts to the media bucket; each is known by its key and an id of storage's."""

    def begin(self, asset: Asset) -> str:
        """The id of a new upload to the asset's key, of its content type."""
        ...

    def part_url(self, asset: Asset, number: int, size_bytes: int, expires_in_s: int) -> str:
        """Where that part is to be PUT; the signature binds number and size."""
        ...

    def received(self, asset: Asset) -> list[ReceivedPart] | None:
        """The parts that came, by number; None when the upload was completed or abandoned."""
        ...

    def complete(self, asset: Asset, parts: Sequence[ReceivedPart]) -> None:
        """Make one object of them; does nothing when the upload is over already."""
        ...

    def abandon(self, asset: Asset) -> None:
        """Forget the parts; does nothing when the upload is over already."""
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


class PieceMaker(Protocol):
    """Makes a WEBM in pieces; as the Transcoder does, each call from local files to local files."""

    def split(
        self, source: Path, media: MediaInfo, seconds: float, folder: Path, tick: Tick
    ) -> tuple[Cut, ...]:
        """Cut at keyframes, without encoding, into pieces of about so many seconds.

        Writes `folder/<number>` for each, pictures first, in order, then the sound if there is any.
        A video that can't be cut gives one piece of pictures at most, and then nothing is written.
        """
        ...

    def make_piece(self, cut: Cut, source: Path, preset: Preset, target: Path, tick: Tick) -> None:
        """Encode one piece and verify it; raises MediaRejected, or what `tick` raises."""
        ...

    def join(
        self,
        encoded: Sequence[tuple[Cut, Path]],
        preset: Preset,
        target: Path,
        tick: Tick,
    ) -> MadeOutput:
        """Put encoded pieces together without encoding, verified; raises as `make_piece`."""
        ...
