"""Videos made in pieces for tests, and what is seen and heard in a file, and when."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from functions.convert.ffmpeg import FfmpegTranscoder
from functions.convert.pieces import FfmpegPieceMaker
from mediadesk.domain.fan_out import Cut
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.ports import PieceMaker, Tick
from tests.media.clips import Studio

SAMPLES_A_SECOND = 48_000


@dataclass
class Piecework:
    """Makes WEBMs below `folder`, in pieces and as a whole."""

    studio: Studio
    folder: Path
    preset: Preset = Preset.COMPATIBLE
    ticks: list[list[float]] = field(default_factory=list)
    """What each call told of its progress."""

    def __post_init__(self) -> None:
        self.maker: PieceMaker = FfmpegPieceMaker(self.studio.binary, lambda: 60.0)
        self.transcoder = FfmpegTranscoder(self.studio.binary, lambda: 60.0)

    def probe(self, source: Path) -> MediaInfo:
        return self.transcoder.probe(source)

    def split(self, source: Path, seconds: float) -> tuple[Cut, ...]:
        """Its pieces, in a new folder `pieces`."""
        (self.folder / "pieces").mkdir()
        pieces = self.folder / "pieces"
        return self.maker.split(source, self.probe(source), seconds, pieces, self._tick())

    def encode(self, cuts: Sequence[Cut]) -> list[tuple[Cut, Path]]:
        """All of them, with the files that were made."""
        encoded = [(cut, self.folder / f"encoded-{cut.number}") for cut in cuts]
        for cut, target in encoded:
            self.encode_one(cut, target)
        return encoded

    def encode_one(self, cut: Cut, target: Path) -> None:
        piece = self.folder / "pieces" / str(cut.number)
        self.maker.make_piece(cut, piece, self.preset, target, self._tick())

    def join(self, encoded: Sequence[tuple[Cut, Path]]) -> tuple[MadeOutput, Path]:
        target = self.folder / "joined.webm"
        return self.maker.join(encoded, self.preset, target, self._tick()), target

    def in_pieces(self, source: Path, seconds: float) -> Path:
        """The WEBM of a source that must come in more than one piece."""
        cuts = self.split(source, seconds)
        assert len(cuts) > 1
        return self.join(self.encode(cuts))[1]

    def as_whole(self, source: Path) -> Path:
        target = self.folder / "whole.webm"
        media = self.probe(source)
        self.transcoder.make(OutputKind.WEBM, source, media, self.preset, target, lambda _: None)
        return target

    def _tick(self) -> Tick:
        self.ticks.append([])
        return self.ticks[-1].append


def shown_at(studio: Studio, path: Path) -> list[float]:
    """When each frame is shown, in seconds, in order."""
    return [at for at, _ in _decoded(studio, path, 0)]


def heard(studio: Studio, path: Path) -> tuple[float, float]:
    """When the sound begins and ends, in seconds."""
    parts = _decoded(studio, path, 1)
    return parts[0][0], parts[-1][1]


def likeness(studio: Studio, path: Path, source: Path) -> float:
    """The mean SSIM of its frames to those of the source, frame by frame; 1 is the same."""
    graph = "[0:V]setpts=N[a];[1:V]setpts=N[b];[a][b]ssim=stats_file=-"
    lines = studio.ffmpeg(
        *("-i", str(path), "-i", str(source), "-lavfi", graph, "-f", "null", "/dev/null")
    ).split(b"\n")
    shares = [float(line.split(b"All:")[1].split()[0]) for line in lines if b"All:" in line]
    return sum(shares) / len(shares)


def flashes(studio: Studio, path: Path) -> list[float]:
    """When the picture turns from dark to bright, in seconds."""
    dots = studio.ffmpeg(
        *("-i", str(path), "-map", "0:V:0", "-fps_mode", "passthrough"),
        *("-vf", "scale=1:1,format=gray", "-f", "rawvideo", "pipe:1"),
    )
    frames = zip(shown_at(studio, path), pairwise([0, *dots]), strict=True)
    return [at for at, (before, now) in frames if before < 100 < now]


def beeps(studio: Studio, path: Path) -> list[float]:
    """When it turns from silent to loud, in seconds."""
    wave = array("h")
    wave.frombytes(
        studio.ffmpeg(
            *(*_reading(path), "-map", "0:a:0", "-af", "aresample=48000:async=1:first_pts=0"),
            *("-ac", "1", "-f", "s16le", "pipe:1"),
        )
    )
    loud = [number for number, sample in enumerate(wave) if abs(sample) > 4000]
    starts = [b for a, b in pairwise([-SAMPLES_A_SECOND, *loud]) if b - a > SAMPLES_A_SECOND // 4]
    return [start / SAMPLES_A_SECOND for start in starts]


def _decoded(studio: Studio, path: Path, stream: int) -> list[tuple[float, float]]:
    """From when until when each part of a stream lasts, in seconds."""
    listing = studio.ffmpeg(
        *(*_reading(path), "-map", "0:V:0", "-map", "0:a:0?", "-fps_mode", "passthrough"),
        *("-enc_time_base:v", "1:90000", "-f", "framecrc", "pipe:1"),
    ).decode()
    rows = [line.split(",") for line in listing.splitlines() if line.startswith(f"{stream},")]
    unit = next(line for line in listing.splitlines() if line.startswith(f"#tb {stream}:"))
    rate = int(unit.rpartition("/")[2])
    return [(int(row[2]) / rate, (int(row[2]) + int(row[3])) / rate) for row in rows]


def _reading(path: Path) -> tuple[str, ...]:
    # A source counts from its first picture or sound, as it is shown; a WEBM from zero.
    return (*(("-copyts",) if path.suffix == ".webm" else ()), "-i", str(path))
