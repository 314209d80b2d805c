"""Files that are small, and ask for endless time, memory, frames, streams or pixels."""

import struct
from functools import partial
from pathlib import Path

from mediadesk.domain.faults import MediaFault
from tests.media.clips import H264, SOUND, Studio
from tests.media.hostile import EBML, FTYP, Hostile, after, box, element, full_box, patched
from tests.media.hostile_cuts import whole
from tests.media.hostile_mislabelled import picture_bomb
from tests.media.witness import Lure

HUGE = "color=s=8192x8192:r=2:d=0.5"


def _picture_in(name: str, studio: Studio, _: Lure) -> Path:
    """The picture of 16000 x 16000, as the one frame of a video."""
    picture = studio.write("bomb.png", picture_bomb())
    return studio.copy(picture, name, reading=("-f", "png_pipe", "-max_pixels", "999999999"))


def _thousand_huge_frames(name: str, studio: Studio, _: Lure) -> Path:
    frame = studio.clip(f"frame-{name}", "-c:v", "mjpeg", "-q:v", "31", video=HUGE)
    return studio.copy(frame, name, reading=("-stream_loop", "999"))


def _gif_of(width: int, height: int, studio: Studio, _: Lure) -> bytes:
    content = whole(studio, "a.gif")
    return content[:6] + struct.pack("<HH", width, height) + content[10:]


def _webm_of(width: int, height: int, studio: Studio, _: Lure) -> bytes:
    """The track's head may be right: it is the frames that are believed."""
    content = whole(studio, "a.webm")
    side = struct.pack("<HH", 160, 120)
    return patched(
        content, b"\x9d\x01\x2a" + side, b"\x9d\x01\x2a" + struct.pack("<HH", width, height)
    )


def _mp4_of(width: int, height: int, studio: Studio, _: Lure) -> bytes:
    """A codec that believes the index about its sizes."""
    content = studio.clip("raw.mov", "-c:v", "rawvideo", "-pix_fmt", "rgb24").read_bytes()
    return patched(content, struct.pack(">HH", 160, 120), struct.pack(">HH", width, height))


def _tracks(count: int, studio: Studio, _: Lure) -> bytes:
    """An MP4 with its one track so many times."""
    content = whole(studio, "front.mp4")
    moov = content.index(b"moov") - 4
    size = int.from_bytes(content[moov : moov + 4], "big")
    track_at = content.index(b"trak") - 4
    track = content[track_at : track_at + int.from_bytes(content[track_at : track_at + 4], "big")]
    inside = content[moov + 8 : moov + size]
    return content[:moov] + box(b"moov", inside, track * (count - 1)) + content[moov + size :]


def _entries(count: int, studio: Studio, _: Lure) -> bytes:
    """A Matroska file with so many tracks."""
    entry = element("ae", element("d7", b"\1"), element("83", b"\1"), element("86", b"V_VP8"))
    return EBML + element("18538067", element("1654ae6b", entry * count), element("1f43b675"))


def _dense(frames: int, rate: int, studio: Studio, _: Lure) -> Path:
    """So many frames, at so many a second."""
    making = ("-fps_mode", "passthrough", "-video_track_timescale", str(rate))
    video = f"color=s=16x16:r={rate}:d={frames / rate}"
    return studio.clip("dense.mp4", *H264, *making, video=video)


def _gap(name: str, studio: Studio, _: Lure) -> Path:
    gap = "setpts=if(gte(N\\,2)\\,36000/TB\\,PTS)"
    return studio.clip(f"gap-{name}", "-vf", gap, "-fps_mode", "passthrough", *H264)


def _announcing(seconds: float, studio: Studio, _: Lure) -> bytes:
    """A Matroska file that announces such a length."""
    content = whole(studio, "a.mkv")
    return after(content, b"\x44\x89\x88", 0, struct.pack(">d", seconds))


def _longest_index(studio: Studio, _: Lure) -> bytes:
    """All lengths of the index at the largest number there is."""
    content = whole(studio, "front.mp4")
    for mark, offset in ((b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16)):
        content = after(content, mark, offset, b"\xff" * 4)
    return content


def _without_time(studio: Studio, _: Lure) -> bytes:
    """No ticks in a second, in the film's head and in the track's."""
    content = whole(studio, "front.mp4")
    return after(after(content, b"mvhd", 12, bytes(4)), b"mdhd", 12, bytes(4))


def _padded(name: str, zeros: int, studio: Studio, _: Lure) -> Path:
    """A good file, and then hardly an end: the zeros take no space on the disk."""
    target = studio.write(f"endless-{name}", whole(studio, name))
    with target.open("ab") as file:
        file.truncate(target.stat().st_size + zeros)
    return target


