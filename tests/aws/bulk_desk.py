"""The services about bulks, on the stores under test."""

from datetime import datetime

from mediadesk import wiring
from mediadesk.ports import Clock, Pause
from mediadesk.services.audit import AuditLogger
from mediadesk.services.bulk import BulkService
from mediadesk.services.bulk_beginning import BulkBeginner
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.bulk_storing import BulkStoring
from mediadesk.services.rate_limits import RateLimiter
from mediadesk.services.standings import Standings
from tests.aws.backends import Stores
from tests.fake_bulks import FakeBulkQueue
from tests.faults import Faults


class BulkDesk:
    """One process; what it hands on lies in `queue`."""

    def __init__(
        self, stores: Stores, clock: Clock = wiring.clock, pause: Pause = wiring.pause
    ) -> None:
        self.queue = FakeBulkQueue(Faults())
        self.standings = Standings(assignments=stores.heads, bulks=stores.bulks, clock=clock)
        self.decisions = BulkDecisions(
            bulks=stores.bulks, audit=AuditLogger(wiring.new_id), clock=clock
        )
        self.bulk = self._bulk(stores, clock, pause)
        self.storing = BulkStoring(
            bulks=stores.bulks,
            assignments=stores.heads,
            service=self.bulk,
            decisions=self.decisions,
            queue=self.queue,
            clock=clock,
        )

    def _bulk(self, stores: Stores, clock: Clock, pause: Pause) -> BulkService:
        return BulkService(
            bulks=stores.bulks,
            assignments=stores.heads,
            assets=stores.assets,
            answers=stores.answers,
            standings=self.standings,
            decisions=self.decisions,
            beginner=self._beginner(stores, clock, pause),
            queue=self.queue,
            clock=clock,
            pause=pause,
        )

    def _beginner(self, stores: Stores, clock: Clock, pause: Pause) -> BulkBeginner:
        return BulkBeginner(
            bulks=stores.bulks,
            assets=stores.assets,
            answers=stores.answers,
            standings=self.standings,
            limiter=RateLimiter(limits=stores.limits, clock=clock, calls=10, users=50_000),
            clock=clock,
            pause=pause,
            new_id=wiring.new_id,
        )


def at(moment: datetime) -> Clock:
    """A clock that stands still."""
    return lambda: moment
