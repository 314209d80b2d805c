"""Bulk operations in DynamoDB: the record decides, members hold intents until it is stored."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from mediadesk.aws.assignment_records import head_key, head_row, history_row
from mediadesk.aws.assignment_rows import HeadRow, HistoryRow
from mediadesk.aws.bulk_records import (
    CHUNK,
    OPEN,
    bulk_partition,
    members_rows,
    record_key,
    record_of,
    record_row,
)
from mediadesk.aws.bulk_rows import BulkRow, MembersRow
from mediadesk.aws.database import Database
from mediadesk.aws.failures import Overtaken, translated
from mediadesk.aws.parts import changes, is_new, put_answer, put_decision
from mediadesk.aws.records import asset_key
from mediadesk.aws.rows import AnswerRow, AssetRow, AuditRow
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import BulkNotFound
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.ids import AssetId, BulkId, UserId
from mediadesk.domain.operations import Answer
from mediadesk.ports import Seal


class DynamoBulkStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._bulks = database.rows(BulkRow)
        self._members = database.rows(MembersRow)
        self._heads = database.rows(HeadRow)
        self._history = database.rows(HistoryRow)
        self._assets = database.rows(AssetRow)
        self._answers = database.rows(AnswerRow)
        self._audit = database.rows(AuditRow)

    def create(
        self,
        record: BulkRecord,
        members: Sequence[UserId],
        answer: Answer,
        replaced: Answer | None = None,
    ) -> None:
        with translated():
            for chunk in members_rows(record.bulk_id, members, self._members):
                chunk.save()

        def fill(transaction: TransactWrite) -> None:
            transaction.save(record_row(record, self._bulks), BulkRow.pk.does_not_exist())
            put_answer(transaction, answer, self._answers, replaced)

        self._database.transact(fill)

    def get(self, bulk_id: BulkId) -> BulkRecord:
        with translated():
            try:
                row = self._bulks.get(*record_key(bulk_id), consistent_read=True)
            except self._bulks.DoesNotExist as error:
                raise BulkNotFound(f"No bulk operation has the id {bulk_id}.") from error
        return record_of(row)

    def get_many(self, bulk_ids: Sequence[BulkId]) -> list[BulkRecord]:
        keys = [record_key(bulk_id) for bulk_id in bulk_ids]
        with translated():
            found = {row.bulk_id: row for row in self._bulks.batch_get(keys, True)}
        return [record_of(found[bulk_id]) for bulk_id in bulk_ids if bulk_id in found]

    def members(self, bulk_id: BulkId) -> list[UserId]:
        with translated():
            chunks = self._members.query(
                bulk_partition(bulk_id), MembersRow.sk.startswith(CHUNK), consistent_read=True
            )
            return [UserId(user_id) for chunk in chunks for user_id in chunk.user_ids]

    def claim(self, bulk_id: BulkId, heads: Sequence[Head]) -> None:
        table = self._heads.Meta.table_name
        self._database.update_all([_intent(bulk_id, head, table) for head in heads])

    def decide(
        self,
        before: BulkRecord,
        after: BulkRecord,
        entry: AuditEntry,
        *,
        opening: Asset | None = None,
        for_bulk: BulkRecord | None = None,
        is_unrenewed: bool = False,
        answer: Answer | None = None,
    ) -> None:
        decision = Seal(before, after, entry)

        def fill(transaction: TransactWrite) -> None:
            put_decision(transaction, decision, self._bulks, self._audit, is_unrenewed=is_unrenewed)
            if opening is not None:
                self._open(transaction, after.bulk_id, opening.asset_id)
            if for_bulk is not None:
                prepares = _has_status(BulkStatus.PREPARING)
                noted: list[Action] = [BulkRow.sealed_bulk_ids.add({after.bulk_id})]
                transaction.update(self._bulks(*record_key(for_bulk.bulk_id)), noted, prepares)
            if answer is not None:
                put_answer(transaction, answer, self._answers)

        self._database.decide(fill)

    def note(self, before: BulkRecord, after: BulkRecord) -> None:
        row, is_still = record_row(after, self._bulks), _has_status(before.status)
        actions = changes(record_row(before, self._bulks), row)
        # An asset that nobody got by it does not know of it.
        if after.closed_at is None or after.assigned_at is None:
            self._database.update(row, actions, is_still)
            return

        def fill(transaction: TransactWrite) -> None:
            transaction.update(row, actions, is_still)
            asset = self._assets(*asset_key(after.asset_id))
            forget: list[Action] = [AssetRow.open_bulks.delete({after.bulk_id})]
            transaction.update(asset, forget, AssetRow.pk.exists())

        self._database.transact(fill)

    def drain(self, change: Change) -> None:
        before = change.before
        if before is None:
            return
        is_still = (HeadRow.v == before.v) & (HeadRow.intent == before.intent)
        # Whoever stores it stores the same: where a write was made already, all of it was or will.
        with suppress(Overtaken):
            for entry in change.entries:
                self._database.put(history_row(entry, self._history), is_new(entry), Overtaken)
            self._database.put(head_row(change.after, self._heads), is_still, Overtaken)

    def due(self, at: datetime, limit: int) -> list[BulkId]:
        with translated():
            rows = self._bulks.by_open.query(OPEN, BulkRow.due_at <= at, limit=limit)
            return [BulkId(row.pk.removeprefix(bulk_partition(BulkId("")))) for row in rows]

    def _open(self, transaction: TransactWrite, bulk_id: BulkId, asset_id: AssetId) -> None:
        """The asset notes the bulk; whoever is deleting it at the same time notices."""
        can_be_given = (AssetRow.status == ConversionStatus.COMPLETED.value) & (
            AssetRow.deleted_at.does_not_exist()
        )
        actions: list[Action] = [AssetRow.open_bulks.add({bulk_id}), AssetRow.holders_v.add(1)]
        transaction.update(self._assets(*asset_key(asset_id)), actions, can_be_given)


def _has_status(status: BulkStatus) -> Condition:
    condition: Condition = BulkRow.status == status.value
    return condition


def _intent(bulk_id: BulkId, head: Head, table: str) -> dict[str, Any]:
    """In DynamoDB's own words: a hundred of these are one request."""
    pk, sk = head_key(head.user_id)
    free = "attribute_not_exists(#intent) AND attribute_not_exists(#deactivated_at)"
    return {
        "TableName": table,
        "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
        "UpdateExpression": "SET #intent = :bulk, #v = :next",
        "ConditionExpression": f"#v = :v AND {free}",
        "ExpressionAttributeNames": {
            f"#{name}": name for name in ("intent", "v", "deactivated_at")
        },
        "ExpressionAttributeValues": {
            ":bulk": {"S": bulk_id},
            ":v": {"N": str(head.v)},
            ":next": {"N": str(head.v + 1)},
        },
    }
