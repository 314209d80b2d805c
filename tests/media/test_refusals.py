"""Which files are refused, by which code, and that none of them reaches beyond itself."""

import socket
import struct
from pathlib import Path

import pytest

from functions.convert.ffmpeg import FfmpegTranscoder
from mediadesk.domain.media import MediaFault, MediaRejected, OutputKind, Preset
from tests.media.clips import H264, SMALL, Studio
from tests.media.opened import Opened

pytestmark = pytest.mark.slow


def fault_of(transcoder: FfmpegTranscoder, source: Path) -> MediaFault:
    with pytest.raises(MediaRejected) as caught:
        transcoder.probe(source)
    return caught.value.fault


@pytest.mark.parametrize(
    "content",
    [
        b"just some text\n",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        b"<!doctype html><script>alert(1)</script>",
        bytes(range(256)) * 64,
        b"\x89PNG\r\n\x1a\n"
        + b"\x00\x00\x00\rIHDR\x00\x00\x3e\x80\x00\x00\x3e\x80\x08\x02\x00\x00\x00",
    ],
    ids=["text", "svg", "html", "bytes", "picture"],
)
def test_what_is_no_video_file_is_an_unsupported_container(
    studio: Studio, transcoder: FfmpegTranscoder, content: bytes
) -> None:
    named_as_video = studio.write("clip.mp4", content)
    assert fault_of(transcoder, named_as_video) is MediaFault.UNSUPPORTED_CONTAINER


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n",
    "hls key": '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI="{address}"\n'
    "#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{address}'\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
    ' mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
    '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>{address}</BaseURL></Representation></AdaptationSet></Period></MPD>",
}


@pytest.mark.parametrize("script", PLAYLISTS.values(), ids=PLAYLISTS.keys())
def test_a_playlist_or_script_opens_no_other_file(
    studio: Studio, plain: Path, transcoder: FfmpegTranscoder, script: str
) -> None:
    with Opened(plain) as opened:
        for address in (str(plain), plain.as_uri(), plain.name):
            source = studio.write("list.mp4", script.format(address=address).encode())
            assert fault_of(transcoder, source) is MediaFault.UNSUPPORTED_CONTAINER
        assert not opened.was_opened()
        plain.read_bytes()
        assert opened.was_opened(), "the watch itself must work"


@pytest.mark.parametrize("script", PLAYLISTS.values(), ids=PLAYLISTS.keys())
def test_a_playlist_or_script_connects_nowhere(
    studio: Studio, transcoder: FfmpegTranscoder, script: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        source = studio.write("list.mp4", script.format(address=address).encode())
        assert fault_of(transcoder, source) is MediaFault.UNSUPPORTED_CONTAINER
        with pytest.raises(BlockingIOError):
            server.accept()


def test_an_empty_file_is_damaged(studio: Studio, transcoder: FfmpegTranscoder) -> None:
    assert fault_of(transcoder, studio.write("empty.mp4", b"")) is MediaFault.DAMAGED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["index at the front", "index at the end", "webm", "avi", "flv"])
def test_a_file_that_ends_too_early_is_damaged(
    studio: Studio, plain: Path, transcoder: FfmpegTranscoder, name: str, share: float
) -> None:
    if name == "index at the front":
        whole = plain
    elif name == "index at the end":
        whole = studio.copy(plain, "end.mp4")
    elif name == "webm":
        whole = studio.copy(plain, "whole.mkv")
    else:
        whole = studio.clip(f"whole.{name}", "-c:v", "mpeg4" if name == "avi" else "flv1")
    content = whole.read_bytes()
    cut = studio.write(f"cut{whole.suffix}", content[: int(len(content) * share)])
    assert fault_of(transcoder, cut) is MediaFault.DAMAGED


def test_sound_alone_and_a_cover_picture_are_no_video(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    cover = ("-c:v", "mjpeg", "-frames:v", "1", "-disposition:v", "attached_pic")
    for name, making in (("sound.mp4", ("-vn",)), ("cover.mp4", cover)):
        source = studio.clip(name, *making, "-c:a", "aac", with_sound=True)
        assert fault_of(transcoder, source) is MediaFault.NO_VIDEO


def test_a_picture_that_no_decoder_knows_is_no_video(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    known = studio.clip("known.avi", "-c:v", "mpeg4", "-vtag", "xvid").read_bytes()
    source = studio.write("strange.avi", known.replace(b"xvid", b"ZZ99"))
    assert fault_of(transcoder, source) is MediaFault.NO_VIDEO


def test_too_many_pixels_are_refused_before_they_are_decoded(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    huge = "color=s=8192x8192:r=2:d=0.5"
    for name, codec in (("huge.mp4", H264), ("huge.mkv", ("-c:v", "mjpeg"))):
        source = studio.clip(name, *codec, video=huge)
        assert fault_of(transcoder, source) is MediaFault.TOO_MANY_PIXELS


def test_an_index_that_understates_the_pixels_does_not_help(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    source = studio.clip("liar.mp4", "-c:v", "mjpeg", video="color=s=8192x8192:r=2:d=0.5")
    frames, moov, index = source.read_bytes().rpartition(b"moov")
    lie = index.replace(struct.pack(">HH", 8192, 8192), struct.pack(">HH", 64, 64))
    assert lie != index
    liar = studio.write("liar.mp4", frames + moov + lie)
    assert fault_of(transcoder, liar) is MediaFault.TOO_MANY_PIXELS


def test_too_many_streams_are_refused(studio: Studio, transcoder: FfmpegTranscoder) -> None:
    outlets = [f"[v{number}]" for number in range(65)]
    maps = [argument for outlet in outlets for argument in ("-map", outlet)]
    graph = f"testsrc2=s=32x32:r=2:d=1,split={len(outlets)}{''.join(outlets)}"
    for name in ("many.mp4", "many.mkv"):
        source = studio.folder / name
        studio.ffmpeg(
            "-filter_complex", graph, *maps, "-c:v", "mpeg4", "-threads", "1", str(source)
        )
        assert fault_of(transcoder, source) is MediaFault.TOO_MANY_STREAMS


def test_a_gap_of_ten_hours_makes_a_small_file_too_long(
    studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    gap = "setpts=if(gte(N\\,2)\\,36000/TB\\,PTS)"
    for name in ("gap.mkv", "gap.mp4"):
        source = studio.clip(name, "-vf", gap, "-fps_mode", "passthrough", *H264)
        assert fault_of(transcoder, source) is MediaFault.TOO_LONG


def test_a_file_damaged_in_the_middle_gives_no_webm(
    studio: Studio, transcoder: FfmpegTranscoder, tmp_path: Path
) -> None:
    whole = studio.clip("mid.mp4", "-c:v", "libx264", "-movflags", "+faststart", video=SMALL)
    content = bytearray(whole.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = b"\xff" * 400
    source = studio.write("mid.mp4", bytes(content))
    media = transcoder.probe(source)
    target = tmp_path / "out.webm"
    with pytest.raises(MediaRejected) as caught:
        transcoder.make(OutputKind.WEBM, source, media, Preset.COMPATIBLE, target, lambda _: None)
    assert caught.value.fault is MediaFault.DAMAGED
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_looks_like_an_option_is_only_a_name(
    plain: Path, studio: Studio, transcoder: FfmpegTranscoder
) -> None:
    source = studio.write("-i concat:a|b%d.mp4", plain.read_bytes())
    assert transcoder.probe(source).video_codec == "h264"
