"""Frames that the WebSocket API sends."""

from typing import Annotated, Literal

from pydantic import Field

from mediadesk.contracts.http import Conversion
from mediadesk.contracts.shapes import Instant, Shape
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.media import OutputKind


class Position(Shape):
    """Where a topic stands."""

    topic: str
    cursor: str


class Subscribed(Shape):
    type: Literal["subscribed"] = "subscribed"
    topics: tuple[Position, ...]


class Unsubscribed(Shape):
    type: Literal["unsubscribed"] = "unsubscribed"
    topics: tuple[str, ...]


class Pong(Shape):
    type: Literal["pong"] = "pong"


class FrameError(Shape):
    """What was wrong with a frame; `topic` is the one that it is about, if it is about one."""

    type: Literal["error"] = "error"
    code: str
    message: str
    topic: str | None = None


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
    """One for all members of a bulk operation; `version` counts what was decided about it.

    Under `user:` of a member the cursor is that user's version: read the user then.
    """

    type: BulkNews
    event_id: str
    topic: str
    cursor: str | None = None
    version: int
    occurred_at: Instant
    data: BulkState


class AssetState(Shape):
    """An asset as it is."""

    conversion: ConversionState
    holders: AssetHolders
    deleted_at: Instant | None


class AssetSnapshot(Shape):
    """The present of an asset, for who has missed something of it."""

    type: Literal["asset.snapshot"] = "asset.snapshot"
    event_id: str
    topic: str
    cursor: str
    version: int
    occurred_at: Instant
    data: AssetState


class UserState(Shape):
    """What a user holds, null when nothing was ever assigned, and how it came to that.

    `entries` are the newest ones, the newest first; more than were missed where the user's name
    or address changed too.
    """

    user_id: str
    held: UserAssignment | None
    entries: tuple[UserAssignment, ...]
    is_complete: bool = Field(description="Whether no entry since the client's cursor is left out.")


class UserSnapshot(Shape):
    """The present of a user, for who has missed something of them."""

    type: Literal["user.snapshot"] = "user.snapshot"
    event_id: str
    topic: str
    cursor: str
    version: int
    occurred_at: Instant
    data: UserState


class Reset(Shape):
    """More was missed than can be told: read everything again that this topic is about."""

    type: Literal["reset"] = "reset"
    topic: str


Event = StatusChanged | AssignmentChanged | BulkDecided
"""What must not get lost."""
Announcement = Event | Progress
Snapshot = AssetSnapshot | UserSnapshot


class Replay(Shape):
    """Events that were missed, in order for each item; some may be known already."""

    type: Literal["replay"] = "replay"
    topic: str
    events: tuple[Annotated[Event, Field(discriminator="type")], ...]


CatchUp = Replay | Reset | Snapshot
ServerFrame = Subscribed | Unsubscribed | Pong | FrameError | Announcement | CatchUp

Missed = Annotated[Event | Snapshot | Reset, Field(discriminator="type")]


class EventPage(Shape):
    """What happened to topics since a cursor; the same frames as a connection is sent."""

    events: tuple[Missed, ...]
    cursor: str = Field(description="Pass as `since` to go on from here.")
    has_more: bool = Field(description="Whether there is more to be read at once.")
