"""The services of conversions, on the fakes of one world."""

from pathlib import Path
from typing import Final

from mediadesk.domain.media_limits import MediaLimits
from mediadesk.ports import MessageHold
from mediadesk.services.conversion_sweep import ConversionSweep
from mediadesk.services.conversion_worker import ConversionWorker
from mediadesk.services.fan_out import FanOutService
from mediadesk.services.media_converter import MediaConverterService
from mediadesk.services.piece_worker import PieceWorker
from mediadesk.services.poison import PoisonCare
from mediadesk.services.tidying import Tidying
from mediadesk.services.workbench import Workbench
from tests.fake_world import FakeWorld

LEASE_S: Final = 60
PIECE_S: Final = 45


class ConversionWorld(FakeWorld):
    """Services hold no state: a call makes one; a test may put other kinds in their places."""

    kind_of_conversions = MediaConverterService
    kind_of_worker = ConversionWorker
    kind_of_piece_worker = PieceWorker
    kind_of_fan_out = FanOutService
    kind_of_sweep = ConversionSweep
    media_limits = MediaLimits()
    fan_out_over_s = 400

    def conversions(self) -> MediaConverterService:
        return self.kind_of_conversions(
            assets=self.assets,
            jobs=self.jobs,
            queue=self.queue,
            answers=self.answers,
            audit=self.audit,
            clock=self.clock,
            pause=self.pause,
            new_id=self.new_id,
            limits=self.media_limits,
            meter=self.meter,
        )

    def conversion_worker(self) -> ConversionWorker:
        return self.kind_of_worker(
            assets=self.assets,
            blobs=self.blobs,
            conversions=self.conversions(),
            fan_out=self.fan_out(),
            audit=self.audit,
            clock=self.clock,
            meter=self.meter,
            limits=self.media_limits,
            lease_s=LEASE_S,
        )

    def piece_worker(self) -> PieceWorker:
        return self.kind_of_piece_worker(
            assets=self.assets,
            pieces=self.pieces,
            blobs=self.blobs,
            conversions=self.conversions(),
            fan_out=self.fan_out(),
            audit=self.audit,
            clock=self.clock,
            meter=self.meter,
            lease_s=LEASE_S,
        )

    def fan_out(self) -> FanOutService:
        return self.kind_of_fan_out(
            pieces=self.pieces,
            queue=self.queue,
            blobs=self.blobs,
            over_s=self.fan_out_over_s,
            piece_s=PIECE_S,
            within_s=900,
        )

    def conversion_sweep(self) -> ConversionSweep:
        return self.kind_of_sweep(
            assets=self.assets, jobs=self.jobs, queue=self.queue, clock=self.clock
        )

    def tidying(self) -> Tidying:
        return Tidying(assets=self.assets, jobs=self.jobs, blobs=self.blobs, clock=self.clock)

    def poison_care(self) -> PoisonCare:
        return PoisonCare(dead_letters=self.dead_letters, meter=self.meter)

    def workbench(self, folder: Path, hold: MessageHold | None = None) -> Workbench:
        """For one delivery, in that empty folder."""
        return Workbench(
            hold=hold or self.hold,
            transcoder=self.transcoder,
            piece_maker=self.piece_maker,
            folder=folder,
            request_id="call-1",
            chance=lambda: 0.0,
        )
