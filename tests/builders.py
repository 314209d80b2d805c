"""Small makers of domain objects, so that a test names only what matters to it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from mediadesk.contracts.directory import UserFields
from mediadesk.contracts.http import NewAsset
from mediadesk.contracts.socket import Event
from mediadesk.domain.asset_life import claim, complete, publish, queue
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import Actor, AuditEntry
from mediadesk.domain.bulk import LEASE as BULK_LEASE
from mediadesk.domain.bulk import BulkRecord, BulkStatus, members_hash
from mediadesk.domain.connections import (
    TICKET_LIFETIME,
    Admission,
    Connection,
    Ticket,
    ticket_digest,
)
from mediadesk.domain.heads import Act, Change, Head, appended
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AdminId, AssetId, BulkId, ConnectionId, JobId, UserId
from mediadesk.domain.media import MIB, MadeOutput, MediaInfo, OutputKind, Preset
from mediadesk.domain.operations import KEPT_FOR, Answer, Operation
from mediadesk.domain.places import place_at
from mediadesk.domain.users import Profile
from mediadesk.ports import ProfileChange
from mediadesk.services.announcements import status_frames
from mediadesk.services.audit import AuditLogger, Cause
from tests.fakes import START, CountingIds

ADA: Final = Actor(AdminId("ada"))
LEASE: Final = timedelta(seconds=60)
GRACE: Final = UserId("grace")
SHA256: Final = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
MEDIA: Final = MediaInfo("mp4", 5.28, 1280, 720, 29.97, "h264", "aac")


def an_asset_id(number: int = 1) -> AssetId:
    """Valid, and later the higher the number."""
    return AssetId(f"ast_{number:026d}")


def an_asset(number: int = 1, **changes: Any) -> Asset:  # noqa: ANN401 - any field of an asset
    """Announced by ada, not yet uploaded."""
    asset = Asset(
        asset_id=an_asset_id(number),
        title="A clip",
        filename="clip.mp4",
        content_type="video/mp4",
        size_bytes=12 * MIB,
        sha256=None,
        preset=Preset.COMPATIBLE,
        created_at=START,
        created_by=ADA.name,
        updated_at=START,
    )
    return replace(asset, **changes)


def queued(asset: Asset, at: datetime = START) -> Asset:
    return queue(asset, JobId(f"job_{asset.asset_id[4:]}"), "v1", at)


def claimed(asset: Asset, at: datetime = START, lease: timedelta = LEASE) -> Asset:
    """In the hands of one more converter."""
    return claim(asset, asset.current_conversion.attempt, at, lease)


def published(asset: Asset, kind: OutputKind, at: datetime = START) -> Asset:
    made = MadeOutput(kind, size_bytes=1000, width=640, height=360)
    return publish(asset, asset.current_conversion.run_id, made, MEDIA, at)


def completed(asset: Asset, at: datetime = START) -> Asset:
    """With every output that was still missing."""
    for kind in asset.missing_outputs:
        asset = published(asset, kind, at)
    return complete(asset, asset.current_conversion.run_id, at)


def first_entry(asset: Asset, at: datetime = START) -> tuple[Asset, AuditEntry]:
    """The asset with the first entry of its chain."""
    return AuditLogger(CountingIds()).log_created(asset, a_cause(at))


def next_entry(before: Asset, after: Asset, at: datetime = START) -> tuple[Asset, AuditEntry]:
    """The asset as it became, with the entry that tells of it."""
    return AuditLogger(CountingIds()).log_conversion_status_change(before, after, a_cause(at))


def a_cause(at: datetime = START) -> Cause:
    return Cause(ADA, "request-1", at)


def an_operation(
    key: str | None = "key-1", received_at: datetime = START, request_hash: str = "hash-1"
) -> Operation:
    return Operation(ADA, key, "request-1", request_hash, received_at)


def an_answer(key: str = "key-1", received_at: datetime = START, **body: object) -> Answer:
    operation = an_operation(key, received_at)
    return Answer(
        operation_id=operation.operation_id,
        request_hash=operation.request_hash,
        status=201,
        body=body,
        expires_at=received_at + KEPT_FOR,
    )


def a_file(**changes: Any) -> NewAsset:  # noqa: ANN401 - any field of the shape
    """What an admin announces: a small clip."""
    known = {"filename": "clip.mp4", "content_type": "video/mp4", "size_bytes": 12 * MIB}
    return NewAsset.model_validate(known | changes)


def user_fields(**changes: Any) -> UserFields:  # noqa: ANN401 - any field of the shape
    known = {"display_name": "Grace Hopper", "email": "grace@example.org"}
    return UserFields.model_validate(known | changes)


def a_profile(user_id: str = GRACE, **changes: Any) -> Profile:  # noqa: ANN401 - any field
    """New in the directory, with no entry in its chain yet."""
    name = user_id.replace("-", " ").title()
    profile = Profile(UserId(user_id), name, f"{user_id}@example.org", START)
    return replace(profile, **changes)


def a_head(user_id: str = GRACE, **changes: Any) -> Head:  # noqa: ANN401 - any field of a head
    """Of somebody who never held anything."""
    return replace(Head(UserId(user_id)), **changes)


def registration(profile: Profile | None = None, at: datetime = START) -> ProfileChange:
    """How somebody comes into the directory: `save` it to a UserStore."""
    return profile_change(None, profile or a_profile(), None, at)


def profile_change(
    before: Profile | None,
    after: Profile,
    head: Change | None = None,
    at: datetime = START,
    key: str | None = None,
) -> ProfileChange:
    """A step of a directory entry with its audit entry and an answer of its own."""
    profile, entry = AuditLogger(CountingIds()).log_profile(before, after, a_cause(at))
    answer = an_answer(key or f"profile-{after.user_id}-{after.version}", at)
    new = Change(None, a_head(after.user_id))
    kept = Change(a_head(after.user_id), a_head(after.user_id))
    return ProfileChange(before, profile, entry, answer, head or (kept if before else new))


def an_act(at: datetime = START, by: Actor = ADA, **changes: Any) -> Act:  # noqa: ANN401 - any field
    act = Act(by.name, at, "request-1", an_operation().operation_id)
    return replace(act, **changes)


def a_change(head: Head, asset_number: int | None = 1, at: datetime = START) -> Change:
    """The user holds that asset from now on; nothing for None."""
    asset_id = None if asset_number is None else an_asset_id(asset_number)
    action = HistoryAction.ASSIGN if asset_id else HistoryAction.UNASSIGN
    return appended(head, action, asset_id, an_act(at))


def an_entry(head: Head | None = None, asset_number: int | None = 1) -> HistoryEntry:
    """The one that says so, after everything that the head knows of."""
    return a_change(head or a_head(), asset_number).entries[-1]


def a_bulk_id(number: int = 1) -> BulkId:
    """Valid, and later the higher the number."""
    return BulkId(f"blk_{number:026d}")


def a_bulk(
    number: int = 1,
    user_ids: Iterable[str] = (GRACE,),
    **changes: Any,  # noqa: ANN401 - any field of a record
) -> BulkRecord:
    """Ada gives the first asset to these users; nothing is decided yet."""
    members = [UserId(user_id) for user_id in user_ids]
    record = BulkRecord(
        bulk_id=a_bulk_id(number),
        status=BulkStatus.PREPARING,
        asset_id=an_asset_id(),
        assigned_by=ADA.name,
        request_id="request-1",
        created_at=START,
        lease_until=START + BULK_LEASE,
        user_count=len(members),
        members_hash=members_hash(members),
    )
    return replace(record, **changes)


def a_decision(decided: BulkRecord, at: datetime = START) -> tuple[BulkRecord, AuditEntry]:
    """A record that was decided just now, with its chain's head moved to the entry about it."""
    return AuditLogger(CountingIds()).log_assignment(decided, a_cause(at))


