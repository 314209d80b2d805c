"""What a bulk is asked to do, and what it would do."""

from dataclasses import dataclass

from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkFailure
from mediadesk.domain.ids import AssetId, UserId


@dataclass(frozen=True, slots=True)
class NewBulk:
    """Who is to get what; `user_ids` are distinct."""

    asset_id: str
    user_ids: tuple[UserId, ...]
    note: str | None = None
    skips_holders: bool = False
    has_override: bool = False


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A user who would hold the asset, and what they hold now."""

    user_id: UserId
    previous_asset_id: AssetId | None


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk would change by what users hold now, by user id; nothing with a `failure`."""

    asset: Asset
    changes: tuple[PlannedChange, ...]
    skipped_count: int
    failure: BulkFailure | None = None