def _zeros(size: int, studio: Studio, _: Lure) -> Path:
    target = studio.write("zeros.mp4", b"")
    with target.open("ab") as file:
        file.truncate(size)
    return target


def _compressed_index(studio: Studio, _: Lure) -> bytes:
    """An index that claims to unpack to two gigabytes."""
    packed = box(b"cmvd", struct.pack(">I", 0x7FFFFFFF), bytes(100))
    return FTYP + box(b"moov", box(b"cmov", box(b"dcom", b"zlib"), packed))


def _many_samples(studio: Studio, _: Lure) -> bytes:
    """A table that claims four billion frames of one byte each."""
    content = whole(studio, "front.mp4")
    return after(content, b"stsz", 4, struct.pack(">II", 1, 0xFFFFFFFF))


def _sound_alone(studio: Studio, _: Lure) -> Path:
    return studio.clip("sound.mp4", "-vn", "-c:a", "aac", with_sound=True)


def _cover(studio: Studio, _: Lure) -> Path:
    cover = ("-c:v", "mjpeg", "-frames:v", "1", "-disposition:v", "attached_pic", "-c:a", "aac")
    return studio.clip("cover.mp4", *cover, with_sound=True)


def _subtitles(studio: Studio, _: Lure) -> Path:
    text = studio.write("a.srt", b"1\n00:00:00,000 --> 00:00:01,000\na\n")
    target = studio.folder / "subtitles.mkv"
    studio.ffmpeg("-i", str(text), *SOUND, "-map", "0", str(target))
    return target


def _data(studio: Studio, _: Lure) -> bytes:
    return FTYP + box(b"moov", full_box(b"mvhd", bytes(96))) + box(b"mdat", bytes(64))


FILES = (
    *(
        Hostile(f"png bomb in {name}", MediaFault.TOO_MANY_PIXELS, partial(_picture_in, name))
        for name in ("bomb.mkv", "bomb.mov", "bomb.avi")
    ),
    *(
        Hostile(
            f"1000 huge {name}", MediaFault.TOO_MANY_PIXELS, partial(_thousand_huge_frames, name)
        )
        for name in ("huge.mkv", "huge.mp4")
    ),
    Hostile("gif flood", MediaFault.TOO_MANY_PIXELS, partial(_gif_of, 65535, 65535)),
    Hostile("gif of nothing", MediaFault.DAMAGED, partial(_gif_of, 0, 0)),
    Hostile("webm flood", MediaFault.TOO_MANY_PIXELS, partial(_webm_of, 16383, 16383)),
    Hostile("webm of nothing", MediaFault.NO_VIDEO, partial(_webm_of, 0, 0)),
    Hostile("mov flood", MediaFault.TOO_MANY_PIXELS, partial(_mp4_of, 65535, 65535)),
    Hostile("mov of nothing", MediaFault.NO_VIDEO, partial(_mp4_of, 0, 0)),
    Hostile("5000 tracks", MediaFault.TOO_MANY_STREAMS, partial(_tracks, 5000)),
    Hostile("5000 entries", MediaFault.TOO_MANY_STREAMS, partial(_entries, 5000)),
    Hostile("a million frames a second", MediaFault.TOO_MANY_FRAMES, partial(_dense, 2500, 10**6)),
    Hostile("gap of ten hours, mkv", MediaFault.TOO_LONG, partial(_gap, "a.mkv")),
    Hostile("gap of ten hours, mp4", MediaFault.TOO_LONG, partial(_gap, "a.mp4")),
    Hostile("ten thousand years", MediaFault.TOO_LONG, partial(_announcing, 3e14)),
    Hostile("beyond all time", None, partial(_announcing, 2.0**63)),
    Hostile("endless length", None, partial(_announcing, float("inf"))),
    Hostile("no number", None, partial(_announcing, float("nan"))),
    Hostile("longest index", None, _longest_index),
    Hostile("no time base", MediaFault.ENCODER_FAILED, _without_time),
    Hostile("a gigabyte of zeros", MediaFault.UNSUPPORTED_CONTAINER, partial(_zeros, 1 << 30)),
    Hostile("broadcast without end", None, partial(_padded, "a.ts", 1 << 22)),
    Hostile("mp4 with a gigabyte of zeros", None, partial(_padded, "front.mp4", 1 << 30)),
    Hostile("compressed index", MediaFault.DAMAGED, _compressed_index),
    Hostile("four billion frames", MediaFault.TRUNCATED, _many_samples),
    Hostile("sound alone", MediaFault.NO_VIDEO, _sound_alone),
    Hostile("sound with a cover", MediaFault.NO_VIDEO, _cover),
    Hostile("subtitles alone", MediaFault.NO_VIDEO, _subtitles),
    Hostile("a head and no track", MediaFault.NO_VIDEO, _data),
)
