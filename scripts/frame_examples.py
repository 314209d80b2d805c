"""One frame of each kind, as it travels."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mediadesk.contracts import client_frames as client
from mediadesk.contracts import socket as server
from mediadesk.contracts.http import Conversion
from mediadesk.contracts.shapes import Shape
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, UserId, place_id
from mediadesk.domain.media import OutputKind

_ASSET: Final = "ast_01KAXF0M3V5W7X9Y1Z3A5B7C9D"
_BULK: Final = "blk_01KAXF0M3V5W7X9Y1Z3A5B7C9E"
_AT: Final = datetime(2026, 11, 22, 10, 15, 30, 123000, UTC)
_UNDO_UNTIL: Final = _AT + timedelta(seconds=30)
_PLACE: Final = "1795342530180-01KAXF0M5MA6C8E0G2J4M6P8R0"
_OF_ASSET: Final = f"asset:{_ASSET}"

_HELD: Final = server.UserAssignment(
    user_id="u-17",
    action=HistoryAction.ASSIGN,
    assignment_id=place_id(ASSIGNMENT_PREFIX, UserId("u-17"), 4),
    asset_id=_ASSET,
    previous_asset_id=None,
    assigned_by="ada",
    assigned_at=_AT,
    undo_until=_UNDO_UNTIL,
    bulk_id=None,
    sequence=4,
)
_HOLDERS: Final = server.AssetHolders(
    asset_id=_ASSET,
    user_id="u-17",
    assigned_at=_AT,
    assigned_by="ada",
    assigned_user_count=1,
)
_STATE: Final = server.ConversionState(
    asset_id=_ASSET,
    title="clip.mp4",
    conversion_status=ConversionStatus.PROCESSING,
    conversion=Conversion(
        job_id="job_01KAXF0M3V5W7X9Y1Z3A5B7C9F",
        attempt=1,
        progress=14,
        started_at=_AT,
        finished_at=None,
        error=None,
    ),
    outputs=(OutputKind.THUMBNAIL,),
)
_STATUS: Final = server.StatusChanged(
    type="conversion.status_changed",
    event_id=f"{_ASSET}:3",
    topic="assets",
    cursor=_PLACE,
    version=3,
    occurred_at=_AT,
    data=_STATE,
)
_BULK_STATE: Final = server.BulkState(
    bulk_id=_BULK,
    asset_id=_ASSET,
    status=BulkStatus.COMMITTED,
    user_count=1000,
    assigned_by="ada",
    assigned_at=_AT,
    undo_until=_UNDO_UNTIL,
    undone_at=None,
    undone_by=None,
    sealed_by=None,
)
_ALL: Final[tuple[Shape, ...]] = (
    client.Subscribe(action="subscribe", topics=("assets", "user:u-17"), since={"assets": _PLACE}),
    client.Unsubscribe(action="unsubscribe", topics=("user:u-17",)),
    client.Ping(action="ping"),
    server.Subscribed(
        topics=(
            server.Position(topic="assets", cursor=_PLACE),
            server.Position(topic="user:u-17", cursor="6"),
        )
    ),
    server.Unsubscribed(topics=("user:u-17",)),
    server.Pong(),
    server.FrameError(code="user_not_found", message="No user has the id u-18.", topic="user:u-18"),
    _STATUS,
    server.Progress(
        event_id=f"{_ASSET}:3:1:14", topic=_OF_ASSET, version=3, occurred_at=_AT, data=_STATE
    ),
    server.AssignmentChanged(
        event_id="u-17:4", topic="user:u-17", cursor="6", version=6, occurred_at=_AT, data=_HELD
    ),
    server.BulkDecided(
        type="bulk.committed",
        event_id=f"{_BULK}:committed",
        topic="user:u-17",
        cursor="7",
        version=1,
        occurred_at=_AT,
        data=_BULK_STATE,
    ),
    server.Replay(topic="assets", events=(_STATUS,)),
    server.Reset(topic="assets"),
    server.AssetSnapshot(
        event_id=f"{_OF_ASSET}@1795342530123",
        topic=_OF_ASSET,
        cursor="9",
        version=7,
        occurred_at=_AT,
        data=server.AssetState(conversion=_STATE, holders=_HOLDERS, deleted_at=None),
    ),
    server.UserSnapshot(
        event_id="user:u-17@1795342530123",
        topic="user:u-17",
        cursor="6",
        version=6,
        occurred_at=_AT,
        data=server.UserState(user_id="u-17", held=_HELD, entries=(_HELD,), is_complete=True),
    ),
)

EXAMPLES: Final[Mapping[type[Shape], dict[str, Any]]] = {
    type(frame): frame.model_dump(mode="json") for frame in _ALL
}
