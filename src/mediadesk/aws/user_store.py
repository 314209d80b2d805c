"""The directory in DynamoDB, each entry in one transaction with all that belongs to it."""

from collections.abc import Sequence
from heapq import merge
from itertools import islice

from pynamodb.transactions import TransactWrite

from mediadesk.aws.assignment_rows import HeadRow, HistoryRow
from mediadesk.aws.bulk_rows import BulkRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.parts import (
    append,
    put_answer,
    put_change,
    put_decision,
    require_head,
    require_undecided,
)
from mediadesk.aws.rows import AnswerRow, AuditRow
from mediadesk.aws.shards import directory_shards
from mediadesk.aws.user_records import (
    hit_of,
    profile_of,
    search_partition,
    search_rows,
    user_key,
    user_row,
)
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.domain.errors import UserNotFound
from mediadesk.domain.ids import UserId
from mediadesk.domain.users import Profile
from mediadesk.ports import Hit, ProfileChange


class DynamoUserStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._users = database.rows(UserRow)
        self._search = database.rows(SearchRow)
        self._heads = database.rows(HeadRow)
        self._history = database.rows(HistoryRow)
        self._bulks = database.rows(BulkRow)
        self._answers = database.rows(AnswerRow)
        self._audit = database.rows(AuditRow)

    def get(self, user_id: UserId) -> Profile:
        with translated():
            try:
                row = self._users.get(*user_key(user_id), consistent_read=True)
            except self._users.DoesNotExist as error:
                raise UserNotFound(f"No user has the id {user_id}.") from error
        return profile_of(row)

    def get_many(self, user_ids: Sequence[UserId]) -> list[Profile]:
        keys = [user_key(user_id) for user_id in user_ids]
        with translated():
            found = {row.user_id: row for row in self._users.batch_get(keys, True)}
        return [profile_of(found[user_id]) for user_id in user_ids if user_id in found]

    def save(self, change: ProfileChange) -> None:
        before, head = change.before, change.head
        row = user_row(change.after, self._users)
        is_still = UserRow.version == before.version if before else UserRow.pk.does_not_exist()

        def fill(transaction: TransactWrite) -> None:
            transaction.save(row, is_still)
            self._index(transaction, change)
            put_change(transaction, head, self._heads, self._history)
            if change.is_for_head and head.before == head.after:
                require_head(transaction, head.after, self._heads)
            if change.while_bulk is not None:
                require_undecided(transaction, change.while_bulk, self._bulks)
            append(transaction, change.entry, self._audit)
            put_answer(transaction, change.answer, self._answers)
            if change.seal is not None:
                put_decision(transaction, change.seal, self._bulks, self._audit)

        # Only a head bears a stamp that others go by.
        write = self._database.transact if head.before == head.after else self._database.decide
        write(fill)

    def directory(self, after: UserId | None, limit: int) -> list[UserId]:
        later = None if after is None else UserRow.user_id > after
        shards = [
            self._users.directory.query(shard, later, limit=limit) for shard in directory_shards()
        ]
        with translated():
            ids = merge(*([row.user_id for row in rows] for rows in shards))
        return [UserId(user_id) for user_id in islice(ids, limit)]

    def search(self, word: str, after: str | None, limit: int) -> list[Hit]:
        partition = search_partition(word)
        start = None if after is None else {"pk": {"S": partition}, "sk": {"S": after}}
        with translated():
            rows = self._search.query(
                partition,
                SearchRow.sk.startswith(word),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            )
            return [hit_of(row) for row in rows]

    def _index(self, transaction: TransactWrite, change: ProfileChange) -> None:
        """Terms that are gone go; where they all stay, nothing is written."""
        before = search_rows(change.before, self._search) if change.before else []
        after = search_rows(change.after, self._search)
        present = {(row.pk, row.sk) for row in after}
        if [row.terms for row in before] == [row.terms for row in after]:
            return
        for row in before:
            if (row.pk, row.sk) not in present:
                transaction.delete(row)
        for row in after:
            transaction.save(row)
