"""What is written is what is read: items of the tables, and images of their stream."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from mediadesk import tables
from mediadesk.aws.assignment_rows import HeadRow, HistoryRow, HoldersRow
from mediadesk.aws.bulk_rows import BulkRow, MembersRow
from mediadesk.aws.job_rows import JobRow, PieceRow
from mediadesk.aws.live_rows import ConnectionItem, ConnectionRow, EventRow, PlaceRow, TicketRow
from mediadesk.aws.records import (
    answer_of,
    answer_row,
    asset_from_image,
    asset_of,
    asset_row,
    audit_row,
)
from mediadesk.aws.rows import (
    AnswerRow,
    AssetRow,
    AuditRow,
    Row,
)
from mediadesk.aws.shards import shard_of
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditAction, AuditEntry
from mediadesk.domain.ids import AssetId, BulkId, EntryId
from mediadesk.domain.operations import Answer
from tests.aws.record_kinds import answers, assets
from tests.builders import ADA, an_asset, an_asset_id, claimed, completed, queued
from tests.fakes import START


@given(assets)
def test_an_asset_is_read_back_as_it_was_written(asset: Asset) -> None:
    assert asset_of(AssetRow.from_raw_data(asset_row(asset).serialize())) == asset


@given(assets)
def test_an_image_of_the_stream_shows_the_asset(asset: Asset) -> None:
    image: dict[str, Any] = asset_row(asset).serialize()
    of_a_later_version = {"seen_by": {"SS": ["ada"]}}
    assert asset_from_image(image | of_a_later_version) == asset
    of_a_bulk = {"open_bulks": {"SS": ["blk_1"]}, "holders_v": {"N": "3"}}
    noted = replace(asset, open_bulks=frozenset({BulkId("blk_1")}), holders_v=3)
    assert asset_from_image(image | of_a_bulk) == noted


@given(answers)
def test_an_answer_is_read_back_as_it_was_written(answer: Answer) -> None:
    assert answer_of(AnswerRow.from_raw_data(answer_row(answer).serialize())) == answer


@given(assets)
def test_nothing_absent_is_written_as_a_null(asset: Asset) -> None:
    assert all("NULL" not in value for value in asset_row(asset).serialize().values())


def test_an_answer_s_row_outlives_the_answer_in_dynamodb_s_seconds() -> None:
    answer = Answer("ada#K#1", "hash", 201, {}, START)
    assert answer_row(answer).serialize()["expires_at"] == {"N": str(int(START.timestamp()))}


def test_an_audit_entry_is_stored_with_every_field_that_its_hash_covers() -> None:
    entry = AuditEntry(
        entry_id=EntryId("evt_1"),
        chain="ASSET#ast_1",
        sequence=12,
        action=AuditAction.CONVERSION_STATUS_CHANGED,
        actor=ADA,
        asset_id=AssetId("ast_1"),
        user_id=None,
        before=None,
        after={"conversion_status": "failed", "run": 2, "is_last": True},
        occurred_at=START,
        request_id="request-1",
        previous_hash="a",
        hash="b",
    )
    stored = AuditRow.from_raw_data(audit_row(entry).serialize())
    assert (stored.pk, stored.sk, stored.hash) == ("ASSET#ast_1", "0000000012", "b")
    document = {name: stored.attribute_values.get(name) for name in entry.document()}
    assert document | {"after": stored.after.as_dict()} == entry.document()


def test_a_stored_asset_has_the_names_and_types_that_other_versions_rely_on() -> None:
    asset = completed(claimed(queued(an_asset(7))), START + timedelta(seconds=1))
    item = asset_row(asset).serialize()
    assert {name: next(iter(value)) for name, value in item.items()} == {
        **dict.fromkeys(("pk", "sk", "list_shard", "status_shard", "asset_id"), "S"),
        **dict.fromkeys(("title", "filename", "content_type", "preset", "created_by"), "S"),
        **dict.fromkeys(("created_at", "updated_at", "status", "job_id", "audit_hash"), "S"),
        "original_version": "S",
        **dict.fromkeys(("queued_at", "started_at", "finished_at"), "S"),
        **dict.fromkeys(("schema_version", "size_bytes", "version", "audit_sequence"), "N"),
        **dict.fromkeys(("attempt", "run", "progress"), "N"),
        "outputs": "L",
        "media": "M",
    }
    assert item["pk"] == {"S": f"A#{asset.asset_id}"}
    assert item["updated_at"] == {"S": "2026-11-22T10:15:31.123Z"}
    assert item["list_shard"] == {"S": "live#6"}
    assert item["status_shard"] == {"S": "completed#6"}


def test_assets_spread_over_all_shards() -> None:
    shards = {shard_of("live", an_asset_id(number)) for number in range(200)}
    assert shards == {f"live#{shard}" for shard in range(tables.LIST_SHARDS)}


ROWS = [AssetRow, JobRow, PieceRow, AuditRow, AnswerRow]
LIVE_ROWS = [ConnectionItem, ConnectionRow, EventRow, PlaceRow, TicketRow]
ROWS_OF_PEOPLE = [UserRow, SearchRow, HeadRow, HistoryRow, HoldersRow, BulkRow, MembersRow]


@pytest.mark.parametrize("row", [*ROWS, *ROWS_OF_PEOPLE, *LIVE_ROWS])
def test_a_row_has_the_keys_and_indexes_of_its_table(row: type[Row]) -> None:
    names = {attribute.attr_name for attribute in row.get_attributes().values()}
    table = row.table
    assert {table.partition_key, table.sort_key or table.partition_key} <= names
    lasts = table.expires_attribute is None or row is JobRow
    assert lasts or table.expires_attribute in names
    declared = {
        name: tuple(key.attr_name for key in index.Meta.attributes.values() if key.is_hash_key)
        + tuple(key.attr_name for key in index.Meta.attributes.values() if key.is_range_key)
        for name, index in row._indexes.items()
    }
    assert declared == {i.name: (i.partition_key, i.sort_key) for i in table.indexes}
