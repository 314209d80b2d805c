"""A hand-set clock, and in memory everything that the services need beside their stores."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from mediadesk.contracts.events import ConversionRequested
from mediadesk.contracts.socket import ServerFrame
from mediadesk.domain.assets import Asset, upload_key
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import ConnectionId
from mediadesk.domain.media import (
    MadeOutput,
    MediaFault,
    MediaInfo,
    MediaRejected,
    OutputKind,
    Preset,
)
from mediadesk.ports import SignedForm, SignedUrl, Tick
from tests.faults import Faults, Faulty, watched

START: Final = datetime(2026, 11, 22, 10, 15, 30, 123000, UTC)


class HandSetClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


class HandSetPause:
    """Pauses as long as it may, by the hand-set clock; `taken` holds each pause in seconds."""

    def __init__(self, clock: HandSetClock) -> None:
        self.taken: list[float] = []
        self._clock = clock

    def __call__(self, at_most_s: float) -> None:
        self.taken.append(at_most_s)
        self._clock.advance(timedelta(seconds=at_most_s))


class CountingIds:
    """`ast_00000000000000000000000001` and on: in order, and each in the form of a real one."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:026d}"


class FakeJobQueue(Faulty):
    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.sent: list[ConversionRequested] = []

    @watched
    def send(self, request: ConversionRequested) -> None:
        self.sent.append(request)


class FakeMessageHold(Faulty):
    """`kept_for`: every wish, in seconds."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.kept_for: list[int] = []

    @watched
    def keep_for(self, seconds: int) -> None:
        self.kept_for.append(seconds)


class FakeSockets(Faulty):
    """`gone` connections take nothing; `frames` were delivered."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.gone: set[ConnectionId] = set()
        self.closed: list[ConnectionId] = []
        self.frames: list[tuple[ConnectionId, ServerFrame]] = []

    def received(self, connection_id: ConnectionId) -> list[ServerFrame]:
        return [frame for receiver, frame in self.frames if receiver == connection_id]

    @watched
    def send(self, connection_id: ConnectionId, frame: ServerFrame) -> bool:
        if connection_id in self.gone:
            return False
        self.frames.append((connection_id, frame))
        return True

    @watched
    def close(self, connection_id: ConnectionId) -> None:
        self.gone.add(connection_id)
        self.closed.append(connection_id)


class FakeBlobs(Faulty):
    """`objects` holds bytes by key, `content_types` the type of what was published."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(faults)
        self.objects: dict[str, bytes] = {}
        self.content_types: dict[str, str] = {}

    @watched
    def upload_form(self, asset: Asset, expires_in_s: int) -> SignedForm:
        fields = {
            "key": upload_key(asset.asset_id),
            "Content-Type": asset.content_type,
            "x-size": str(asset.size_bytes),
            "x-expires-in": str(expires_in_s),
        }
        return SignedForm(url="https://media.test/", fields=fields)

    @watched
    def size(self, key: str) -> int | None:
        return len(self.objects[key]) if key in self.objects else None

    @watched
    def sha256(self, key: str) -> str:
        return hashlib.sha256(self._read(key)).hexdigest()

    @watched
    def download(self, key: str, target: Path, tick: Tick) -> None:
        data = self._read(key)
        tick(0.5)
        target.write_bytes(data)
        tick(1.0)

    @watched
    def publish(self, source: Path, key: str, content_type: str, tick: Tick) -> None:
        data = source.read_bytes()
        tick(0.5)
        tick(1.0)
        self.objects[key] = data
        self.content_types[key] = content_type

    @watched
    def signed_url(self, key: str, at: datetime) -> SignedUrl:
        start = at.replace(minute=0, second=0, microsecond=0)
        url = f"https://media.test/{key}?from={int(start.timestamp())}"
        return SignedUrl(url=url, expires_at=start + timedelta(hours=2))

    def _read(self, key: str) -> bytes:
        if key not in self.objects:
            raise ServiceUnavailable(f"There is no object {key}.")
        return self.objects[key]


class FakeTranscoder(Faulty):
    """Makes small files at once; `rejects` names what it refuses, None standing for the probe.

    With a clock, every tick takes `tick_takes`.
    """

    MEDIA: Final = MediaInfo("mp4", 5.0, 1280, 720, 25.0, "h264", "aac")
    SHARES: Final = (0.0, 0.5, 1.0)

    def __init__(self, faults: Faults, clock: HandSetClock) -> None:
        super().__init__(faults)
        self.rejects: Mapping[OutputKind | None, MediaFault] = {}
        self.tick_takes = timedelta(0)
        self.made: list[OutputKind] = []
        self._clock = clock

    @watched
    def probe(self, source: Path, tick: Tick) -> MediaInfo:
        self._refuse(None)
        return self.MEDIA

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
        for share in self.SHARES:
            self._clock.advance(self.tick_takes)
            tick(share)
        self._refuse(kind)
        target.write_bytes(f"{kind.value} of {source.stat().st_size} bytes".encode())
        self.made.append(kind)
        return MadeOutput(kind, target.stat().st_size, media.width, media.height)

    def _refuse(self, what: OutputKind | None) -> None:
        if what in self.rejects:
            raise MediaRejected(self.rejects[what])
