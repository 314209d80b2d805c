"""The services about users and what they hold."""

from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    assignment_store,
    bulk_store,
    cursors,
    history_store,
    holder_store,
    user_store,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.bulks import decisions, standings
from mediadesk.wiring.circumstances import clock, new_id, pause

if TYPE_CHECKING:
    from mediadesk.services.approach import Approach
    from mediadesk.services.assignments import AssignmentService
    from mediadesk.services.directory import UserDirectory
    from mediadesk.services.effective_history import EffectiveHistory
    from mediadesk.services.histories import HistoryReader
    from mediadesk.services.holder_ids import HolderIds
    from mediadesk.services.holdings import AssetHolders, HolderProjection
    from mediadesk.services.users import UserService


@Built
def approach() -> "Approach":
    from mediadesk.services.approach import Approach

    return Approach(standings=standings(), decisions=decisions(), clock=clock)


@Built
def effective_history() -> "EffectiveHistory":
    from mediadesk.services.effective_history import EffectiveHistory

    return EffectiveHistory(history=history_store(), standings=standings())


@Built
def holder_ids() -> "HolderIds":
    from mediadesk.services.holder_ids import HolderIds

    return HolderIds(assignments=assignment_store(), bulks=bulk_store())


@Built
def assignments() -> "AssignmentService":
    from mediadesk.services.assignments import AssignmentService

    return AssignmentService(
        assignments=assignment_store(),
        history=effective_history(),
        approach=approach(),
        assets=asset_store(),
        users=user_store(),
        answers=answer_store(),
        clock=clock,
        pause=pause,
    )


@Built
def users() -> "UserService":
    from mediadesk.services.audit import AuditLogger
    from mediadesk.services.users import UserService

    return UserService(
        users=user_store(),
        standings=standings(),
        approach=approach(),
        history=effective_history(),
        answers=answer_store(),
        audit=AuditLogger(new_id),
        clock=clock,
        pause=pause,
    )


@Built
def directory() -> "UserDirectory":
    from mediadesk.services.directory import UserDirectory

    return UserDirectory(users=user_store(), standings=standings(), cursors=cursors())


@Built
def histories() -> "HistoryReader":
    from mediadesk.services.histories import HistoryReader

    return HistoryReader(standings=standings(), history=effective_history(), cursors=cursors())


@Built
def asset_holders() -> "AssetHolders":
    from mediadesk.services.holdings import AssetHolders

    return AssetHolders(
        assets=asset_store(),
        holder_ids=holder_ids(),
        directory=directory(),
        cursors=cursors(),
    )


@Built
def holder_projection() -> "HolderProjection":
    from mediadesk.services.holdings import HolderProjection

    return HolderProjection(
        assets=asset_store(),
        assignments=assignment_store(),
        bulks=bulk_store(),
        standings=standings(),
        holders=holder_store(),
        clock=clock,
    )
