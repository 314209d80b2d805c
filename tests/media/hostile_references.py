"""Files that name another file or an address, in every way that a player may follow."""

import struct
from pathlib import Path

from mediadesk.domain.faults import MediaFault
from tests.media.clips import H264, Studio
from tests.media.hostile import FTYP, Hostile, Write, box, element, full_box, patched
from tests.media.witness import Lure

SCRIPTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{0}\n#EXT-X-ENDLIST\n",
    "hls key": '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI="{0}"\n'
    "#EXTINF:1,\n{0}\n#EXT-X-ENDLIST\n",
    "hls master": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{0}\n",
    "hls map": '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MAP:URI="{0}"\n#EXTINF:1,\n{0}\n'
    "#EXT-X-ENDLIST\n",
    "m3u": "#EXTM3U\n#EXTINF:1,a\n{0}\n",
    "concat": "ffconcat version 1.0\nfile '{0}'\n",
    "concat with options": "ffconcat version 1.0\nfile '{0}'\noption safe 0\n"
    "option protocol_whitelist file,http,tcp\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
    ' mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">'
    '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">'
    "<BaseURL>{0}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "smooth streaming": '<SmoothStreamingMedia MajorVersion="2"><StreamIndex Url="{0}"/>'
    "</SmoothStreamingMedia>",
    "imf": '<CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>{0}</Id>'
    "</CompositionPlaylist>",
    "ffmetadata": ";FFMETADATA1\ntitle={0}\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND={0}\n",
    "srt": '1\n00:00:00,000 --> 00:00:01,000\n<img src="{0}">\n',
    "vtt": "WEBVTT\n\nSTYLE\n::cue {{ background: url({0}) }}\n\n00:00.000 --> 00:01.000\na\n",
    "ass": "[Script Info]\nScriptType: v4.00+\nVideo File: {0}\n[Fonts]\nfontname: {0}\n[Events]\n"
    "Dialogue: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,a\n",
    "ssa": "[Script Info]\nScriptType: v4.00\nAudio File: {0}\n[Events]\n"
    "Dialogue: Marked=0,0:00:00.00,0:00:01.00,D,,0,0,0,,a\n",
    "smi": '<SAMI><HEAD></HEAD><BODY><SYNC Start=0><P><IMG SRC="{0}"></BODY></SAMI>\n',
    "microdvd": "{{1}}{{1}}25.000\n{{1}}{{25}}{0}\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={0}\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "rtsp redirect": "RTSPtext\nrtsp://127.0.0.1/{0}\n",
    "asx": '<asx version="3.0"><entry><ref href="{0}"/></entry></asx>\n',
    "windows redirect": "[Reference]\nRef1={0}\nRef2=mmst://127.0.0.1/a\n",
    "pls": "[playlist]\nFile1={0}\nNumberOfEntries=1\n",
    "avisynth": 'DirectShowSource("{0}")\n',
    "filter graph": "movie={0}[out0]\n",
    "preset": "i={0}\nvcodec=copy\n",
}
SCHEMES = (
    "{path}",
    "file:{path}",
    "file://{path}",
    "subfile:,start,0,end,99,,:{path}",
    "crypto:{path}",
    "concat:{path}|{path}",
    "cache:{path}",
    "async:{path}",
    "{url}",
    "tcp://127.0.0.1:{port}",
    "data:text/plain;base64,RkxWAQ==",
    "lavfi:movie={path}",
)


def script(text: str, scheme: str, lure: Lure) -> bytes:
    address = scheme.format(path=lure.file, url=lure.url, port=lure.port)
    return text.format(address).encode()


def _all_schemes(text: str) -> Write:
    """One file that tries them all; each is tried alone elsewhere."""
    return lambda _studio, lure: b"".join(script(text, scheme, lure) for scheme in SCHEMES)


