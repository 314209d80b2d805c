"""What may be uploaded and what is made of it: formats, outputs, sizes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MIB: Final = 1024 * 1024

FORM_BYTES: Final = 100_000_000
"""Largest file that one signed form carries; a larger one comes in parts."""
PART_BYTES: Final = 16 * MIB
"""Size of every part but the last; S3 takes up to 10,000 parts of 5 MiB or more."""
WEBM_FRAME_RATE: Final = 60
"""Most frames a second; faster videos lose frames, not length."""
FRAME_RATE_TOLERANCE: Final = 0.5
"""A container that counts in milliseconds shows 60 frames a second as a little more."""
GIF_WIDTH: Final = 480
GIF_SECONDS: Final = 6
THUMBNAIL_LONG_SIDE: Final = 640

CONTENT_TYPES: Final = frozenset(
    {
        "video/mp4",
        "video/quicktime",
        "video/webm",
        "video/x-matroska",
        "video/x-msvideo",
        "video/x-flv",
        "video/mp2t",
        "video/mpeg",
        "video/x-ms-wmv",
        "video/ogg",
        "video/3gpp",
        "image/gif",
    }
)


class OutputKind(StrEnum):
    """The files made of every asset, in the order in which they are made: cheap ones first."""

    THUMBNAIL = "thumbnail"
    GIF = "gif"
    WEBP = "webp"
    WEBM = "webm"

    @property
    def content_type(self) -> str:
        return _OUTPUT_TYPES[self]

    @property
    def extension(self) -> str:
        return self.content_type.rpartition("/")[2]


_OUTPUT_TYPES: Final = {
    OutputKind.THUMBNAIL: "image/webp",
    OutputKind.GIF: "image/gif",
    OutputKind.WEBP: "image/webp",
    OutputKind.WEBM: "video/webm",
}


_WORK_SHARES: Final = {
    OutputKind.THUMBNAIL: 2,
    OutputKind.GIF: 12,
    OutputKind.WEBP: 10,
    OutputKind.WEBM: 76,
}
"""Percent of an attempt's time that each output takes, as measured on half a minute of 480p."""


def progress_of(kind: OutputKind, share: float) -> int:
    """Percent (0-99) of an attempt that is done once `share` of this output is.

    100 is for completed attempts alone.
    """
    earlier = list(OutputKind)[: list(OutputKind).index(kind)]
    done = sum(_WORK_SHARES[before] for before in earlier) + _WORK_SHARES[kind] * share
    return max(0, min(99, int(done)))


class Preset(StrEnum):
    """How the WEBM is encoded: VP9 plays everywhere, AV1 is smaller."""

    COMPATIBLE = "compatible"
    EFFICIENT = "efficient"


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What the probe found; sizes in pixels as displayed (rotation applied)."""

    container: str
    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    video_codec: str
    audio_codec: str | None
    video_seconds: float = field(default=0.0, compare=False)
    """Length of the picture alone; known to the converter only, not kept with the asset."""
    is_hdr: bool = field(default=False, compare=False)
    """Whether brightness is coded for HDR screens; not kept with the asset."""

    @property
    def is_too_fast(self) -> bool:
        """Whether a WEBM of it has fewer frames than it has."""
        return self.frame_rate > WEBM_FRAME_RATE + FRAME_RATE_TOLERANCE


@dataclass(frozen=True, slots=True)
class MadeOutput:
    """An output file that was made and probed, not yet published; sizes in bytes and pixels."""

    kind: OutputKind
    size_bytes: int
    width: int
    height: int
