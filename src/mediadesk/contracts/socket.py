"""Frames of the WebSocket API."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from mediadesk.contracts.http import Conversion
from mediadesk.contracts.shapes import Instant, Shape
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.media import OutputKind

MAX_FRAME_BYTES = 8 * 1024
MAX_TOPICS_PER_FRAME = 100

TopicName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Topics = Annotated[tuple[TopicName, ...], Field(min_length=1, max_length=MAX_TOPICS_PER_FRAME)]


class Subscribe(Shape):
    action: Literal["subscribe"]
    topics: Topics


class Unsubscribe(Shape):
    action: Literal["unsubscribe"]
    topics: Topics


class Ping(Shape):
    action: Literal["ping"]


ClientMessage = Subscribe | Unsubscribe | Ping
CLIENT_FRAME: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="action")]
)


class Position(Shape):
    """Where a topic stands; the cursor is null where the topic keeps no position."""

    topic: str
    cursor: str | None


class Subscribed(Shape):
    type: Literal["subscribed"] = "subscribed"
    topics: tuple[Position, ...]


class Unsubscribed(Shape):
    type: Literal["unsubscribed"] = "unsubscribed"
    topics: tuple[str, ...]


class Pong(Shape):
    type: Literal["pong"] = "pong"


class FrameError(Shape):
    type: Literal["error"] = "error"
    code: str
    message: str


AssetNews = Literal[
    "conversion.status_changed", "conversion.output_ready", "asset.deleted", "asset.restored"
]

BulkNews = Literal["bulk.committed", "bulk.undone", "bulk.sealed", "bulk.aborted"]


class ConversionState(Shape):
    """What changed of an asset; read the asset for addresses."""

    asset_id: str
    title: str
    conversion_status: ConversionStatus
    conversion: Conversion | None
    outputs: tuple[OutputKind, ...]


class StatusChanged(Shape):
    """A conversion took another state, an output appeared, or the asset was deleted or restored."""

    type: AssetNews
    event_id: str
    topic: str
    cursor: str | None
    version: int
    occurred_at: Instant
    data: ConversionState


class Progress(Shape):
    """How far a running conversion is; may be dropped."""

    type: Literal["conversion.progress"] = "conversion.progress"
    event_id: str
    topic: str
    cursor: None = None
    version: int
    occurred_at: Instant
    data: ConversionState


class UserAssignment(Shape):
    """What a user holds since a change; `asset_id` is null when that is nothing."""

    user_id: str
    action: HistoryAction
    assignment_id: str
    asset_id: str | None
    previous_asset_id: str | None
    assigned_by: str
    assigned_at: Instant
    undo_until: Instant | None
    bulk_id: str | None
    sequence: int


class AssetHolders(Shape):
    """Who holds an asset since a change: the latest one, and how many there are."""

    asset_id: str
    user_id: str | None
    assigned_at: Instant | None
    assigned_by: str | None
    assigned_user_count: int


class AssignmentChanged(Shape):
    """Under `user:` what the user holds, under `asset:` and `assets` who holds the asset."""

    type: Literal["assignment.changed"] = "assignment.changed"
    event_id: str
    topic: str
    cursor: str | None
    version: int
    occurred_at: Instant
    data: UserAssignment | AssetHolders


class BulkState(Shape):
    """Where a bulk operation stands; `sealed_by` is null where time alone ended its undo."""

    bulk_id: str
    asset_id: str
    status: BulkStatus
    user_count: int
    assigned_by: str
    assigned_at: Instant | None
    undo_until: Instant | None
    undone_at: Instant | None
    undone_by: str | None
    sealed_by: str | None


class BulkDecided(Shape):
    """One for all members of a bulk operation; `version` counts what was decided about it."""

    type: BulkNews
    event_id: str
    topic: str
    cursor: None = None
    version: int
    occurred_at: Instant
    data: BulkState


Announcement = StatusChanged | Progress | AssignmentChanged | BulkDecided
ServerFrame = Subscribed | Unsubscribed | Pong | FrameError | Announcement
