"""Histories in DynamoDB; `parts.put_change` appends to them."""

from mediadesk.aws.assignment_records import entry_key, entry_of
from mediadesk.aws.assignment_rows import HistoryRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.user_records import user_partition
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import UserId


class DynamoHistoryStore:
    def __init__(self, database: Database) -> None:
        self._history = database.rows(HistoryRow)

    def get(self, user_id: UserId, sequence: int) -> HistoryEntry | None:
        with translated():
            try:
                row = self._history.get(*entry_key(user_id, sequence), consistent_read=True)
            except self._history.DoesNotExist:
                return None
        return entry_of(row)

    def newest(self, user_id: UserId, before: int | None, limit: int) -> list[HistoryEntry]:
        older = None if before is None else HistoryRow.sk < entry_key(user_id, before)[1]
        with translated():
            rows = self._history.query(
                user_partition(user_id),
                older,
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
            )
            return [entry_of(row) for row in rows]
