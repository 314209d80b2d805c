"""What makes outputs, in no time: small files that say what they were made of."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from mediadesk.domain.fan_out import Cut, PieceKind
from mediadesk.domain.faults import MediaFault, MediaRejected
from mediadesk.domain.media import MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.ports import Tick
from tests.fakes import HandSetClock
from tests.faults import Faults, Faulty, watched

SHARES: Final = (0.0, 0.5, 1.0)


class FakeMaker(Faulty):
    """With a clock: every tick takes `tick_takes`."""

    def __init__(self, faults: Faults, clock: HandSetClock) -> None:
        super().__init__(faults)
        self.tick_takes = timedelta(0)
        self._clock = clock

    def work(self, tick: Tick) -> None:
        for share in SHARES:
            self._clock.advance(self.tick_takes)
            tick(share)


class FakeTranscoder(FakeMaker):
    """`rejects` names what it refuses, None standing for the probe; `media` is what that finds."""

    MEDIA: Final = MediaInfo("mp4", 5.0, 1280, 720, 25.0, "h264", "aac", video_seconds=5.0)

    def __init__(self, faults: Faults, clock: HandSetClock) -> None:
        super().__init__(faults, clock)
        self.media = self.MEDIA
        self.rejects: Mapping[OutputKind | None, MediaFault] = {}
        self.made: list[OutputKind] = []

    @watched
    def probe(self, source: Path, tick: Tick) -> MediaInfo:
        self._refuse(None)
        return self.media

    @watched
    def make(
        self,
        kind: OutputKind,
        source: Path,
        media: MediaInfo,
        preset: Preset,
        target: Path,
        tick: Tick,
    ) -> MadeOutput:
        self.work(tick)
        self._refuse(kind)
        target.write_bytes(f"{kind.value} of {source.stat().st_size} bytes".encode())
        self.made.append(kind)
        return MadeOutput(kind, target.stat().st_size, media.width, media.height)

    def _refuse(self, what: OutputKind | None) -> None:
        if what in self.rejects:
            raise MediaRejected(self.rejects[what])


class FakePieceMaker(FakeMaker):
    """Cuts into `pictures` equal pieces, and one of sound where `has_sound`.

    `rejects` names what it refuses: a piece by its number, or one of the other steps. `made` are
    the numbers of the pieces that were encoded, `joined` those of each join, `lengths_s` what was
    asked for.
    """

    def __init__(self, faults: Faults, clock: HandSetClock) -> None:
        super().__init__(faults, clock)
        self.pictures = 3
        self.has_sound = True
        self.rejects: Mapping[int | Literal["split", "join"], MediaFault] = {}
        self.lengths_s: list[float] = []
        self.made: list[int] = []
        self.joined: list[tuple[int, ...]] = []

    @watched
    def split(
        self, source: Path, media: MediaInfo, seconds: float, folder: Path, tick: Tick
    ) -> tuple[Cut, ...]:
        self.work(tick)
        self._refuse("split")
        self.lengths_s.append(seconds)
        cuts = self._cuts(media)
        if len(cuts) > 1:
            for cut in cuts:
                text = f"{cut.kind.value} {cut.number} of {source.stat().st_size} bytes"
                (folder / str(cut.number)).write_text(text, "utf-8")
        return cuts

    @watched
    def make_piece(self, cut: Cut, source: Path, preset: Preset, target: Path, tick: Tick) -> None:
        self.work(tick)
        self._refuse(cut.number)
        target.write_bytes(b"encoded " + source.read_bytes())
        self.made.append(cut.number)

    @watched
    def join(
        self, encoded: Sequence[tuple[Cut, Path]], preset: Preset, target: Path, tick: Tick
    ) -> MadeOutput:
        self.work(tick)
        self._refuse("join")
        target.write_bytes(b", ".join(path.read_bytes() for _, path in encoded))
        self.joined.append(tuple(cut.number for cut, _ in encoded))
        media = FakeTranscoder.MEDIA
        return MadeOutput(OutputKind.WEBM, target.stat().st_size, media.width, media.height)

    def _cuts(self, media: MediaInfo) -> tuple[Cut, ...]:
        length = media.video_seconds / max(1, self.pictures)
        frames = round(length * media.frame_rate)
        cuts = [
            Cut(number, PieceKind.PICTURES, number * length, length, frames)
            for number in range(self.pictures)
        ]
        if self.has_sound and self.pictures > 1:
            cuts.append(Cut(self.pictures, PieceKind.SOUND, 0.0, media.duration_seconds, 0))
        return tuple(cuts)

    def _refuse(self, what: int | Literal["split", "join"]) -> None:
        if what in self.rejects:
            raise MediaRejected(self.rejects[what])
