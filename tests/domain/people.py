"""Small makers of heads, entries and those who change them, for the tests of the rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.heads import Act, Change, Head, appended
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.ids import AdminId, AssetId, UserId
from mediadesk.domain.media import Preset
from mediadesk.domain.users import Profile

NOW: Final = datetime(2026, 11, 22, 10, 15, 30, 123000, UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
GRACE: Final = UserId("grace")


def an_asset_id(number: int) -> AssetId:
    return AssetId(f"ast_{number:026d}")


def a_clip(number: int = 1, **changes: Any) -> Asset:  # noqa: ANN401 - any field of an asset
    """Converted, and ready to be given to somebody."""
    asset = Asset(
        asset_id=an_asset_id(number),
        title="Clip",
        filename="clip.mp4",
        content_type="video/mp4",
        size_bytes=10,
        sha256=None,
        preset=Preset.COMPATIBLE,
        created_at=NOW,
        created_by=AdminId("ada"),
        updated_at=NOW,
        status=ConversionStatus.COMPLETED,
    )
    return replace(asset, **changes)


def an_act(at: datetime = NOW, **changes: Any) -> Act:  # noqa: ANN401 - any field of an act
    return replace(Act(AdminId("ada"), at, "request-1", "ada#K#key-1"), **changes)


def a_profile(user_id: str = "grace", **changes: Any) -> Profile:  # noqa: ANN401 - any field
    profile = Profile(UserId(user_id), "Grace Hopper", "grace@example.org", NOW)
    return replace(profile, **changes)


def given(head: Head, number: int, at: datetime = NOW) -> Change:
    return appended(head, HistoryAction.ASSIGN, an_asset_id(number), an_act(at))


def a_life(*numbers: int, at: datetime = NOW) -> tuple[Head, list[HistoryEntry]]:
    """Somebody who was given these assets one after the other, with their history."""
    head = Head(GRACE)
    entries: list[HistoryEntry] = []
    for number in numbers:
        change = given(head, number, at)
        head, entries = change.after, [*entries, *change.entries]
    return head, entries
