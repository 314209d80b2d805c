"""Counts within windows of time, in the fakes and in DynamoDB alike."""

from datetime import timedelta

import boto3
import pytest

from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import AdminId
from mediadesk.domain.limits import Limit, Window, window_of
from mediadesk.settings import Settings
from tests.aws.backends import Stores, create_tables, real_stores
from tests.aws.test_races import raced
from tests.builders import ADA
from tests.fakes import START

CALLS = Limit("calls", 5, 60)
NOW = window_of(ADA.name, CALLS, START)


def test_what_fits_is_counted_and_what_does_not_is_left_out(stores: Stores) -> None:
    assert stores.limits.used(NOW) == 0
    assert stores.limits.take(NOW, 3)
    assert not stores.limits.take(NOW, 3)
    assert stores.limits.used(NOW) == 3
    assert stores.limits.take(NOW, 2)
    assert not stores.limits.take(NOW, 1)
    assert stores.limits.used(NOW) == 5


def test_what_is_more_than_the_limit_never_fits(stores: Stores) -> None:
    assert not stores.limits.take(NOW, 6)
    assert stores.limits.used(NOW) == 0
    assert stores.limits.take(NOW, 5)


OTHERS = [
    window_of(AdminId("bob"), CALLS, START),
    window_of(AdminId("ada#calls"), CALLS, START),
    window_of(ADA.name, Limit("users", 5, 60), START),
    window_of(ADA.name, CALLS, START + timedelta(minutes=1)),
]


@pytest.mark.parametrize("other", OTHERS)
def test_another_window_is_none_of_its_business(stores: Stores, other: Window) -> None:
    assert stores.limits.take(NOW, 5)
    assert stores.limits.take(other, 5)
    assert stores.limits.used(NOW) == stores.limits.used(other) == 5


@pytest.mark.slow
def test_who_asks_at_once_gets_no_more_than_the_limit(emulated_stores: Stores) -> None:
    outcomes = raced(lambda _: emulated_stores.limits.take(NOW, 1), 8)
    assert sorted(map(bool, outcomes)) == [False] * 3 + [True] * 5
    assert emulated_stores.limits.used(NOW) == 5


@pytest.fixture
def moto_stores(on_moto: None) -> Stores:
    settings = Settings(table_prefix="mediadesk-moto-")
    create_tables(settings)
    return real_stores(settings)


def test_a_count_is_forgotten_some_time_after_its_window(moto_stores: Stores) -> None:
    moto_stores.limits.take(NOW, 3)
    key = {"pk": {"S": "ada#calls#2026-11-22T10:15:00.000Z"}}
    table = "mediadesk-moto-rate_limits"
    item = boto3.client("dynamodb").get_item(TableName=table, Key=key)["Item"]
    expires = int((NOW.ends_at + timedelta(hours=1)).timestamp())
    assert item == key | {
        "used": {"N": "3"},
        "schema_version": {"N": "1"},
        "expires_at": {"N": str(expires)},
    }


def test_a_table_that_does_not_answer_admits_nobody(on_moto: None) -> None:
    stores = real_stores(Settings(table_prefix="mediadesk-nowhere-"))
    with pytest.raises(ServiceUnavailable):
        stores.limits.take(NOW, 1)
    with pytest.raises(ServiceUnavailable):
        stores.limits.used(NOW)
