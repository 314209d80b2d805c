"""The services about users and what they hold."""

from typing import TYPE_CHECKING

from mediadesk.wiring.adapters import (
    answer_store,
    asset_store,
    assignment_store,
    cursors,
    history_store,
    holder_store,
    user_store,
)
from mediadesk.wiring.built import Built
from mediadesk.wiring.circumstances import clock, new_id, pause

if TYPE_CHECKING:
    from mediadesk.services.assignments import AssignmentService
    from mediadesk.services.directory import UserDirectory
    from mediadesk.services.histories import HistoryReader
    from mediadesk.services.holdings import AssetHolders, HolderProjection
    from mediadesk.services.users import UserService


@Built
def assignments() -> "AssignmentService":
    from mediadesk.services.assignments import AssignmentService

    return AssignmentService(
        assignments=assignment_store(),
        history=history_store(),
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
        assignments=assignment_store(),
        history=history_store(),
        answers=answer_store(),
        audit=AuditLogger(new_id),
        clock=clock,
        pause=pause,
    )


@Built
def directory() -> "UserDirectory":
    from mediadesk.services.directory import UserDirectory

    return UserDirectory(users=user_store(), assignments=assignment_store(), cursors=cursors())


@Built
def histories() -> "HistoryReader":
    from mediadesk.services.histories import HistoryReader

    return HistoryReader(assignments=assignment_store(), history=history_store(), cursors=cursors())


@Built
def asset_holders() -> "AssetHolders":
    from mediadesk.services.holdings import AssetHolders

    return AssetHolders(
        assets=asset_store(),
        assignments=assignment_store(),
        directory=directory(),
        cursors=cursors(),
    )


@Built
def holder_projection() -> "HolderProjection":
    from mediadesk.services.holdings import HolderProjection

    return HolderProjection(assignments=assignment_store(), holders=holder_store(), clock=clock)
