"""Turned, transparent, interlaced, bright, many-coloured: pictures come out as they are meant."""

from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.media import OutputKind, Preset
from tests.media.clips import AS_PQ, H264, Make, Studio

pytestmark = pytest.mark.slow

Colour = tuple[int, ...]

RED, LIME, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)
QUARTERS = (
    "color=red:s=80x60:d=0.4[a];color=lime:s=80x60:d=0.4[b];[a][b]hstack[ab];"
    "color=blue:s=80x60:d=0.4[c];color=white:s=80x60:d=0.4[d];[c][d]hstack[cd];[ab][cd]vstack"
)
WINDOW = "color=red:s=160x120:d=0.4,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,80),255,0)'"
"""Red on the left; on the right a red that is not to be seen."""
MAKINGS = (*((kind, Preset.COMPATIBLE) for kind in OutputKind), (OutputKind.WEBM, Preset.EFFICIENT))
SEEN_AS = "lavfi.idet.single.current_frame"
X265 = ("-c:v", "libx265", "-x265-params", "log-level=none")


def pixel(studio: Studio, picture: Path, width: int, at: tuple[float, float]) -> Colour:
    """The colour at a place, given in shares of width and height."""
    content = studio.pixels(picture)
    height = len(content) // 3 // width
    start = 3 * (int(at[1] * height) * width + int(at[0] * width))
    return tuple(content[start : start + 3])


def assert_alike(seen: Colour, wanted: Colour, within: int = 12) -> None:
    assert all(abs(a - b) <= within for a, b in zip(seen, wanted, strict=True)), (seen, wanted)


@pytest.mark.parametrize(
    ("degrees", "corner", "size"),
    [(90, LIME, (120, 160)), (180, (255, 255, 255), (160, 120)), (270, BLUE, (120, 160))],
)
def test_a_clip_that_was_filmed_turned_is_upright(
    studio: Studio, make: Make, degrees: int, corner: Colour, size: tuple[int, int]
) -> None:
    lying = studio.clip("lying.mp4", *H264, video=QUARTERS)
    turned = studio.copy(lying, "turned.mp4", reading=("-display_rotation", str(degrees)))
    for kind, preset in MAKINGS:
        output, path = make(kind, turned, preset)
        assert (output.width, output.height) == size
        assert_alike(pixel(studio, path, size[0], (0.25, 0.25)), corner, within=40)


@pytest.mark.parametrize(
    ("matrix", "levels", "tag"),
    [("bt709", "tv", "bt709"), ("bt709", "pc", "bt709"), ("bt601", "tv", "smpte170m")],
)
def test_colours_are_kept_however_they_are_coded(
    studio: Studio, make: Make, matrix: str, levels: str, tag: str
) -> None:
    coded = f"format=gbrp,scale=out_color_matrix={matrix}:out_range={levels},format=yuv420p"
    source = studio.clip(
        *("coloured.mp4", *H264, "-crf", "5", "-colorspace", tag, "-color_range", levels),
        video=f"color=0x20C040:s=160x120:d=0.4,{coded}",
    )
    for kind, preset in MAKINGS:
        _, path = make(kind, source, preset)
        assert_alike(pixel(studio, path, 160, (0.5, 0.5)), (0x20, 0xC0, 0x40), within=6)


@pytest.mark.parametrize(
    "pixels",
    ["yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p12le", "gbrp", "gray", "rgb24"],
)
def test_finer_pixels_become_ordinary_ones(studio: Studio, make: Make, pixels: str) -> None:
    source = studio.clip("fine.mkv", "-c:v", "ffv1", "-pix_fmt", pixels, video=QUARTERS)
    wanted = pixel(studio, source, 160, (0.25, 0.25))
    for kind in OutputKind:
        _, path = make(kind, source)
        assert_alike(pixel(studio, path, 160, (0.25, 0.25)), wanted)
    assert "yuv420p(" in studio.described(path)