def _elsewhere(reference: str) -> Write:
    """An MP4 whose samples are said to lie in another file."""

    def write(studio: Studio, lure: Lure) -> bytes:
        content = studio.clip("dref.mp4", *H264).read_bytes()
        path = bytes(lure.file)
        if reference == "alis":
            alias = bytes(10) + b"\x05disk" + bytes(141) + struct.pack(">hh", 2, len(path)) + path
            entry = full_box(b"alis", alias + b"\xff\xff\0\0")
        else:
            entry = full_box(reference.encode(), f"file://{lure.file}\0".encode())
        old = full_box(b"dref", struct.pack(">I", 1), full_box(b"url ", flags=1))
        new = full_box(b"dref", struct.pack(">I", 1), entry)
        return _grown(content, (b"moov", b"trak", b"mdia", b"minf", b"dinf"), old, new)

    return write


def _grown(content: bytes, parents: tuple[bytes, ...], old: bytes, new: bytes) -> bytes:
    """The content with a box exchanged, and the sizes of all that it lies in."""
    for parent in parents:
        at = content.index(parent) - 4
        size = int.from_bytes(content[at : at + 4], "big") + len(new) - len(old)
        content = content[:at] + size.to_bytes(4, "big") + content[at + 4 :]
    return patched(content, old, new)


def _reference_movie(_: Studio, lure: Lure) -> bytes:
    """QuickTime's playlist: a movie that is nothing but the address of another one."""
    address = lure.url.encode() + b"\0"
    reference = full_box(b"rdrf", b"url ", struct.pack(">I", len(address)), address)
    return FTYP + box(b"moov", box(b"rmra", box(b"rmda", reference)))


def _linked(studio: Studio, lure: Lure) -> bytes:
    """A Matroska file that names the files before and after it, as parts of one film."""
    space = 3 * len(bytes(lure.file)) + 100
    content = studio.clip("linked.mkv", *H264, "-metadata", f"title={'x' * space}").read_bytes()
    names = ("7384", "3c83ab", "3e83bb")
    links = b"".join(element(name, bytes(lure.file)) for name in names)
    title = b"\x7b\xa9" + struct.pack(">H", 0x4000 | space) + b"x" * space
    # What is left of the title's space becomes void: an id of one byte and a size of eight.
    return patched(content, title, links + element("ec", bytes(len(title) - len(links) - 9)))


def _with_attachments(studio: Studio, lure: Lure) -> Path:
    """Subtitles that ask for a font, and attachments whose names lead out of the folder."""
    text = studio.write("font.ass", script(SCRIPTS["ass"], "{path}", lure))
    video = studio.clip("bare.mkv", *H264)
    target = studio.folder / "attached.mkv"
    attached = ("-attach", str(text), "-metadata:s:t", f"filename=../../..{lure.file}")
    studio.ffmpeg(
        *("-i", str(video), "-i", str(text), "-map", "0", "-map", "1", "-c:v", "copy", "-c:s"),
        *("ass", *attached, "-metadata:s:t", "mimetype=application/x-truetype-font", str(target)),
    )
    return target


def _forged_report(studio: Studio, lure: Lure) -> Path:
    """A title and a tag's name that look like FFmpeg's own words on other lines."""
    line = f"a\r\n  Stream #0:7: Video: hevc, smpte2084\nInput #0, hls, from '{lure.file}':"
    naming = ("-metadata", f"title={line}", "-metadata", f"{line}=a")
    return studio.clip("forged.mkv", *H264, *naming)


FILES = (
    *(
        Hostile(name, MediaFault.UNSUPPORTED_CONTAINER, _all_schemes(text))
        for name, text in SCRIPTS.items()
    ),
    Hostile("mov alias", MediaFault.DAMAGED, _elsewhere("alis")),
    Hostile("mov url", None, _elsewhere("url ")),
    Hostile("mov reference movie", MediaFault.NO_VIDEO, _reference_movie),
    Hostile("matroska links", None, _linked),
    Hostile("matroska attachments", None, _with_attachments),
    Hostile("forged report", None, _forged_report),
)
