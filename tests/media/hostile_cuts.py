"""Files of which a part is missing, and files in which it was replaced by rubbish."""

from functools import partial

from mediadesk.domain.faults import MediaFault
from tests.media.clips import H264, Studio
from tests.media.hostile import Hostile, after
from tests.media.witness import Lure

VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8")
MAKING = {
    "front.mp4": (*H264, "-movflags", "+faststart"),
    "end.mp4": H264,
    "end.mov": H264,
    "fragments.mp4": (*H264, "-g", "5", "-movflags", "+frag_keyframe+empty_moov"),
    "a.mkv": H264,
    "a.webm": VP8,
    "a.avi": ("-c:v", "mpeg4"),
    "a.flv": H264,
    "a.ogv": (*VP8, "-f", "ogg", "-page_duration", "100000"),
    "a.wmv": ("-c:v", "wmv2"),
    "a.gif": ("-r", "10"),
    "a.ts": H264,
    "a.mpg": ("-c:v", "mpeg2video"),
}
"""One small file of every container that is accepted."""
CUT = tuple(name for name in MAKING if name not in ("a.ts", "a.mpg"))
"""Those that say how long they are; a broadcast may begin and end anywhere."""


def whole(studio: Studio, name: str) -> bytes:
    """A small valid file; made once."""
    target = studio.folder / f"whole-{name}"
    if not target.exists():
        studio.clip(target.name, *MAKING[name])
    return target.read_bytes()


def _cut(name: str, share: float, studio: Studio, _: Lure) -> bytes:
    content = whole(studio, name)
    return content[: int(len(content) * share)]


def _without_end(studio: Studio, _: Lure) -> bytes:
    """As a recorder leaves it that lost its battery: samples, no index."""
    content = whole(studio, "end.mp4")
    return content[: content.index(b"moov") - 4]


def _without_samples(studio: Studio, _: Lure) -> bytes:
    content = whole(studio, "front.mp4")
    return content[: content.index(b"mdat") - 4]


def _overwritten(studio: Studio, _: Lure) -> bytes:
    """A hole in the index, which a copying error makes."""
    return after(whole(studio, "front.mp4"), b"mdhd", -8, b"\xff" * 200)


def _rubbish(name: str, studio: Studio, _: Lure) -> bytes:
    content = whole(studio, name)
    middle = len(content) // 2
    return content[:middle] + b"\xff" * 400 + content[middle + 400 :]


FILES = (
    Hostile("empty", MediaFault.TRUNCATED, lambda _s, _l: b""),
    *(
        Hostile(f"{name} cut at {share:.0%}", MediaFault.TRUNCATED, partial(_cut, name, share))
        for name in CUT
        for share in (0.1, 0.5, 0.9)
    ),
    Hostile("no index", MediaFault.TRUNCATED, _without_end),
    Hostile("no samples", MediaFault.TRUNCATED, _without_samples),
    Hostile("index overwritten", MediaFault.NO_VIDEO, _overwritten),
    *(
        Hostile(f"{name} with rubbish", MediaFault.DAMAGED, partial(_rubbish, name))
        for name in ("front.mp4", "a.ogv", "a.gif", "a.ts")
    ),
    Hostile("half a broadcast", MediaFault.DAMAGED, partial(_cut, "a.ts", 0.1)),
)
