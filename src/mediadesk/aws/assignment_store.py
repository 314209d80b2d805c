"""What users hold, in DynamoDB; each change in one transaction with its history entries."""

from collections.abc import Sequence
from heapq import merge
from itertools import islice

from pynamodb.transactions import TransactWrite

from mediadesk.aws.assignment_records import head_key, head_of, holding_of
from mediadesk.aws.assignment_rows import HeadRow, HistoryRow
from mediadesk.aws.bulk_rows import BulkRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.parts import put_answer, put_change, put_decision, require_version
from mediadesk.aws.rows import AnswerRow, AuditRow
from mediadesk.aws.shards import holder_shards
from mediadesk.aws.user_rows import UserRow
from mediadesk.domain.errors import UserNotFound
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.holders import Holding
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.operations import Answer
from mediadesk.ports import Seal


class DynamoAssignmentStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._heads = database.rows(HeadRow)
        self._history = database.rows(HistoryRow)
        self._bulks = database.rows(BulkRow)
        self._answers = database.rows(AnswerRow)
        self._audit = database.rows(AuditRow)
        self._users = database.rows(UserRow)

    def head(self, user_id: UserId) -> Head:
        with translated():
            try:
                row = self._heads.get(*head_key(user_id), consistent_read=True)
            except self._heads.DoesNotExist as error:
                raise UserNotFound(f"No user has the id {user_id}.") from error
        return head_of(row)

    def heads(self, user_ids: Sequence[UserId]) -> list[Head]:
        keys = [head_key(user_id) for user_id in user_ids]
        with translated():
            found = {row.user_id: row for row in self._heads.batch_get(keys, True)}
        return [head_of(found[user_id]) for user_id in user_ids if user_id in found]

    def save(
        self,
        change: Change,
        answer: Answer,
        seal: Seal | None = None,
        *,
        profile_version: int | None = None,
    ) -> None:
        def fill(transaction: TransactWrite) -> None:
            put_change(transaction, change, self._heads, self._history)
            put_answer(transaction, answer, self._answers)
            if seal is not None:
                put_decision(transaction, seal, self._bulks, self._audit)
            if profile_version is not None:
                require_version(transaction, change.after.user_id, profile_version, self._users)

        self._database.decide(fill)

    def holdings(self, asset_id: AssetId) -> list[Holding]:
        with translated():
            return [
                holding_of(row)
                for shard in holder_shards(asset_id)
                for row in self._heads.by_asset.query(shard)
            ]

    def holders(self, asset_id: AssetId, after: UserId | None, limit: int) -> list[UserId]:
        later = None if after is None else HeadRow.user_id > after
        shards = [
            self._heads.by_asset.query(shard, later, limit=limit)
            for shard in holder_shards(asset_id)
        ]
        with translated():
            ids = merge(*([row.user_id for row in rows] for rows in shards))
        return [UserId(user_id) for user_id in islice(ids, limit)]
