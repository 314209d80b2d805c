"""Assets in DynamoDB, each change in one transaction with its audit entry and job row."""

from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from mediadesk.aws.database import Database
from mediadesk.aws.failures import translated
from mediadesk.aws.job_records import job_row
from mediadesk.aws.job_rows import JobRow
from mediadesk.aws.parts import append, changes, put_answer
from mediadesk.aws.records import DELETED, LIVE, asset_key, asset_of, asset_row
from mediadesk.aws.rows import AnswerRow, AssetRow, AuditRow
from mediadesk.aws.shards import list_shards
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import AssetNotFound, LeaseLost
from mediadesk.domain.ids import AssetId
from mediadesk.domain.jobs import job_of
from mediadesk.domain.operations import Answer


class DynamoAssetStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._assets = database.rows(AssetRow)
        self._answers = database.rows(AnswerRow)
        self._audit = database.rows(AuditRow)
        self._jobs = database.rows(JobRow)

    def create(self, asset: Asset, entry: AuditEntry, answer: Answer) -> None:
        row = asset_row(asset, self._assets)

        def fill(transaction: TransactWrite) -> None:
            transaction.save(row, AssetRow.pk.does_not_exist())
            put_answer(transaction, answer, self._answers)
            append(transaction, entry, self._audit)

        self._database.transact(fill)

    def get(self, asset_id: AssetId) -> Asset:
        with translated():
            try:
                row = self._assets.get(*asset_key(asset_id), consistent_read=True)
            except self._assets.DoesNotExist as error:
                raise AssetNotFound(f"No asset has the id {asset_id}.") from error
        return asset_of(row)

    def get_many(self, asset_ids: Sequence[AssetId]) -> list[Asset]:
        keys = [asset_key(asset_id) for asset_id in asset_ids]
        with translated():
            found = {row.asset_id: row for row in self._assets.batch_get(keys, True)}
        return [asset_of(found[asset_id]) for asset_id in asset_ids if asset_id in found]

    def save(
        self,
        before: Asset,
        after: Asset,
        entry: AuditEntry | None,
        answer: Answer | None = None,
    ) -> None:
        row = asset_row(after, self._assets)
        actions = changes(asset_row(before, self._assets), row)
        condition = _is_still(before, after)
        has_moved = _has_moved(before, after)
        if entry is None and answer is None and not has_moved:
            self._database.update(row, actions, condition)
            return

        def fill(transaction: TransactWrite) -> None:
            transaction.update(row, actions, condition)
            if entry is not None:
                append(transaction, entry, self._audit)
            if answer is not None:
                put_answer(transaction, answer, self._answers)
            if has_moved:
                transaction.save(job_row(job_of(after), self._jobs))

        self._database.transact(fill)

    def renew(self, asset: Asset, lease_until: datetime, progress: int) -> Asset:
        job = asset.current_conversion
        row = self._assets(*asset_key(asset.asset_id))
        is_ours = (
            (AssetRow.status == ConversionStatus.PROCESSING.value)
            & (AssetRow.attempt == job.attempt)
            & (AssetRow.run == job.run)
        )
        actions = [AssetRow.lease_until.set(lease_until), AssetRow.progress.set(progress)]
        self._database.update(row, actions, is_ours, lost=LeaseLost)
        return asset_of(row)

    def newest(
        self,
        status: ConversionStatus | None,
        before: AssetId | None,
        limit: int,
        *,
        deleted: bool = False,
    ) -> list[AssetId]:
        index = self._assets.by_created if status is None else self._assets.by_status
        unsorted = DELETED if deleted else LIVE
        older = None if before is None else AssetRow.asset_id < before
        shards = [
            index.query(shard, older, scan_index_forward=False, limit=limit)
            for shard in list_shards(unsorted if status is None else status.value)
        ]
        with translated():
            ids = merge(*([row.asset_id for row in rows] for rows in shards), reverse=True)
        return [AssetId(asset_id) for asset_id in islice(ids, limit)]

    def oldest(self, status: ConversionStatus, after: AssetId | None, limit: int) -> list[AssetId]:
        newer = None if after is None else AssetRow.asset_id > after
        shards = [
            self._assets.by_status.query(shard, newer, limit=limit)
            for shard in list_shards(status.value)
        ]
        with translated():
            ids = merge(*([row.asset_id for row in rows] for rows in shards))
        return [AssetId(asset_id) for asset_id in islice(ids, limit)]


def _is_still(before: Asset, after: Asset) -> Condition:
    """A converter that came back keeps its job; what a bulk has given away can't be deleted."""
    unchanged: Condition = AssetRow.version == before.version
    if after.deleted_at is not None and before.deleted_at is None:
        unchanged &= _is_given_to_nobody_else(before)
    job = before.conversion
    if job is not None and job.lease_until is not None and job.lease_until < after.updated_at:
        # Two renewals within one millisecond give the same lease.
        unchanged &= (AssetRow.lease_until == job.lease_until) & (AssetRow.progress == job.progress)
        if job.fan_out is not None:
            unchanged &= AssetRow.pieces_left == job.fan_out.left
            unchanged &= AssetRow.encoded_ms == job.fan_out.encoded_ms
    return unchanged


def _is_given_to_nobody_else(before: Asset) -> Condition:
    if before.holders_v == 0:
        return AssetRow.holders_v.does_not_exist()
    return AssetRow.holders_v == before.holders_v


def _has_moved(before: Asset, after: Asset) -> bool:
    """Whether the attempt's job row says something else now."""
    if after.conversion is None:
        return False
    return before.conversion is None or job_of(before) != job_of(after)
