"""An asset, the states of its conversion, and which state may follow which."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mediadesk.domain.chains import EMPTY_CHAIN, ChainHead
from mediadesk.domain.conversions import (
    Conversion,
    ConversionStatus,
    Output,
)
from mediadesk.domain.errors import (
    IllegalTransition,
)
from mediadesk.domain.ids import AdminId, AssetId, BulkId
from mediadesk.domain.media import (
    FORM_BYTES,
    MediaInfo,
    OutputKind,
    Preset,
)

FORM_WINDOW: Final = timedelta(hours=1)
"""How long the signed form of an upload is valid."""
PARTS_WINDOW: Final = timedelta(hours=24)
EXPIRY_GRACE: Final = timedelta(hours=1)
"""A form sent at the last moment may still be on its way for this long."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A video that was announced, perhaps uploaded, perhaps converted.

    `version` rises by one with every change that an API consumer can see, progress excepted.
    `multipart_id` is storage's name of an upload in parts, `original_version` that of the bytes
    that were accepted: what comes later under the same key does not count.
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
    multipart_id: str | None = None
    original_version: str | None = None

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
    def comes_in_parts(self) -> bool:
        return self.size_bytes > FORM_BYTES

    @property
    def upload_expires_at(self) -> datetime:
        return self.created_at + (PARTS_WINDOW if self.comes_in_parts else FORM_WINDOW)

    def is_overdue(self, at: datetime) -> bool:
        """Whether the file can't arrive any more."""
        return at >= self.upload_expires_at + EXPIRY_GRACE


def upload_key(asset_id: AssetId) -> str:
    """Where the original lies in the media bucket."""
    return f"uploads/{asset_id}"


def output_key(asset: Asset, kind: OutputKind, join_run: int | None = None) -> str:
    """Where this run writes an output; no other run, also no zombie, writes there.

    Several may join the pieces of one run, one after the other: each counts as a run of its own.
    """
    job = asset.current_conversion
    name = f"{kind.value}.{kind.extension}"
    place = name if join_run is None else f"{join_run}/{name}"
    return f"{outputs_prefix(asset.asset_id)}{job.attempt}/{job.run}/{place}"


def outputs_prefix(asset_id: AssetId) -> str:
    """Where the outputs of all runs of an asset lie, by attempt."""
    return f"outputs/{asset_id}/"


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
        original_version=None,
    )
