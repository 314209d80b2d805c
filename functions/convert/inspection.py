"""What a file is, found out in the sandbox without trusting its name; why it is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.convert import containers, sandbox
from functions.convert.probe import PacketList, Report, Track
from mediadesk.domain.media import (
    MAX_DURATION_SECONDS,
    MAX_PIXELS,
    MAX_STREAMS,
    MIB,
    MediaFault,
    MediaInfo,
    MediaRejected,
)

INPUT: Final = "input"
"""The one name under which FFmpeg knows the file: the user's name and extension say nothing."""
LIST_BYTES: Final = 64 * MIB

# The format whitelist is what keeps a playlist from naming other files: none of these demuxers
# opens one. The protocol whitelist alone does not.
GUARDS: Final = (
    *("-protocol_whitelist", "file"),
    *("-format_whitelist", "mov,matroska,avi,flv,mpegts,mpeg,gif,asf,ogg"),
    *("-max_streams", str(MAX_STREAMS), "-max_pixels", str(MAX_PIXELS)),
)
QUIET: Final = ("-hide_banner", "-nostdin", "-nostats", "-max_alloc", str(512 * MIB), "-v")
STREAMS: Final = ("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn")
_LISTED: Final = ("-f", "framecrc", "pipe:1")
_LONGEST_READ: Final = ("-t", str(MAX_DURATION_SECONDS + 1))


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at a file gave."""

    report: Report
    packets: PacketList
    ended: sandbox.Ended


def describe(binary: Path, folder: Path, watch: sandbox.Watch) -> MediaInfo:
    """What `folder/input` is; raises MediaRejected when it can't be converted."""
    source = folder / INPUT
    found = _all_packets(binary, folder, watch)
    if fault := _fault(found, source):
        raise MediaRejected(fault, found.ended.last_words)
    frame = _first_frame(binary, folder, watch)
    if not frame.packets or not frame.width or not frame.height:
        raise MediaRejected(MediaFault.NO_VIDEO, "no frame could be decoded")
    return _media_info(found, frame, containers.claimed(source) or found.report.container)


def look(binary: Path, folder: Path, arguments: tuple[str, ...], watch: sandbox.Watch) -> Found:
    """Run FFmpeg so that it lists packets, and read its list and its report."""
    report, packets = Report(), PacketList()
    reading = sandbox.Watch(watch.seconds_left, packets.read, report.read, watch.on_pulse)
    ended = sandbox.run(
        [str(binary), *QUIET, "info", *arguments, *_LISTED], folder, LIST_BYTES, reading
    )
    return Found(report, packets, ended)


def _all_packets(binary: Path, folder: Path, watch: sandbox.Watch) -> Found:
    """Every packet, none decoded."""
    source = ("-xerror", *GUARDS, *_LONGEST_READ, "-i", f"file:{INPUT}")
    return look(binary, folder, (*source, *STREAMS, "-c", "copy"), watch)


def _first_frame(binary: Path, folder: Path, watch: sandbox.Watch) -> Track:
    """The first picture, decoded and turned upright: shows its size as it will be seen."""
    source = (*GUARDS, *_LONGEST_READ, "-i", f"file:{INPUT}")
    found = look(binary, folder, (*source, "-map", "0:V:0", "-frames:v", "1"), watch)
    if found.report.exceeds_pixels:
        raise MediaRejected(MediaFault.TOO_MANY_PIXELS, found.ended.last_words)
    return found.packets.video


def _fault(found: Found, source: Path) -> MediaFault | None:
    """The first reason to refuse, the most telling ones first."""
    report, video = found.report, found.packets.video
    if report.exceeds_streams:
        return MediaFault.TOO_MANY_STREAMS
    if report.exceeds_pixels or video.width * video.height > MAX_PIXELS:
        return MediaFault.TOO_MANY_PIXELS
    if not report.container:
        return _why_closed(source)
    if not report.has_video:
        return MediaFault.NO_VIDEO
    if max(found.packets.seconds, report.duration_seconds) > MAX_DURATION_SECONDS:
        return MediaFault.TOO_LONG
    is_damaged = found.ended.exit_code or _ends_early(found) or containers.is_cut_short(source)
    return MediaFault.DAMAGED if is_damaged else None


def _why_closed(source: Path) -> MediaFault:
    is_damaged = source.stat().st_size == 0 or containers.claimed(source) is not None
    return MediaFault.DAMAGED if is_damaged else MediaFault.UNSUPPORTED_CONTAINER


def _ends_early(found: Found) -> bool:
    """Whether the packets end well before the length that the container announces.

    Only where every stream was read: an unread one may be longer than picture and sound.
    """
    report, packets = found.report, found.packets
    is_comparable = report.stream_count == len(packets.tracks)
    return is_comparable and packets.seconds < 0.9 * report.duration_seconds - 0.25


def _media_info(found: Found, frame: Track, container: str) -> MediaInfo:
    video, audio = found.packets.video, found.packets.audio
    return MediaInfo(
        container=container,
        duration_seconds=round(found.packets.seconds, 3),
        width=frame.displayed_width,
        height=frame.height,
        frame_rate=round(video.packets / video.seconds, 3) if video.seconds else 0.0,
        video_codec=video.codec,
        audio_codec=audio.codec if audio and audio.packets else None,
        video_seconds=video.seconds,
        is_hdr=found.report.is_hdr,
    )
