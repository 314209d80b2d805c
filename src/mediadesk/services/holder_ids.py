"""Who may hold an asset: everybody whom the index names, and everybody in an open bulk of it."""

from mediadesk.domain.assets import Asset
from mediadesk.domain.bulk import BulkStatus
from mediadesk.domain.ids import UserId
from mediadesk.ports import AssignmentStore, BulkStore


class HolderIds:
    """Candidates, by id; their heads in effect tell who really holds it."""

    def __init__(self, *, assignments: AssignmentStore, bulks: BulkStore) -> None:
        self._assignments = assignments
        self._bulks = bulks

    def page(self, asset: Asset, after: UserId | None, limit: int) -> list[UserId]:
        """Up to `limit` of those whose id comes after `after`; fewer when there are no more."""
        indexed = self._assignments.holders(asset.asset_id, after, limit)
        return sorted({*indexed, *self._members(asset, after)})[:limit]

    def _members(self, asset: Asset, after: UserId | None) -> set[UserId]:
        """By a bulk that was undone nobody holds it."""
        open_bulks = self._bulks.get_many(sorted(asset.open_bulks))
        return {
            user_id
            for record in open_bulks
            if record.status is not BulkStatus.UNDONE
            for user_id in self._bulks.members(record.bulk_id)
            if after is None or user_id > after
        }
