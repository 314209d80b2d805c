"""Request and response bodies of the HTTP API."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from mediadesk.contracts.shapes import PRINTABLE, Instant, Shape
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.media import OutputKind, Preset


def _plain_name(text: str) -> str:
    """Refuse what a file system could take for a path."""
    if "/" in text or "\\" in text or text in {".", ".."}:
        raise ValueError("must be a file name without a path")
    return text


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), PRINTABLE
]
Filename = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255),
    PRINTABLE,
    AfterValidator(_plain_name),
]
ContentType = Annotated[str, StringConstraints(to_lower=True, max_length=100)]
Sha256 = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]


class NewAsset(Shape):
    """A file that is about to be uploaded."""

    filename: Filename = Field(description="Name of the file, without a path.")
    content_type: ContentType = Field(description="One of the accepted video types, or image/gif.")
    size_bytes: int = Field(strict=True, ge=1, description="Exact size of the file in bytes.")
    sha256: Sha256 | None = Field(default=None, description="Checksum of the file, hexadecimal.")
    title: Title | None = Field(default=None, description="Title; the file name when left out.")
    preset: Preset = Field(
        default=Preset.COMPATIBLE,
        description="`compatible` (VP9) plays everywhere; `efficient` (AV1) is smaller.",
    )


class ConversionFailure(Shape):
    code: str
    message: str = Field(description="Cause and remedy, for people.")
    retryable: bool = Field(description="Whether the same file may succeed another time.")


class Conversion(Shape):
    """The present attempt at converting an asset."""

    job_id: str
    attempt: int
    progress: int = Field(ge=0, le=100, description="Never goes back within an attempt.")
    started_at: Instant | None
    finished_at: Instant | None
    error: ConversionFailure | None


class Output(Shape):
    """A published file; it appears once it was verified."""

    kind: OutputKind
    url: str
    content_type: str
    size_bytes: int
    width: int
    height: int


class Media(Shape):
    """What the uploaded file is; known after the probe."""

    container: str
    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    video_codec: str
    audio_codec: str | None


class Asset(Shape):
    """A video with the state of its conversion and addresses of what was made."""

    asset_id: str
    title: str
    filename: str
    content_type: str
    size_bytes: int
    sha256: str | None
    preset: Preset
    conversion_status: ConversionStatus
    conversion: Conversion | None
    outputs: tuple[Output, ...]
    gif_url: str | None
    webm_url: str | None
    thumbnail_url: str | None
    url_expires_at: Instant | None = Field(description="Until when the addresses work.")
    media: Media | None
    user_id: str | None = Field(
        description="Who got it last of those who hold it. Right at once as a rule; in rare"
        " cases it lags by up to a minute and a half, as do the next three."
    )
    assigned_at: Instant | None
    assigned_by: str | None
    assigned_user_count: int = Field(description="How many users hold it.")
    created_at: Instant
    created_by: str
    updated_at: Instant
    deleted_at: Instant | None
    version: int


class AssetPage(Shape):
    items: tuple[Asset, ...]
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page.")


class Attempt(Shape):
    """One attempt, the present one included; the newest first."""

    job_id: str
    attempt: int
    status: ConversionStatus
    queued_at: Instant
    started_at: Instant | None
    finished_at: Instant | None
    error: ConversionFailure | None


class ConversionHistory(Shape):
    """The state of an asset's conversion with all its attempts."""

    asset_id: str
    conversion_status: ConversionStatus
    conversion: Conversion | None
    attempts: tuple[Attempt, ...]


class SocketTicket(Shape):
    """A key for one WebSocket handshake."""

    ticket: str
    url: str = Field(description="Connect to this address; it carries the ticket.")
    expires_at: Instant


class Health(Shape):
    status: Literal["ok"] = "ok"


Extension = Field(default=None, exclude_if=lambda value: value is None)
"""A member that stands only where it says something."""


class Fault(Shape):
    loc: str
    code: str
    message: str
    user_id: str | None = Extension


class Problem(Shape):
    """An error by RFC 9457, `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="Stable; the documents list cause and remedy of each.")
    request_id: str
    errors: tuple[Fault, ...] | None = Extension
    error_count: int | None = Extension
    undo_until: Instant | None = Extension
