"""How each output is made: FFmpeg's arguments, the size and the length that must come out."""

from dataclasses import dataclass
from typing import Final

from mediadesk.domain.media import (
    GIF_SECONDS,
    GIF_WIDTH,
    MAX_DURATION_SECONDS,
    MIB,
    THUMBNAIL_LONG_SIDE,
    WEBM_FRAME_RATE,
    WEBM_LONG_SIDE,
    MediaInfo,
    OutputKind,
    Preset,
)

GIF_FRAME_RATE: Final = 10
GIF_FRAMES: Final = GIF_FRAME_RATE * GIF_SECONDS

# Scaled first, as tone mapping costs by the pixel; what the file leaves unsaid is BT.2020.
_TONE_MAP: Final = (
    "zscale=min=2020_ncl:pin=2020:t=linear:npl=100,format=gbrpf32le,zscale=p=709,"
    "tonemap=hable:desat=0,zscale=t=709:m=709:r=limited,format=yuv420p"
)
_VIDEO: Final = {
    Preset.COMPATIBLE: (
        *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "5", "-row-mt", "1"),
        *("-crf", "32", "-b:v", "0", "-g", "120"),
    ),
    Preset.EFFICIENT: ("-c:v", "libsvtav1", "-preset", "9", "-crf", "35", "-g", "120"),
}
_CODEC: Final = {Preset.COMPATIBLE: "vp9", Preset.EFFICIENT: "av1"}
_SOUND: Final = ("-c:a", "libopus", "-b:a", "96k", "-ac", "2")
_MUTE: Final = ("-an",)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to make an output; sizes in pixels, `most_bytes` ends the encoder that exceeds it.

    `reading` goes before the input, `making` after it. At least `frames` must come out, lasting
    `seconds` (None for a still picture), with sound in `audio_codec` if that is not None.
    """

    reading: tuple[str, ...]
    making: tuple[str, ...]
    muxer: str
    demuxer: str
    codec: str
    width: int
    height: int
    seconds: float | None
    frames: int
    most_bytes: int
    audio_codec: str | None = None


def recipes(kind: OutputKind, media: MediaInfo, preset: Preset) -> tuple[Recipe, ...]:
    """The ways to make an output, the next one for when the one before fails."""
    if kind is OutputKind.THUMBNAIL:
        return _thumbnail_of_keyframes(media), _thumbnail_of_first_frame(media)
    if kind is OutputKind.GIF:
        return (_gif(media),)
    return (_webm(media, preset),)


def fitted(
    width: int, height: int, within: tuple[int, int], multiple_of: int = 1
) -> tuple[int, int]:
    """The size scaled down into the box, never up, each side rounded to a multiple."""
    share = min(1.0, within[0] / width, within[1] / height)
    sides = (round(side * share / multiple_of) * multiple_of for side in (width, height))
    fitted_width, fitted_height = (max(multiple_of, side) for side in sides)
    return fitted_width, fitted_height


def _thumbnail_of_keyframes(media: MediaInfo) -> Recipe:
    """The most typical of the first keyframes: the first frame of all is often blank."""
    return _thumbnail(media, ("-skip_frame", "nokey"), "thumbnail=10,")


def _thumbnail_of_first_frame(media: MediaInfo) -> Recipe:
    return _thumbnail(media, (), "")


def _thumbnail(media: MediaInfo, reading: tuple[str, ...], choice: str) -> Recipe:
    size = fitted(media.width, media.height, (THUMBNAIL_LONG_SIDE, THUMBNAIL_LONG_SIDE))
    picture = ("-frames:v", "1", "-c:v", "libwebp", "-q:v", "80")
    return Recipe(
        reading=reading,
        making=(*_filtered(choice + _scaled(media, size)), *picture, *_MUTE),
        muxer="webp",
        demuxer="webp_pipe",
        codec="webp",
        width=size[0],
        height=size[1],
        seconds=None,
        frames=1,
        most_bytes=16 * MIB,
    )


def _gif(media: MediaInfo) -> Recipe:
    size = fitted(media.width, media.height, (GIF_WIDTH, 2 * GIF_WIDTH))
    frames = max(1, min(GIF_FRAMES, round(media.video_seconds * GIF_FRAME_RATE)))
    # Frames are counted after `fps`: a length in seconds would first fill a long gap with frames.
    graph = (
        f"{_paced(GIF_FRAME_RATE)}trim=end_frame={frames},{_scaled(media, size)},"
        "hqdn3d=2:1:8:8,split[a][b];[a]palettegen=stats_mode=diff:max_colors=128[p];"
        "[b][p]paletteuse=dither=bayer:bayer_scale=5"
    )
    return Recipe(
        reading=(),
        making=(*_filtered(graph), "-c:v", "gif", *_MUTE),
        muxer="gif",
        demuxer="gif",
        codec="gif",
        width=size[0],
        height=size[1],
        seconds=frames / GIF_FRAME_RATE,
        frames=frames,
        most_bytes=256 * MIB,
    )


def _webm(media: MediaInfo, preset: Preset) -> Recipe:
    size = fitted(media.width, media.height, (WEBM_LONG_SIDE, WEBM_LONG_SIDE), multiple_of=2)
    frame_rate = min(media.frame_rate, WEBM_FRAME_RATE)
    slowed = _paced(WEBM_FRAME_RATE) if media.frame_rate > WEBM_FRAME_RATE else ""
    graph = f"{slowed}{_scaled(media, size)},format=yuv420p"
    return Recipe(
        reading=("-t", str(MAX_DURATION_SECONDS + 1)),
        making=(*_filtered(graph), *_VIDEO[preset], *(_SOUND if media.audio_codec else _MUTE)),
        muxer="webm",
        demuxer="matroska",
        codec=_CODEC[preset],
        width=size[0],
        height=size[1],
        seconds=media.video_seconds,
        # An interlaced video may hold two packets for each frame.
        frames=max(1, int(frame_rate * media.video_seconds * 0.45)),
        most_bytes=4096 * MIB,
        audio_codec="opus" if media.audio_codec else None,
    )


def _paced(frame_rate: int) -> str:
    """A steady frame rate; the padding gives the shortest clip one frame."""
    return f"tpad=stop_mode=clone:stop_duration={1 / frame_rate:.6f},fps={frame_rate},"


def _scaled(media: MediaInfo, size: tuple[int, int]) -> str:
    """Square pixels in exactly this size; FFmpeg has turned the picture upright before."""
    scale = f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1"
    return f"{scale},{_TONE_MAP}" if media.is_hdr else scale


def _filtered(graph: str) -> tuple[str, str]:
    return "-filter:v", graph