def test_a_film_of_ten_bits_becomes_av1_of_eight(studio: Studio, make: Make) -> None:
    source = studio.clip("ten.mkv", *X265, "-pix_fmt", "yuv422p10le", video=QUARTERS)
    _, path = make(OutputKind.WEBM, source, Preset.EFFICIENT)
    assert "av1" in studio.described(path)
    assert "yuv420p(" in studio.described(path)


@pytest.mark.parametrize(
    ("name", "making"),
    [
        ("vp9.webm", ("-c:v", "libvpx-vp9", "-auto-alt-ref", "0", "-pix_fmt", "yuva420p")),
        ("vp8.webm", ("-c:v", "libvpx", "-auto-alt-ref", "0", "-pix_fmt", "yuva420p")),
        ("prores.mov", ("-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le")),
        ("animation.mov", ("-c:v", "qtrle", "-pix_fmt", "argb")),
        ("ffv1.mkv", ("-c:v", "ffv1", "-pix_fmt", "bgra")),
        ("sticker.gif", ("-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse")),
    ],
)
def test_what_is_transparent_becomes_black(
    studio: Studio, make: Make, name: str, making: tuple[str, ...]
) -> None:
    source = studio.clip(name, *making, video=WINDOW)
    for kind, preset in MAKINGS:
        _, path = make(kind, source, preset)
        assert_alike(pixel(studio, path, 160, (0.25, 0.5)), RED, within=30)
        assert_alike(pixel(studio, path, 160, (0.75, 0.5)), BLACK, within=30)


@pytest.mark.parametrize(("transfer", "shade"), [("smpte2084", 151), ("arib-std-b67", 122)])
def test_brightness_for_hdr_screens_is_mapped_for_ordinary_ones(
    studio: Studio, make: Make, transcoder: FfmpegTranscoder, transfer: str, shade: int
) -> None:
    bright = f"format=yuv420p10le,{AS_PQ.replace('smpte2084', transfer)}"
    grey = "color=gray:s=160x120:d=0.4"
    source = studio.clip(f"{transfer}.mkv", "-vf", bright, *X265, video=grey)
    assert transcoder.probe(source).is_hdr
    for kind, preset in MAKINGS:
        _, path = make(kind, source, preset)
        assert_alike(pixel(studio, path, 160, (0.5, 0.5)), (shade, shade, shade), within=6)
    assert "yuv420p(tv, bt709" in studio.described(path)


def test_interlaced_films_lose_their_combs_and_no_frame(studio: Studio, make: Make) -> None:
    woven = "testsrc2=s=320x240:r=50:d=1,tinterlace=interleave_top,setfield=tff"
    source = studio.clip(
        "woven.mpg", "-c:v", "mpeg2video", "-b:v", "4M", "-flags", "+ildct+ilme", video=woven
    )
    assert combed(studio, source) > 20
    _, path = make(OutputKind.WEBM, source)
    assert studio.decoded(path).video.packets == studio.decoded(source).video.packets == 25
    assert combed(studio, path) < 3


def combed(studio: Studio, film: Path) -> int:
    """In how many frames every other line is of another moment."""
    found = studio.ffmpeg(
        *("-i", str(film), "-vf", f"idet,metadata=print:key={SEEN_AS}:file=-"),
        *("-f", "null", "-"),
    )
    return found.count(b"=tff")


def test_pixels_that_are_not_square_become_square_in_every_output(
    studio: Studio, make: Make
) -> None:
    wide = studio.clip("wide.mp4", *H264, video="testsrc2=s=160x120:d=0.4,setsar=4/3")
    for kind, preset in MAKINGS:
        output, path = make(kind, wide, preset)
        film = studio.decoded(path).video
        width = 212 if kind is OutputKind.WEBM else 213
        assert (output.width, output.height) == (film.width, film.height) == (width, 120)
        assert film.pixel_shape == 1
