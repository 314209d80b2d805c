"""The tables that are created are the tables that the code reads and writes."""

from typing import Any

import pytest

from mediadesk import tables
from mediadesk.tables import Index, Table
from tests.infra.templates import Resource, Templates

pytestmark = pytest.mark.slow


def created(stage: Templates, table: Table) -> Resource:
    found = stage.properties("AWS::DynamoDB::Table")
    return next(t for t in found if t["TableName"].removeprefix("mediadesk-prod-") == table.name)


def keys(partition_key: str, sort_key: str | None) -> list[dict[str, str]]:
    schema = [{"AttributeName": partition_key, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort_key, "KeyType": "RANGE"}] if sort_key else [])


def as_created(index: Index) -> dict[str, Any]:
    return {
        "IndexName": index.name,
        "KeySchema": keys(index.partition_key, index.sort_key),
        "Projection": {"ProjectionType": "KEYS_ONLY" if index.keys_only else "ALL"},
    }


def test_there_are_exactly_the_tables_that_the_code_knows(prod: Templates) -> None:
    names = {t["TableName"] for t in prod.properties("AWS::DynamoDB::Table")}
    assert names == {f"mediadesk-prod-{table.name}" for table in tables.ALL}


@pytest.mark.parametrize("table", tables.ALL, ids=lambda table: table.name)
def test_a_table_has_the_keys_indexes_lifetime_and_stream_of_the_code(
    prod: Templates, table: Table
) -> None:
    found = created(prod, table)
    expires = found.get("TimeToLiveSpecification", {})
    assert found["KeySchema"] == keys(table.partition_key, table.sort_key)
    assert found.get("GlobalSecondaryIndexes", []) == [as_created(i) for i in table.indexes]
    assert expires.get("AttributeName") == table.expires_attribute
    assert ("StreamSpecification" in found) == table.has_stream
    assert {a["AttributeType"] for a in found["AttributeDefinitions"]} == {"S"}


def test_a_change_record_shows_what_was_and_what_is(prod: Templates) -> None:
    for table in (table for table in tables.ALL if table.has_stream):
        stream = created(prod, table)["StreamSpecification"]
        assert stream["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_every_table_can_be_restored_and_outlives_its_stack(prod: Templates) -> None:
    for resource in prod.resources("AWS::DynamoDB::Table").values():
        assert resource["DeletionPolicy"] == "Retain"
        properties = resource["Properties"]
        assert properties["DeletionProtectionEnabled"]
        assert properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]


@pytest.mark.parametrize("table", [tables.AUDIT, tables.HISTORY], ids=lambda table: table.name)
def test_the_table_itself_refuses_whoever_rewrites_a_chain(prod: Templates, table: Table) -> None:
    (statement,) = created(prod, table)["ResourcePolicy"]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == {"AWS": "*"}
    assert {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:DeleteTable"} <= set(
        statement["Action"]
    )
