"""Which frames tell of a change: of an asset, of what a user holds, of who holds an asset."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar

from mediadesk.contracts.conversions import conversion_shape
from mediadesk.contracts.socket import (
    AssetHolders,
    AssetNews,
    AssignmentChanged,
    BulkDecided,
    BulkNews,
    BulkState,
    ConversionState,
    Event,
    Progress,
    StatusChanged,
    UserAssignment,
)
from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.heads import Head
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, UserId, place_id
from mediadesk.domain.topics import ALL_ASSETS, asset_topic, user_topic

Frame = TypeVar("Frame", StatusChanged, Progress, AssignmentChanged, BulkDecided)

BULK_NEWS: Final[Mapping[BulkStatus, BulkNews]] = {
    BulkStatus.COMMITTED: "bulk.committed",
    BulkStatus.UNDONE: "bulk.undone",
    BulkStatus.SEALED: "bulk.sealed",
    BulkStatus.ABORTED: "bulk.aborted",
}


def asset_cursor(asset: Asset, holders: Holders) -> str:
    """Where the topic of an asset stands: it rises with the asset, and with who holds it."""
    return str(asset.version + holders.version)


def status_frames(before: Asset | None, after: Asset, holders: Holders) -> list[StatusChanged]:
    """A change that raised the asset's version."""
    frame = StatusChanged(
        type=_news(before, after),
        event_id=f"{after.asset_id}:{after.version}",
        topic=asset_topic(after.asset_id),
        cursor=asset_cursor(after, holders),
        version=after.version,
        occurred_at=after.updated_at,
        data=conversion_told(after),
    )
    return _also_to_all(frame)


def progress_frames(before: Asset, after: Asset, at: datetime) -> list[Progress]:
    """Empty when nothing went on; `at` is the present, for nothing on the asset tells it."""
    job = after.conversion
    if (
        job is None
        or before.conversion is None
        or before.conversion.shown_progress == job.shown_progress
    ):
        return []
    frame = Progress(
        event_id=f"{after.asset_id}:{after.version}:{job.run}:{job.shown_progress}",
        topic=asset_topic(after.asset_id),
        version=after.version,
        occurred_at=at,
        data=conversion_told(after),
    )
    return _also_to_all(frame)


def newly_held(before: Head | None, after: Head) -> UserAssignment | None:
    """What the user holds by an entry that came between the two heads; None when none did.

    What a bulk gave was told when the bulk was decided.
    """
    is_news = after.sequence > (0 if before is None else before.sequence)
    return held(after) if is_news and after.bulk_id is None else None


def held(after: Head) -> UserAssignment | None:
    """What a user holds by the newest entry; None when there never was one."""
    action, by, at = after.entry_action, after.assigned_by, after.assigned_at
    if action is None or by is None or at is None:
        return None
    return UserAssignment(
        user_id=after.user_id,
        action=action,
        assignment_id=place_id(ASSIGNMENT_PREFIX, after.user_id, after.sequence),
        asset_id=after.asset_id,
        previous_asset_id=after.previous_asset_id,
        assigned_by=by,
        assigned_at=at,
        undo_until=after.undo_until,
        bulk_id=after.bulk_id,
        sequence=after.sequence,
    )


def entry_told(entry: HistoryEntry) -> UserAssignment:
    """An earlier entry as it was told; its undo is over."""
    return UserAssignment(
        user_id=entry.user_id,
        action=entry.action,
        assignment_id=place_id(ASSIGNMENT_PREFIX, entry.user_id, entry.sequence),
        asset_id=entry.asset_id,
        previous_asset_id=entry.previous_asset_id,
        assigned_by=entry.performed_by,
        assigned_at=entry.performed_at,
        undo_until=None,
        bulk_id=entry.bulk_id,
        sequence=entry.sequence,
    )


def user_frame(held: UserAssignment, version: int) -> AssignmentChanged:
    """`version` is the user's, as everywhere else."""
    return AssignmentChanged(
        event_id=f"{held.user_id}:{held.sequence}",
        topic=user_topic(UserId(held.user_id)),
        cursor=str(version),
        version=version,
        occurred_at=held.assigned_at,
        data=held,
    )


def holder_frames(asset: Asset, holders: Holders, at: datetime) -> list[AssignmentChanged]:
    """`at` is when the holders became known to be these."""
    frame = AssignmentChanged(
        event_id=f"{asset.asset_id}:h{holders.version}",
        topic=asset_topic(asset.asset_id),
        cursor=asset_cursor(asset, holders),
        version=asset.version,
        occurred_at=at,
        data=holders_told(holders),
    )
    return _also_to_all(frame)


def bulk_frames(before: BulkRecord | None, after: BulkRecord, at: datetime) -> list[BulkDecided]:
    """Empty unless it was decided; `at` is the present, for what bears no stamp of its own."""
    news = BULK_NEWS.get(after.status)
    if news is None or (before is not None and before.status is after.status):
        return []
    frame = BulkDecided(
        type=news,
        event_id=f"{after.bulk_id}:{after.status}",
        topic=asset_topic(after.asset_id),
        version=after.audit.sequence,
        occurred_at=_decided_at(after) or at,
        data=_bulk(after),
    )
    return _also_to_all(frame)


def holders_told(holders: Holders) -> AssetHolders:
    latest = holders.latest
    return AssetHolders(
        asset_id=holders.asset_id,
        user_id=None if latest is None else latest.user_id,
        assigned_at=None if latest is None else latest.assigned_at,
        assigned_by=None if latest is None else latest.assigned_by,
        assigned_user_count=holders.count,
    )


def member_frame(decided: BulkDecided, user_id: UserId, version: int) -> BulkDecided:
    """What was decided about a bulk, for who follows a member; `version` is the user's."""
    return decided.model_copy(update={"topic": user_topic(user_id), "cursor": str(version)})


def item_of(event: Event) -> tuple[str, int]:
    """Which of several things an event is about, and its place among the events of that one."""
    name, _, number = event.event_id.rpartition(":")
    if isinstance(event, BulkDecided):
        return name, event.version
    return (name + ":h", int(number[1:])) if number.startswith("h") else (name, int(number))


def _also_to_all(frame: Frame) -> list[Frame]:
    """The frame for its own topic, and as it is for those who follow all assets."""
    return [frame, frame.model_copy(update={"topic": ALL_ASSETS, "cursor": None})]


def _news(before: Asset | None, after: Asset) -> AssetNews:
    if before is None:
        return "conversion.status_changed"
    if (before.deleted_at is None) != (after.deleted_at is None):
        return "asset.restored" if after.deleted_at is None else "asset.deleted"
    is_output = len(before.outputs) < len(after.outputs)
    return "conversion.output_ready" if is_output else "conversion.status_changed"


def conversion_told(asset: Asset) -> ConversionState:
    return ConversionState(
        asset_id=asset.asset_id,
        title=asset.title,
        conversion_status=asset.status,
        conversion=conversion_shape(asset.conversion),
        outputs=tuple(output.kind for output in asset.outputs),
    )


def _decided_at(record: BulkRecord) -> datetime | None:
    if record.status is BulkStatus.COMMITTED:
        return record.assigned_at
    return record.undone_at


def _bulk(record: BulkRecord) -> BulkState:
    return BulkState(
        bulk_id=record.bulk_id,
        asset_id=record.asset_id,
        status=record.status,
        user_count=record.user_count,
        assigned_by=record.assigned_by,
        assigned_at=record.assigned_at,
        undo_until=record.undo_until,
        undone_at=record.undone_at,
        undone_by=record.undone_by,
        sealed_by=record.sealed_by,
    )
