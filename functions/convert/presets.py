"""How each output is made: FFmpeg's arguments, the size and the length that must come out."""

from dataclasses import dataclass
from typing import Final

from mediadesk.domain.media import (
    GIF_SECONDS,
    GIF_WIDTH,
    MIB,
    THUMBNAIL_LONG_SIDE,
    WEBM_FRAME_RATE,
    MediaInfo,
    OutputKind,
    Preset,
)
from mediadesk.domain.media_limits import MediaLimits

PREVIEW_FRAME_RATE: Final = 10
PREVIEW_FRAMES: Final = PREVIEW_FRAME_RATE * GIF_SECONDS

VERSIONS: Final = {
    "thumbnail": 1,
    "gif": 1,
    "webp": 1,
    "webm-compatible": 1,
    "webm-efficient": 1,
}
"""Each preset's version; one that makes other files of the same source gets a new one."""

# What swscale can lay over black; a picture in another format is first brought to one of these.
_BLENDED: Final = "format=yuv420p|yuva420p|yuv444p|yuva444p"
_UNWOVEN: Final = "bwdif=mode=send_frame:deint=interlaced"
_WOVEN_SIDES: Final = range(64, 1201)
"""Pixels of the shorter side with which pictures may be interlaced: bwdif can't take tiny ones,
and holds several frames, which must not be huge ones."""
# Scaled first, as tone mapping costs by the pixel; what the file leaves unsaid is BT.2020.
_TONE_MAP: Final = (
    "zscale=min=2020_ncl:pin=2020:t=linear:npl=100,format=gbrpf32le,zscale=p=709,"
    "tonemap=hable:desat=0,zscale=t=709:m=709:r=limited,format=yuv420p"
)
# A WebP has these colours and no others, and its encoder takes the numbers as they come.
_WEBP_COLOURS: Final = "out_color_matrix=bt601:out_range=tv"
_OWN_COLOURS: Final = "out_range=tv"
# In a WEBM's own milliseconds: ticks of a guessed frame rate would move frames, or drop them.
_EACH_FRAME: Final = ("-fps_mode", "vfr", "-enc_time_base", "1:1000")
_VIDEO: Final = {
    Preset.COMPATIBLE: (
        *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1"),
        *("-crf", "32", "-b:v", "0", "-g", "120"),
    ),
    Preset.EFFICIENT: ("-c:v", "libsvtav1", "-preset", "9", "-crf", "33", "-g", "120"),
}
CODEC: Final = {Preset.COMPATIBLE: "vp9", Preset.EFFICIENT: "av1"}
SOUND: Final = ("-c:a", "libopus", "-b:a", "96k", "-ac", "2")
_MUTE: Final = ("-an",)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to make an output by the preset `name`; `most_bytes` ends what exceeds it.

    `reading` goes before the input, `making` after it. At least `frames` must come out, lasting
    `seconds` (None for a still picture), with sound in `audio_codec` if that is not None.
    """

    name: str
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


def recipes(
    kind: OutputKind, media: MediaInfo, preset: Preset, limits: MediaLimits
) -> tuple[Recipe, ...]:
    """The ways to make an output, the next one for when the one before fails."""
    if kind is OutputKind.THUMBNAIL:
        return _thumbnail_of_keyframes(media), _thumbnail_of_first_frame(media)
    if kind is OutputKind.GIF:
        return (_gif(media),)
    if kind is OutputKind.WEBP:
        return (_webp(media),)
    return (_webm(media, preset, limits),)


def named(preset: str) -> str:
    """The preset's name with its version, such as `gif@1`."""
    return f"{preset}@{VERSIONS[preset]}"


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
    graph = choice + _pictured(media, size, _WEBP_COLOURS)
    return Recipe(
        name=named("thumbnail"),
        reading=reading,
        making=(*_filtered(graph), *picture, *_MUTE),
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
    size, frames, moving = _preview(media, _OWN_COLOURS)
    graph = (
        f"{moving},hqdn3d=1:1:6:6,split[a][b];[a]palettegen=stats_mode=diff:max_colors=160[p];"
        "[b][p]paletteuse=dither=bayer:bayer_scale=5"
    )
    return Recipe(
        name=named("gif"),
        reading=(),
        making=(*_filtered(graph), "-c:v", "gif", *_MUTE),
        muxer="gif",
        demuxer="gif",
        codec="gif",
        width=size[0],
        height=size[1],
        seconds=frames / PREVIEW_FRAME_RATE,
        frames=frames,
        most_bytes=256 * MIB,
    )


def _webp(media: MediaInfo) -> Recipe:
    size, frames, moving = _preview(media, _WEBP_COLOURS)
    # `libwebp_anim` leaves out repeated frames, so that nobody could count whether all came out.
    picture = ("-c:v", "libwebp", "-q:v", "75", "-cr_threshold", "256", "-loop", "0")
    is_still = frames == 1
    return Recipe(
        name=named("webp"),
        reading=(),
        making=(*_filtered(moving), *picture, *_MUTE),
        muxer="webp",
        demuxer="webp_pipe" if is_still else "webp_anim",
        codec="webp" if is_still else "webp_anim",
        width=size[0],
        height=size[1],
        seconds=None if is_still else frames / PREVIEW_FRAME_RATE,
        frames=frames,
        most_bytes=256 * MIB,
    )


def _preview(media: MediaInfo, colours: str) -> tuple[tuple[int, int], int, str]:
    """Size, number of frames, and the filters that give them."""
    size = fitted(media.width, media.height, (GIF_WIDTH, 2 * GIF_WIDTH))
    frames = max(1, min(PREVIEW_FRAMES, round(media.video_seconds * PREVIEW_FRAME_RATE)))
    # Frames are counted after `fps`: a length in seconds would first fill a long gap with frames.
    cut = f"{_paced(PREVIEW_FRAME_RATE)}trim=end_frame={frames}"
    return size, frames, f"{cut},{_pictured(media, size, colours)}"


def _webm(media: MediaInfo, preset: Preset, limits: MediaLimits) -> Recipe:
    box = (limits.webm_long_side, limits.webm_long_side)
    size = fitted(media.width, media.height, box, multiple_of=2)
    frame_rate = min(media.frame_rate, WEBM_FRAME_RATE)
    slowed = _slowed(media) if media.is_too_fast else ""
    graph = slowed + _pictured(media, size, _OWN_COLOURS)
    sound = SOUND if media.audio_codec else _MUTE
    return Recipe(
        name=named(f"webm-{preset}"),
        reading=("-t", str(limits.duration_s + 1)),
        making=(*_filtered(graph), *_EACH_FRAME, *_VIDEO[preset], *sound),
        muxer="webm",
        demuxer="matroska",
        codec=CODEC[preset],
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


def _slowed(media: MediaInfo) -> str:
    """As long as before; padding would add a frame where there are enough of them."""
    if media.video_seconds * WEBM_FRAME_RATE < 2:
        return _paced(WEBM_FRAME_RATE)
    return f"fps={WEBM_FRAME_RATE},"


def _pictured(media: MediaInfo, size: tuple[int, int], colours: str) -> str:
    """Whole frames in square pixels, of exactly this size, opaque, for ordinary screens.

    FFmpeg has turned the picture upright before.
    """
    scale = f"scale={size[0]}:{size[1]}:flags=bicubic"
    if media.is_hdr:
        return f"{scale},setsar=1,{_TONE_MAP},scale={colours},format=yuv420p"
    unwoven = f"{_UNWOVEN}," if min(media.width, media.height) in _WOVEN_SIDES else ""
    blended = f"{scale}:alphablend=uniform_color:{colours}"
    return f"{_BLENDED},{unwoven}{blended},setsar=1,format=yuv420p"


def _filtered(graph: str) -> tuple[str, str]:
    return "-filter:v", graph
