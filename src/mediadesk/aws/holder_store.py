"""Who holds an asset, as shown with it, in DynamoDB."""

from collections.abc import Sequence
from datetime import datetime

from mediadesk.aws.assignment_records import DUE, holders_key, holders_of, holders_row
from mediadesk.aws.assignment_rows import HoldersRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.records import partition
from mediadesk.domain.holders import Holders
from mediadesk.domain.ids import AssetId


class DynamoHolderStore:
    def __init__(self, database: Database) -> None:
        self._holders = database.rows(HoldersRow)

    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Holders]:
        keys = [holders_key(asset_id) for asset_id in asset_ids]
        with translated():
            rows = list(self._holders.batch_get(keys, consistent_read=True))
        found = {row.asset_id: holders_of(row) for row in rows}
        return [found.get(asset_id, Holders(asset_id)) for asset_id in asset_ids]

    def save(self, before: Holders, after: Holders) -> None:
        is_still = HoldersRow.v == before.v if before.v else HoldersRow.pk.does_not_exist()
        with translated():
            holders_row(after, self._holders).save(is_still)

    def due(self, at: datetime, limit: int) -> list[AssetId]:
        with translated():
            rows = self._holders.by_due.query(DUE, HoldersRow.due_at <= at, limit=limit)
            return [AssetId(row.pk.removeprefix(partition(AssetId("")))) for row in rows]
