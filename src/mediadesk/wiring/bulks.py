"""The services about bulk operations, and what users hold while one is on its way."""

from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    assignment_store,
    bulk_queue,
    bulk_store,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.circumstances import clock, new_id, pause

if TYPE_CHECKING:
    from mediadesk.services.bulk import BulkService
    from mediadesk.services.bulk_decisions import BulkDecisions
    from mediadesk.services.bulk_storing import BulkStoring
    from mediadesk.services.standings import Standings


@Built
def standings() -> "Standings":
    from mediadesk.services.standings import Standings

    return Standings(assignments=assignment_store(), bulks=bulk_store(), clock=clock)


@Built
def decisions() -> "BulkDecisions":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.bulk_decisions import BulkDecisions

    return BulkDecisions(bulks=bulk_store(), audit=AuditLogger(new_id), clock=clock)


@Built
def bulk() -> "BulkService":
    from mediadesk.services.bulk import BulkService

    return BulkService(
        bulks=bulk_store(),
        assignments=assignment_store(),
        assets=asset_store(),
        answers=answer_store(),
        standings=standings(),
        decisions=decisions(),
        queue=bulk_queue(),
        clock=clock,
        pause=pause,
        new_id=new_id,
    )


@Built
def bulk_storing() -> "BulkStoring":
    from mediadesk.services.bulk_storing import BulkStoring

    return BulkStoring(
        bulks=bulk_store(),
        assignments=assignment_store(),
        service=bulk(),
        decisions=decisions(),
        queue=bulk_queue(),
        clock=clock,
    )
