"""What may be uploaded and what is made of it: formats, limits, outputs, faults."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MIB: Final = 1024 * 1024

MAX_UPLOAD_BYTES: Final = 100_000_000
"""Largest file that one signed form may carry."""
MAX_DURATION_SECONDS: Final = 4 * 60 * 60
MAX_PIXELS: Final = 36_000_000
MAX_STREAMS: Final = 64
WEBM_LONG_SIDE: Final = 1920
WEBM_FRAME_RATE: Final = 60
"""Most frames a second; faster videos lose frames, not length."""
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
    OutputKind.WEBM: "video/webm",
}


_WORK_SHARES: Final = {OutputKind.THUMBNAIL: 2, OutputKind.GIF: 13, OutputKind.WEBM: 85}
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


class MediaFault(StrEnum):
    """Why a file could not be converted; the value is the stable error code."""

    UNSUPPORTED_CONTAINER = "media_unsupported_container"
    NO_VIDEO = "media_no_video"
    TOO_LONG = "media_too_long"
    TOO_MANY_PIXELS = "media_too_many_pixels"
    TOO_MANY_STREAMS = "media_too_many_streams"
    DAMAGED = "media_damaged"
    CHECKSUM_MISMATCH = "upload_checksum_mismatch"
    SIZE_MISMATCH = "upload_size_mismatch"
    ENCODER_FAILED = "conversion_encoder_failed"
    TIMED_OUT = "conversion_timed_out"
    ABANDONED = "conversion_abandoned"

    @property
    def message(self) -> str:
        """Cause and remedy, for the person who uploaded the file."""
        return _MESSAGES[self]

    @property
    def is_retryable(self) -> bool:
        """Whether the same file may succeed another time."""
        return self in _RETRYABLE


_RETRYABLE: Final = frozenset(
    {MediaFault.ENCODER_FAILED, MediaFault.TIMED_OUT, MediaFault.ABANDONED}
)
_MESSAGES: Final = {
    MediaFault.UNSUPPORTED_CONTAINER: (
        "The file is not a video in an accepted container. Export it as MP4, MOV, WEBM, MKV, AVI,"
        " FLV, MPEG, WMV, OGG or GIF and upload it again."
    ),
    MediaFault.NO_VIDEO: (
        "The file has no picture that can be decoded. Upload a file with a video track."
    ),
    MediaFault.TOO_LONG: "The video is longer than 4 hours. Cut it and upload the parts.",
    MediaFault.TOO_MANY_PIXELS: (
        "A frame has more than 36 million pixels. Scale the video down and upload it again."
    ),
    MediaFault.TOO_MANY_STREAMS: (
        "The file has more than 64 streams. Export it with one video and one audio track."
    ),
    MediaFault.DAMAGED: (
        "The file is damaged or incomplete. Export it again and upload the new file."
    ),
    MediaFault.CHECKSUM_MISMATCH: (
        "What arrived differs from the checksum that was announced. Upload the file again."
    ),
    MediaFault.SIZE_MISMATCH: (
        "What arrived has another size than was announced. Upload the file again."
    ),
    MediaFault.ENCODER_FAILED: (
        "The encoder failed on this file. Upload it again, or export it in another format."
    ),
    MediaFault.TIMED_OUT: (
        "The conversion took longer than it may. Upload the file again, or a shorter one."
    ),
    MediaFault.ABANDONED: (
        "The conversion was interrupted too often to go on by itself. Upload the file again."
    ),
}


class MediaRejected(Exception):
    """The file cannot be converted, for a reason that its uploader can understand."""

    def __init__(self, fault: MediaFault, diagnosis: str = "") -> None:
        super().__init__(f"{fault.value}: {diagnosis}")
        self.fault = fault
        self.diagnosis = diagnosis


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


@dataclass(frozen=True, slots=True)
class MadeOutput:
    """An output file that was made and probed, not yet published; sizes in bytes and pixels."""

    kind: OutputKind
    size_bytes: int
    width: int
    height: int
