"""What a file may be at most; a deployment may set every one of these, see `infra/config.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Sizes in bytes and pixels, times in seconds."""

    upload_bytes: int = 5_000_000_000
    duration_s: int = 4 * 60 * 60
    frame_pixels: int = 36_000_000
    streams: int = 64
    frame_rate: int = 1000
    """Frames a second on average; what lies beyond is no film but an attack, or a broken clock."""
    webm_long_side: int = 1920

    def words(self) -> dict[str, str]:
        """How people are told of them, for the messages of faults."""
        return {
            "duration": _duration(self.duration_s),
            "megapixels": f"{self.frame_pixels / 1_000_000:g}",
            "streams": str(self.streams),
            "frame_rate": str(self.frame_rate),
        }


def _duration(seconds: int) -> str:
    """`4 hours`, `90 minutes`, `45 seconds`."""
    for length, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length and seconds % length == 0:
            return f"{seconds // length} {name}"
    return f"{seconds} seconds"
