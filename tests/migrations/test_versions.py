"""Every item says under which schema it was written, and log entries are read under that one."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import boto3
import pytest

from functions.assign.on_archive import handler
from mediadesk import tables, wiring
from mediadesk.aws.assignment_records import history_row
from mediadesk.aws.database import Database
from mediadesk.aws.migration_store import DynamoMigrationStore
from mediadesk.aws.trail_records import HISTORY_FIELDS, SEALED, Item, Sealed, recorded
from mediadesk.aws.trail_store import DynamoAuditStore
from mediadesk.domain.chains import digest
from mediadesk.domain.errors import MediadeskError, ServiceUnavailable
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.migrations import Part
from mediadesk.domain.trail import Link, recorded_history, walked
from mediadesk.settings import Settings
from tests.aws.backends import create_tables
from tests.aws.calls import CALLS
from tests.builders import a_change, a_head
from tests.functions.events import changes, failed
from tests.functions.people import registered
from tests.gateway import Context, call, serving
from tests.world import World

REMOVALS = {"disconnect", "redeem"}
FIRST = a_change(a_head())
SECOND = a_change(FIRST.after, 2)


def test_every_item_that_a_store_writes_bears_the_version(on_moto: None) -> None:
    settings = Settings(table_prefix="mediadesk-versions-")
    create_tables(settings)
    database = Database(settings, pause=lambda _: None)
    for act in (act for name, act in CALLS.items() if name not in REMOVALS):
        # Some of them expect what others would have to write first.
        with suppress(MediadeskError):
            act(database)
    DynamoMigrationStore(database).begin(Part("noting", "users", 0, 1))
    client = boto3.client("dynamodb")
    for table in tables.ALL:
        items = client.scan(TableName=settings.table_name(table))["Items"]
        assert items, table.name
        assert {item["schema_version"]["N"] for item in items} == {str(tables.SCHEMA_VERSION)}


def test_entries_of_every_version_so_far_can_be_read() -> None:
    assert set(SEALED) == set(range(1, tables.SCHEMA_VERSION + 1))


def item(entry: HistoryEntry, version: int, **more: Any) -> Item:  # noqa: ANN401 - attributes
    raw: dict[str, Any] = history_row(entry).serialize()
    return raw | more | {"schema_version": {"N": str(version)}}


def test_entries_of_several_versions_stand_in_one_chain_each_as_it_was_sealed() -> None:
    """Version 0, were there one, would have known no notes; version 2 would know a reason."""
    without_note = tuple(name for name in HISTORY_FIELDS if name != "note")
    fictional = {0: Sealed((), without_note), 2: Sealed((), (*HISTORY_FIELDS, "reason"))}
    known = {**SEALED, **fictional}
    [old], [new] = FIRST.entries, SECOND.entries
    told = {name: value for name, value in old.document().items() if name != "note"}
    old_item = item(old, 0, hash={"S": digest(told)})
    newer = new.document() | {"previous_hash": digest(told), "reason": "launch"}
    new_item = item(
        new,
        2,
        reason={"S": "launch"},
        previous_hash={"S": digest(told)},
        hash={"S": digest(newer)},
    )

    entries = [recorded(old_item, known), recorded(new_item, known)]

    assert walked(Link(), entries).sequence == 2
    assert entries[0].document == told
    assert walked(Link(), [recorded(old_item)]).sequence == 0


def test_an_entry_of_a_later_version_is_refused() -> None:
    [entry] = FIRST.entries
    with pytest.raises(ServiceUnavailable, match="U#grace 0000000001 is of version 2"):
        recorded(item(entry, 2))


@pytest.mark.parametrize("version", [{}, {"N": "0"}, {"S": "2"}, {"BOOL": True}], ids=str)
def test_a_version_that_somebody_tampered_with_hides_nothing(version: dict[str, Any]) -> None:
    [entry] = FIRST.entries
    raw = {name: value for name, value in item(entry, 1).items() if name != "schema_version"}
    tampered = raw | ({"schema_version": version} if version else {})
    assert recorded(tampered) == recorded_history(entry)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with wiring.archive.given(world.archive):
        yield world


def test_no_copy_is_made_of_an_entry_that_is_only_half_understood(world: World) -> None:
    [newer], [other] = FIRST.entries, SECOND.entries
    event = changes((None, dict(item(newer, 2))), (None, dict(item(other, 1))))
    assert failed(handler(event, Context())) == ["s0"]
    assert [kept[2] for kept in world.archive.kept] == [other.hash]


@pytest.mark.parametrize(
    "address", ["/api/admin/audit?user_id=grace", "/api/admin/audit/verify?chain=user:grace"]
)
def test_who_reads_such_an_entry_is_told_to_come_again(
    on_moto: None, world: World, address: str
) -> None:
    [entry] = FIRST.entries
    settings = Settings(table_prefix="mediadesk-newer-")
    create_tables(settings)
    history = settings.table_name(tables.HISTORY)
    boto3.client("dynamodb").put_item(TableName=history, Item=item(entry, 2))
    world.trail = DynamoAuditStore(Database(settings))

    with serving(world):
        registered("grace")
        answer = call("GET", address)

    assert (answer.status, answer.code) == (503, "service_unavailable")
    assert "U#grace 0000000001 is of version 2" in answer.json()["detail"]
    assert answer.headers["Retry-After"] == "2"
