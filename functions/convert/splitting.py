"""How a video is cut into pieces without encoding, each a file that shows its pictures alone."""

from typing import Final

from functions.convert import inspection, transparency
from functions.convert.keyframes import CutPlan, Stretch
from functions.convert.runner import LISTED, NAMELESS, OWN_LIST, Runner
from mediadesk.domain.fan_out import Cut
from mediadesk.domain.media import MIB, MediaInfo

SOUND_LEAD_S: Final = 10
"""Added to the sound's times: it may begin before zero, where Matroska has no times."""
_STRETCH: Final = "stretch-"
_LIST: Final = "list"
_COPIED: Final = ("-c", "copy", *NAMELESS)
_PICTURES: Final = ("-map", "0:V:0", *_COPIED)


def split(runner: Runner, media: MediaInfo, seconds: float) -> tuple[Cut, ...]:
    """Write a file for every piece, named by its number; one piece when the video can't be cut.

    With one piece nothing of what was written is of use.
    """
    plan = CutPlan(seconds)
    listing = (*runner.original, *inspection.STREAMS, "-c", "copy", *LISTED)
    runner.must_run(*listing, on_output=plan.read, file_bytes=inspection.LIST_BYTES)
    cuts = (*plan.pictures(), *plan.sound())
    is_cut = (
        _may_be_cut(runner, media, plan)
        and _write(runner, plan)
        and _shows_the_same(runner, plan, media)
    )
    return cuts if is_cut else (plan.whole(),)


def _may_be_cut(runner: Runner, media: MediaInfo, plan: CutPlan) -> bool:
    # A faster video loses frames, and which ones depends on all of it. What can be seen through
    # is told by the container, and not passed on.
    is_transparent = bool(transparency.decoder(runner.folder / inspection.INPUT))
    return plan.can_be_cut and not media.is_too_fast and not is_transparent


def _write(runner: Runner, plan: CutPlan) -> bool:
    """Whether Matroska could hold it, packet for packet."""
    most_bytes = (runner.folder / inspection.INPUT).stat().st_size * 2 + 16 * MIB
    making = [*_PICTURES, *_segments(plan)]
    for cut in plan.sound():
        making += ["-map", "0:a:0", *_COPIED, "-output_ts_offset", str(SOUND_LEAD_S)]
        making += ["-f", "matroska", f"file:{cut.number}"]
    if runner.run(*runner.original, *making, file_bytes=most_bytes).exit_code:
        return False
    for cut, stretch in zip(plan.pictures(), plan.stretches, strict=True):
        if plan.is_closed:
            (runner.folder / f"{_STRETCH}{cut.number}").rename(runner.folder / str(cut.number))
        elif not _close(runner, cut, stretch, most_bytes):
            return False
        if not _is_as_planned(runner, cut, stretch):
            return False
    return True


def _segments(plan: CutPlan) -> tuple[str, ...]:
    starts_at = plan.pictures()[0].starts_at
    return (
        # Only the pieces behind the first are set back by the muxer itself.
        *("-output_ts_offset", f"{-starts_at:.6f}", "-avoid_negative_ts", "disabled"),
        *("-f", "segment", "-segment_format", "matroska"),
        *("-segment_frames", ",".join(map(str, plan.packets_before))),
        # A packet that is shown before the keyframe would have no time if that began at zero.
        *("-reset_timestamps", "1" if plan.is_closed else "0", f"file:{_STRETCH}%d"),
    )


def _close(runner: Runner, cut: Cut, stretch: Stretch, most_bytes: int) -> bool:
    """Make a file of what this piece shows: also of what comes behind the next keyframe."""
    own, following = (f"{_STRETCH}{number}" for number in (cut.number, cut.number + 1))
    lines = ["ffconcat version 1.0", f"file {own}", f"duration {cut.seconds:.6f}"]
    if stretch.trailing:
        lines.append(f"file {following}")
    (runner.folder / _LIST).write_text("\n".join(lines) + "\n", "ascii")
    # A reader of Matroska guesses the order of decoding, and FFmpeg would mend the times by it.
    order = "setts=pts=PTS:dts=DTS-100/TB"
    chosen = f"noise=drop='between(n,1,{stretch.leading})',{order}" if stretch.leading else order
    ended = runner.run(
        *(*OWN_LIST, "-i", f"file:{_LIST}", *_PICTURES),
        *("-frames:v", str(_packets_of(stretch)), "-bsf:v", chosen),
        *("-f", "matroska", f"file:{cut.number}"),
        file_bytes=most_bytes,
    )
    (runner.folder / own).unlink()
    return ended.exit_code == 0


def _is_as_planned(runner: Runner, cut: Cut, stretch: Stretch) -> bool:
    video = _read(runner, cut.number, "-c", "copy").packets.video
    return video.packets == _packets_of(stretch) and video.first == 0


def _packets_of(stretch: Stretch) -> int:
    """The pictures of a piece, and the next keyframe where some of them are built on that."""
    return stretch.frames + bool(stretch.trailing)


def _shows_the_same(runner: Runner, plan: CutPlan, media: MediaInfo) -> bool:
    """Whether a piece shows as many pictures as it should, and the first one as the file does.

    What turns a picture or shapes its pixels is told by the container. Some codecs have packets
    that show nothing, or two to a picture. All of that is the same in every piece.
    """
    trial = plan.pictures()[1]
    found = _read(runner, trial.number, "-frames:v", str(trial.frames), "-fps_mode", "passthrough")
    shown = found.packets.video
    return (
        found.ended.exit_code == 0
        and shown.packets == trial.frames
        and (shown.displayed_width, shown.height) == (media.width, media.height)
        and found.report.is_hdr == media.is_hdr
        and _first_picture(runner, *runner.original) == _first_picture(runner, *runner.own("0"))
    )


def _first_picture(runner: Runner, *source: str) -> bytes:
    """Length and checksum of it."""
    lines = [b""]
    decoding = ("-map", "0:V:0", "-frames:v", "1", *LISTED)
    runner.run(*(*source, *decoding), on_output=lines.append, file_bytes=inspection.LIST_BYTES)
    return b",".join(lines[-1].split(b",")[4:])


def _read(runner: Runner, number: int, *arguments: str) -> inspection.Found:
    return runner.look("-xerror", "-copyts", *runner.own(str(number)), "-map", "0:V:0", *arguments)
