"""Why a bulk can't be carried out: members who can't be given the asset, windows of others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from mediadesk.domain.bulk import BulkFailure, BulkRecord, Offender, is_window_open
from mediadesk.domain.errors import (
    AlreadyAssigned,
    BulkRefused,
    MediadeskError,
    UndoWindowOpen,
    UserDeactivated,
    UserNotFound,
)
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import AdminId, AssetId, BulkId, UserId
from mediadesk.domain.instants import rfc3339
from mediadesk.services.standings import standing

OFFENDERS_TOLD: Final = 100


def in_effect(heads: Iterable[Head], records: Mapping[BulkId, BulkRecord]) -> dict[UserId, Head]:
    """Each head as the bulk that holds it decides, where its record was read."""
    return {head.user_id: _in_effect(head, records) for head in heads}


def _in_effect(head: Head, records: Mapping[BulkId, BulkRecord]) -> Head:
    record = None if head.intent is None else records.get(head.intent)
    return head if record is None else standing(head, record).head


def offenders(
    user_ids: Iterable[UserId], heads: Mapping[UserId, Head], asset_id: AssetId
) -> list[Offender]:
    """Who of them can't be given the asset, by what their heads are in effect."""
    found = ((user_id, _offence(heads.get(user_id), asset_id)) for user_id in user_ids)
    return [Offender(user_id, offence.code) for user_id, offence in found if offence is not None]


def refusal(found: Sequence[Offender]) -> BulkFailure:
    return BulkFailure(
        code=BulkRefused.code,
        detail=f"{len(found)} of the users can't be given this asset.",
        offenders=tuple(found[:OFFENDERS_TOLD]),
        offender_count=len(found),
    )


def window_failure(
    other: BulkRecord, by: AdminId, at: datetime, *, has_override: bool
) -> BulkFailure | None:
    """The window belongs to whoever opened it."""
    if not is_window_open(other, at) or other.assigned_by == by or has_override:
        return None
    until = "" if other.undo_until is None else rfc3339(other.undo_until)
    return BulkFailure(
        code=UndoWindowOpen.code,
        detail=f"{other.assigned_by} may still undo {other.bulk_id}, until {until}.",
        undo_until=other.undo_until,
    )


def _offence(head: Head | None, asset_id: AssetId) -> type[MediadeskError] | None:
    if head is None:
        return UserNotFound
    if head.deactivated_at is not None:
        return UserDeactivated
    return AlreadyAssigned if head.asset_id == asset_id else None
