"""The services about bulks, on the stores under test."""

from datetime import datetime

from mediadesk import wiring
from mediadesk.ports import Clock, Pause
from mediadesk.services.audit import AuditLogger
from mediadesk.services.bulk import BulkService
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.bulk_storing import BulkStoring
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
        self.bulk = BulkService(
            bulks=stores.bulks,
            assignments=stores.heads,
            assets=stores.assets,
            answers=stores.answers,
            standings=self.standings,
            decisions=self.decisions,
            queue=self.queue,
            clock=clock,
            pause=pause,
            new_id=wiring.new_id,
        )
        self.storing = BulkStoring(
            bulks=stores.bulks,
            assignments=stores.heads,
            service=self.bulk,
            decisions=self.decisions,
            queue=self.queue,
            clock=clock,
        )


def at(moment: datetime) -> Clock:
    """A clock that stands still."""
    return lambda: moment