def an_admission(at: datetime = START, **changes: Any) -> Admission:  # noqa: ANN401 - any field
    """Of ada, for an hour."""
    admission = Admission(ADA.name, frozenset({"admin"}), at + timedelta(hours=1))
    return replace(admission, **changes)


def a_ticket(secret: str = "secret", at: datetime = START, **changes: Any) -> Ticket:  # noqa: ANN401 - any field
    ticket = Ticket(ticket_digest(secret), an_admission(at), at + TICKET_LIFETIME)
    return replace(ticket, **changes)


def a_connection(
    name: str = "c-1",
    at: datetime = START,
    **changes: Any,  # noqa: ANN401 - any field of a connection
) -> Connection:
    """Ada's, for an hour; it follows nothing yet."""
    known = an_admission(at)
    connection = Connection(
        connection_id=ConnectionId(name),
        admin_id=known.admin_id,
        groups=known.groups,
        connected_at=at,
        expires_at=known.session_until,
    )
    return replace(connection, **changes)


def a_told_event(number: int = 1, at: datetime = START, tail: str = "1") -> Event:
    """An asset was announced; it stands in the log at that moment, before higher tails."""
    asset = an_asset(number)
    [_, frame] = status_frames(None, asset, Holders(asset.asset_id))
    return frame.model_copy(update={"cursor": place_at(at, tail)})
