"""The services about bulk operations, on the fakes of one world."""

from typing import Final

from mediadesk.services.bulk import BulkService
from mediadesk.services.bulk_beginning import BulkBeginner
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.bulk_preview import BulkPreviewer
from mediadesk.services.bulk_storing import BulkStoring
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.rate_limits import RateLimiter
from mediadesk.services.standings import Standings
from tests.fake_world import FakeWorld

CALLS_A_MINUTE: Final = 1_000
"""So many that only a test of the limit comes near it."""
USERS_AN_HOUR: Final = 1_000_000


class BulkWorld(FakeWorld):
    kind_of_standings = Standings
    kind_of_history = EffectiveHistory
    kind_of_decisions = BulkDecisions
    kind_of_beginner = BulkBeginner
    kind_of_bulk = BulkService
    kind_of_storing = BulkStoring
    calls_a_minute = CALLS_A_MINUTE
    users_an_hour = USERS_AN_HOUR

    def standings(self) -> Standings:
        return self.kind_of_standings(assignments=self.heads, bulks=self.bulks, clock=self.clock)

    def effective_history(self) -> EffectiveHistory:
        return self.kind_of_history(history=self.history, standings=self.standings())

    def decisions(self) -> BulkDecisions:
        return self.kind_of_decisions(bulks=self.bulks, audit=self.audit, clock=self.clock)

    def limiter(self) -> RateLimiter:
        return RateLimiter(
            limits=self.limits,
            clock=self.clock,
            calls=self.calls_a_minute,
            users=self.users_an_hour,
        )

    def beginner(self) -> BulkBeginner:
        return self.kind_of_beginner(
            bulks=self.bulks,
            assets=self.assets,
            answers=self.answers,
            standings=self.standings(),
            limiter=self.limiter(),
            clock=self.clock,
            pause=self.pause,
            new_id=self.new_id,
        )

    def bulk_previewer(self) -> BulkPreviewer:
        return BulkPreviewer(
            assets=self.assets,
            standings=self.standings(),
            limiter=self.limiter(),
            clock=self.clock,
        )

    def bulk(self) -> BulkService:
        return self.kind_of_bulk(
            bulks=self.bulks,
            assignments=self.heads,
            assets=self.assets,
            answers=self.answers,
            standings=self.standings(),
            decisions=self.decisions(),
            beginner=self.beginner(),
            queue=self.bulk_queue,
            clock=self.clock,
            pause=self.pause,
        )

    def bulk_storing(self) -> BulkStoring:
        return self.kind_of_storing(
            bulks=self.bulks,
            assignments=self.heads,
            service=self.bulk(),
            decisions=self.decisions(),
            queue=self.bulk_queue,
            clock=self.clock,
        )
