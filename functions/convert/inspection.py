"""What a file is, found out in the sandbox without trusting its name; why it is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.convert import containers, sandbox, wholeness
from functions.convert.probe import PacketList, Report, Track
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MIB, MediaInfo
from mediadesk.domain.media_limits import MediaLimits

INPUT: Final = "input"
"""The one name under which FFmpeg knows the file: the user's name and extension say nothing."""
LIST_BYTES: Final = 64 * MIB
PADDING_PIXELS: Final = 64 * 65536
"""FFmpeg's own limit counts rows as they lie in memory, up to 64 pixels longer; ours is exact."""

QUIET: Final = ("-hide_banner", "-nostdin", "-nostats", "-max_alloc", str(512 * MIB), "-v")
STREAMS: Final = ("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn")
_LISTED: Final = ("-f", "framecrc", "pipe:1")
_INPUT: Final = ("-i", f"file:{INPUT}")


@dataclass(frozen=True, slots=True)
class Found:
    """What one look at a file gave."""

    report: Report
    packets: PacketList
    ended: sandbox.Ended


def guards(limits: MediaLimits) -> tuple[str, ...]:
    """What goes before every input that a stranger sent."""
    # The format whitelist is what keeps a playlist from naming other files: none of these
    # demuxers opens one. The protocol whitelist alone does not.
    return (
        *("-protocol_whitelist", "file"),
        *("-format_whitelist", "mov,matroska,avi,flv,mpegts,mpeg,gif,asf,ogg"),
        *("-max_streams", str(limits.streams)),
        *("-max_pixels", str(limits.frame_pixels + PADDING_PIXELS)),
    )


def describe(binary: Path, folder: Path, limits: MediaLimits, watch: sandbox.Watch) -> MediaInfo:
    """What `folder/input` is; raises MediaRejected when it can't be converted."""
    source = folder / INPUT
    reading = (*guards(limits), "-t", str(limits.duration_s + 1), *_INPUT)
    found = _all_packets(binary, folder, reading, watch)
    if fault := _fault(found, source, limits):
        raise MediaRejected(fault, found.ended.last_words)
    frame = _first_frame(binary, folder, reading, watch)
    if frame.width * frame.height > limits.frame_pixels:
        raise MediaRejected(MediaFault.TOO_MANY_PIXELS, f"{frame.width} x {frame.height}")
    return _media_info(found, frame, containers.claimed(source) or found.report.container)


def look(binary: Path, folder: Path, arguments: tuple[str, ...], watch: sandbox.Watch) -> Found:
    """Run FFmpeg so that it lists packets, and read its list and its report."""
    report, packets = Report(), PacketList()
    reading = sandbox.Watch(watch.seconds_left, packets.read, report.read, watch.on_pulse)
    ended = sandbox.run(
        [str(binary), *QUIET, "info", *arguments, *_LISTED], folder, LIST_BYTES, reading
    )
    return Found(report, packets, ended)


def _all_packets(
    binary: Path, folder: Path, reading: tuple[str, ...], watch: sandbox.Watch
) -> Found:
    """Every packet, none decoded."""
    return look(binary, folder, ("-xerror", *reading, *STREAMS, "-c", "copy"), watch)


def _first_frame(
    binary: Path, folder: Path, reading: tuple[str, ...], watch: sandbox.Watch
) -> Track:
    """The first picture, decoded and turned upright: shows its size as it will be seen."""
    found = look(binary, folder, (*reading, "-map", "0:V:0", "-frames:v", "1"), watch)
    frame = found.packets.video
    if found.ended.ran_out:
        raise MediaRejected(found.ended.ran_out, found.ended.last_words)
    if found.report.exceeds_pixels:
        raise MediaRejected(MediaFault.TOO_MANY_PIXELS, found.ended.last_words)
    if found.report.lacks_decoder:
        raise MediaRejected(MediaFault.UNSUPPORTED_CODEC, found.ended.last_words)
    if not frame.packets or not frame.width or not frame.height:
        raise MediaRejected(MediaFault.NO_VIDEO, "no frame could be decoded")
    return frame


def _fault(found: Found, source: Path, limits: MediaLimits) -> MediaFault | None:
    """The first reason to refuse, the most telling ones first."""
    report, video = found.report, found.packets.video
    if found.ended.ran_out:
        return found.ended.ran_out
    if report.exceeds_streams:
        return MediaFault.TOO_MANY_STREAMS
    if report.exceeds_pixels or video.width * video.height > limits.frame_pixels:
        return MediaFault.TOO_MANY_PIXELS
    if not report.container:
        return _why_closed(found, source)
    if not report.has_video:
        return MediaFault.NO_VIDEO
    if max(found.packets.seconds, report.duration_seconds) > limits.duration_s:
        return MediaFault.TOO_LONG
    # A clip shorter than a second may hold a second's worth of frames, however close they are.
    if video.packets > limits.frame_rate * max(1.0, video.seconds):
        return MediaFault.TOO_MANY_FRAMES
    return _flaw(found, source)


def _why_closed(found: Found, source: Path) -> MediaFault:
    claimed = containers.claimed(source)
    if claimed is None and source.stat().st_size > 0:
        return MediaFault.UNSUPPORTED_CONTAINER
    return wholeness.flaw(source, claimed) or MediaFault.DAMAGED


def _flaw(found: Found, source: Path) -> MediaFault | None:
    """What is wrong with the content itself, if anything."""
    if found.packets.video.codec == "none" or found.packets.is_encrypted:
        return MediaFault.UNSUPPORTED_CODEC
    claimed = containers.claimed(source) or found.report.container
    flaw = wholeness.flaw(source, claimed)
    if flaw is None and (found.ended.exit_code or found.report.skips_rubbish):
        return MediaFault.DAMAGED
    return flaw or (MediaFault.TRUNCATED if _ends_early(found) else None)


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
