"""The services about one user, on the stores under test."""

from mediadesk import wiring
from mediadesk.domain.heads import Assignment
from mediadesk.ports import Clock
from mediadesk.services.approach import Approach
from mediadesk.services.assignments import AssignmentService, Decided
from mediadesk.services.audit import AuditLogger
from mediadesk.services.bulk_decisions import BulkDecisions
from mediadesk.services.effective_history import EffectiveHistory
from mediadesk.services.exactly_once import Outcome
from mediadesk.services.standings import Standings
from mediadesk.services.users import UserService
from tests.aws.backends import Stores


class Desk:
    """One process."""

    def __init__(self, stores: Stores, clock: Clock = wiring.clock) -> None:
        audit = AuditLogger(wiring.new_id)
        self.standings = Standings(assignments=stores.heads, bulks=stores.bulks, clock=clock)
        self.history = EffectiveHistory(history=stores.history, standings=self.standings)
        decisions = BulkDecisions(bulks=stores.bulks, audit=audit, clock=clock)
        self.approach = Approach(standings=self.standings, decisions=decisions, clock=clock)
        self.assignments = AssignmentService(
            assignments=stores.heads,
            history=self.history,
            approach=self.approach,
            assets=stores.assets,
            users=stores.users,
            answers=stores.answers,
            clock=clock,
            pause=wiring.pause,
        )
        self.users = UserService(
            users=stores.users,
            standings=self.standings,
            approach=self.approach,
            history=self.history,
            answers=stores.answers,
            audit=audit,
            clock=clock,
            pause=wiring.pause,
        )


def state(outcome: Outcome[Decided]) -> Outcome[Assignment]:
    """What the user holds since then."""
    return Outcome(outcome.value.assignment, outcome.is_replay)
