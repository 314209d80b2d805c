"""The services about bulk operations, and what users hold while one is on its way."""

from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    assignment_store,
    bulk_queue,
    bulk_store,
    rate_limits,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.circumstances import clock, new_id, pause, settings

if TYPE_CHECKING:
    from mediadesk.services.bulk import BulkService
    from mediadesk.services.bulk_beginning import BulkBeginner
    from mediadesk.services.bulk_decisions import BulkDecisions
    from mediadesk.services.bulk_preview import BulkPreviewer
    from mediadesk.services.bulk_storing import BulkStoring
    from mediadesk.services.rate_limits import RateLimiter
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
def limiter() -> "RateLimiter":
    from mediadesk.services.rate_limits import RateLimiter

    return RateLimiter(
        limits=rate_limits(),
        clock=clock,
        calls=settings().bulk_calls_a_minute,
        users=settings().bulk_users_an_hour,
    )


@Built
def beginner() -> "BulkBeginner":
    from mediadesk.services.bulk_beginning import BulkBeginner

    return BulkBeginner(
        bulks=bulk_store(),
        assets=asset_store(),
        answers=answer_store(),
        standings=standings(),
        limiter=limiter(),
        clock=clock,
        pause=pause,
        new_id=new_id,
    )


@Built
def bulk_previewer() -> "BulkPreviewer":
    from mediadesk.services.bulk_preview import BulkPreviewer

    return BulkPreviewer(
        assets=asset_store(),
        standings=standings(),
        limiter=limiter(),
        clock=clock,
    )


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
        beginner=beginner(),
        queue=bulk_queue(),
        clock=clock,
        pause=pause,
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
