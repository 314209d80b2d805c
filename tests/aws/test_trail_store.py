"""The entries of all chains, in the fakes and in DynamoDB alike; and their archive."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import boto3
import pytest

from mediadesk.aws import clients
from mediadesk.aws.archive import S3Archive
from mediadesk.aws.database import Database
from mediadesk.aws.trail_store import DynamoAuditStore
from mediadesk.domain.audit import asset_chain
from mediadesk.domain.heads import appended
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import UserId
from mediadesk.domain.trail import Chain, ChainKind, Position, Recorded, recorded_history
from mediadesk.ports import Archive
from mediadesk.settings import Settings
from tests.aws.backends import Stores, create_tables
from tests.builders import (
    GRACE,
    a_bulk_id,
    a_change,
    a_profile,
    an_act,
    an_answer,
    an_asset,
    an_asset_id,
    an_entry,
    first_entry,
    registration,
)
from tests.fake_trail import FakeArchive
from tests.fakes import START
from tests.faults import Faults

TODAY = START.date()
MINE = Chain(ChainKind.USER, GRACE)
END = Position("2026-11-30T00:00:00.000Z", "~", 0)


def created(stores: Stores, number: int = 1, at: datetime = START) -> None:
    asset, entry = first_entry(an_asset(number), at)
    stores.assets.create(asset, entry, an_answer(f"asset-{number}"))


def given(stores: Stores, number: int | None = 1, at: datetime = START, name: str = GRACE) -> None:
    head = stores.heads.head(UserId(name))
    stores.heads.save(a_change(head, number, at), an_answer(f"{name}-{head.v}"))


def registered(stores: Stores, name: str = GRACE) -> None:
    stores.users.save(registration(a_profile(name)))


def paged(
    read: Callable[[Position, int], list[Recorded]], limit: int, below: Position = END
) -> list[Recorded]:
    found: list[Recorded] = []
    while entries := read(below, limit):
        assert len(entries) <= limit
        found += entries
        below = entries[-1].position
    return found


def test_a_history_is_read_from_either_end(stores: Stores) -> None:
    registered(stores)
    for number in range(1, 6):
        given(stores, number)
    told = [recorded_history(entry) for entry in stores.history.newest(GRACE, None, 9)[::-1]]

    assert stores.trail.chain(MINE, 0, 9) == told
    assert stores.trail.chain(MINE, 2, 2) == told[2:4]
    assert stores.trail.chain(MINE, 5, 2) == []
    assert stores.trail.newest(MINE, None, 9) == told[::-1]
    assert stores.trail.newest(MINE, 4, 2) == [told[2], told[1]]
    assert stores.trail.newest(MINE, 2**53, 1) == told[:-2:-1]
    assert stores.trail.newest(Chain(ChainKind.USER, "nobody"), None, 9) == []


def test_the_chain_of_an_asset_is_read_as_it_was_hashed(stores: Stores) -> None:
    created(stores)
    [entry] = stores.trail.chain(Chain(ChainKind.ASSET, an_asset_id()), 0, 9)

    assert stores.chain(asset_chain(an_asset_id())) == [entry.hash]
    assert (entry.chain, entry.sequence) == (f"asset:{an_asset_id()}", 1)
    assert entry.shown()["occurred_at"] == "2026-11-22T10:15:30.123Z"


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_day_is_read_newest_first_also_where_many_share_a_moment(
    stores: Stores, limit: int
) -> None:
    registered(stores)
    for number in range(1, 7):
        created(stores, number, START + timedelta(milliseconds=number // 3))
        given(stores, number, START + timedelta(milliseconds=number // 2))
    created(stores, 8, START - timedelta(days=1))

    found = paged(lambda below, most: stores.trail.day(TODAY, below, most), limit)

    assert len(found) == 13
    assert [entry.position for entry in found] == sorted({e.position for e in found}, reverse=True)
    yesterday = stores.trail.day(date(2026, 11, 21), END, 9)
    assert [entry.chain for entry in yesterday] == [f"asset:{an_asset_id(8)}"]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_what_an_asset_is_about_is_read_newest_first(stores: Stores, limit: int) -> None:
    created(stores)
    for name in ("u-1", "u-2", "u-3"):
        registered(stores, name)
        given(stores, 1, START + timedelta(hours=1), name)
        given(stores, 2, START + timedelta(days=1), name)
        given(stores, 3, START + timedelta(days=2), name)

    found = paged(lambda below, most: stores.trail.of_asset(an_asset_id(), below, most), limit)

    assert [entry.at[:10] for entry in found] == ["2026-11-23"] * 3 + ["2026-11-22"] * 4
    assert found[-1].chain == f"asset:{an_asset_id()}"


@pytest.fixture
def store(on_moto: None) -> DynamoAuditStore:
    settings = Settings(table_prefix="mediadesk-trail-")
    create_tables(settings)
    return DynamoAuditStore(Database(settings))


@pytest.mark.parametrize(
    "item",
    [
        {"sk": "0000000001"},
        {"sk": "junk", "hash": "x", "sequence": 1},
        {"sk": "0000000001", "sequence": "one", "action": {"a": {1, 2}}, "performed_at": b"now"},
    ],
    ids=str,
)
def test_whatever_somebody_put_into_a_log_can_be_read(
    store: DynamoAuditStore, item: dict[str, Any]
) -> None:
    make: Callable[..., Any] = boto3.resource
    table = make("dynamodb").Table("mediadesk-trail-assignment_history")
    table.put_item(Item={"pk": f"U#{GRACE}", **item})

    [entry] = store.chain(MINE, 0, 9)

    assert entry.chain == "user:grace"
    assert entry.shown()["sequence"] == entry.sequence


@pytest.fixture(params=["fakes", "moto", pytest.param("emulator", marks=pytest.mark.slow)])
def archive(request: pytest.FixtureRequest) -> Archive:
    if request.param == "fakes":
        return FakeArchive(Faults())
    request.getfixturevalue(f"on_{request.param}")
    client = clients.s3()
    client.create_bucket(Bucket="archive", ObjectLockEnabledForBucket=True)
    return S3Archive(client, "archive")


def test_an_entry_is_kept_once_and_another_one_beside_it(archive: Archive) -> None:
    entry = recorded_history(an_entry())
    other = Recorded(entry.chain, entry.sequence, {}, "f" * 64)
    later = Recorded(entry.chain, 12, {}, "a" * 64)
    for each in (later, entry, entry, other):
        archive.add(each)

    both = sorted([(1, entry.hash), (1, other.hash)])
    assert archive.copies(MINE, 1, None) == [*both, (12, later.hash)]
    assert archive.copies(MINE, 1, 11) == both
    assert archive.copies(MINE, 2, 12) == [(12, later.hash)]
    assert archive.copies(Chain(ChainKind.USER, "grac"), 1, None) == []


def test_a_copy_is_the_entry_as_it_is_exported_and_has_one_version(on_moto: None) -> None:
    client = clients.s3()
    client.create_bucket(Bucket="archive", ObjectLockEnabledForBucket=True)
    entry = recorded_history(an_entry())
    for _ in range(2):
        S3Archive(client, "archive").add(entry)

    [version] = client.list_object_versions(Bucket="archive")["Versions"]
    body = client.get_object(Bucket="archive", Key=version["Key"])["Body"].read()
    assert version["Key"] == f"user:grace/0000000001-{entry.hash}.json"
    assert entry.hash.encode() in body


def test_entries_that_a_bulk_made_are_in_the_history_alone(stores: Stores) -> None:
    registered(stores)
    act = an_act(bulk_id=a_bulk_id())
    change = appended(stores.heads.head(GRACE), HistoryAction.ASSIGN, an_asset_id(), act)
    stores.heads.save(change, an_answer())

    assert [entry.sequence for entry in stores.trail.chain(MINE, 0, 9)] == [1]
    assert not [e for e in stores.trail.day(TODAY, END, 9) if e.is_of_history]
    assert stores.trail.of_asset(an_asset_id(), END, 9) == []
