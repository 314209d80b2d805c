"""Why a file could not be converted, and what its uploader can do about it."""

from enum import StrEnum
from typing import Final

from mediadesk.domain.media_limits import MediaLimits


class MediaFault(StrEnum):
    """The value is the stable error code."""

    UNSUPPORTED_CONTAINER = "media_unsupported_container"
    UNSUPPORTED_CODEC = "media_unsupported_codec"
    NO_VIDEO = "media_no_video"
    TOO_LONG = "media_too_long"
    TAKES_TOO_LONG = "media_takes_too_long"
    TOO_MANY_PIXELS = "media_too_many_pixels"
    TOO_MANY_STREAMS = "media_too_many_streams"
    TOO_MANY_FRAMES = "media_frame_rate_too_high"
    TRUNCATED = "media_truncated"
    DAMAGED = "media_damaged"
    CHECKSUM_MISMATCH = "upload_checksum_mismatch"
    SIZE_MISMATCH = "upload_size_mismatch"
    ORIGINAL_GONE = "upload_gone"
    ENCODER_FAILED = "conversion_encoder_failed"
    TIMED_OUT = "conversion_timed_out"
    NO_SPACE = "conversion_no_space"
    ABANDONED = "conversion_abandoned"

    def message(self, limits: MediaLimits) -> str:
        """Cause and remedy, for the person who uploaded the file."""
        return _MESSAGES[self].format_map(limits.words())

    @property
    def is_retryable(self) -> bool:
        """Whether the same file may succeed another time."""
        return self in _RETRYABLE


class MediaRejected(Exception):
    """The file cannot be converted, for a reason that its uploader can understand."""

    def __init__(self, fault: MediaFault, diagnosis: str = "") -> None:
        super().__init__(f"{fault.value}: {diagnosis}")
        self.fault = fault
        self.diagnosis = diagnosis


def require_free(free_bytes: int, needed_bytes: int) -> None:
    """Raises MediaRejected, a reason to try again, where there is too little room to work."""
    if free_bytes < needed_bytes:
        diagnosis = f"{free_bytes} bytes are free, {needed_bytes} needed"
        raise MediaRejected(MediaFault.NO_SPACE, diagnosis)


_RETRYABLE: Final = frozenset(
    {
        MediaFault.ENCODER_FAILED,
        MediaFault.TIMED_OUT,
        MediaFault.NO_SPACE,
        MediaFault.ABANDONED,
    }
)
_MESSAGES: Final = {
    MediaFault.UNSUPPORTED_CONTAINER: (
        "The file is not a video in an accepted container. Export it as MP4, MOV, WEBM, MKV, AVI,"
        " FLV, MPEG, WMV, OGG or GIF and upload it again."
    ),
    MediaFault.UNSUPPORTED_CODEC: (
        "The picture is encrypted, or in a format that can't be decoded. Export it as H.264, H.265,"
        " VP9 or AV1, without copy protection, and upload the new file."
    ),
    MediaFault.NO_VIDEO: (
        "The file has no picture that can be decoded. Upload a file with a video track."
    ),
    MediaFault.TOO_LONG: "The video is longer than {duration}. Cut it and upload the parts.",
    MediaFault.TAKES_TOO_LONG: (
        "The video would take longer to convert than a converter has, and can't be cut into pieces."
        " Export it as H.264 with a keyframe every few seconds and at most 60 frames a second, or"
        " cut it, and upload that."
    ),
    MediaFault.TOO_MANY_PIXELS: (
        "A frame has more than {megapixels} million pixels. Scale the video down and upload it"
        " again."
    ),
    MediaFault.TOO_MANY_STREAMS: (
        "The file has more than {streams} streams. Export it with one video and one audio track."
    ),
    MediaFault.TOO_MANY_FRAMES: (
        "The video has more than {frame_rate} frames a second. Export it with fewer and upload"
        " the new file."
    ),
    MediaFault.TRUNCATED: (
        "The file ends before its video does. Copy or export it again, whole, and upload that."
    ),
    MediaFault.DAMAGED: "The file is damaged. Export it again and upload the new file.",
    MediaFault.CHECKSUM_MISMATCH: (
        "What arrived differs from the checksum that was announced. Upload the file again."
    ),
    MediaFault.SIZE_MISMATCH: (
        "What arrived has another size than was announced. Upload the file again."
    ),
    MediaFault.ORIGINAL_GONE: ("The uploaded file is not in storage any more. Upload it again."),
    MediaFault.ENCODER_FAILED: (
        "The encoder failed on this file. Retry the conversion; if it fails again, export the"
        " video in another format and upload that."
    ),
    MediaFault.TIMED_OUT: (
        "The conversion took longer than it may. Retry it, or upload a shorter video."
    ),
    MediaFault.NO_SPACE: (
        "The converter ran out of space for its work. Retry the conversion; if it fails again,"
        " upload a smaller file."
    ),
    MediaFault.ABANDONED: (
        "The conversion was interrupted too often to go on by itself. Retry it."
    ),
}
