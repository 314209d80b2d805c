"""Who holds an asset, as shown with it, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.holders import Holders, Holding
from tests.aws.backends import Stores
from tests.builders import ADA, GRACE, an_answer, an_asset, an_asset_id, first_entry
from tests.fakes import START

EMPTY = Holders(an_asset_id())
HELD = replace(
    EMPTY, latest=Holding(GRACE, START, ADA.name), count=3, version=1, v=1, computed_at=START
)


def due(number: int, seconds: int) -> Holders:
    at = START + timedelta(seconds=seconds)
    return Holders(an_asset_id(number), v=1, due_at=at)


def test_holders_are_read_back_as_they_were(stores: Stores) -> None:
    stores.holders.save(EMPTY, HELD)
    assert stores.holders.get_many([an_asset_id()]) == [HELD]


def test_an_asset_that_nobody_ever_held_has_none(stores: Stores) -> None:
    stores.holders.save(EMPTY, HELD)
    wanted = [an_asset_id(2), an_asset_id(1)]
    assert stores.holders.get_many(wanted) == [Holders(an_asset_id(2)), HELD]
    assert stores.holders.get_many([]) == []


def test_holders_lie_beside_their_asset_and_are_no_asset(stores: Stores) -> None:
    asset, entry = first_entry(an_asset())
    stores.assets.create(asset, entry, an_answer())
    stores.holders.save(EMPTY, HELD)
    assert stores.assets.get(asset.asset_id) == asset
    assert stores.assets.newest(None, None, 10) == [asset.asset_id]


def test_of_two_who_computed_from_the_same_one_is_refused(stores: Stores) -> None:
    stores.holders.save(EMPTY, HELD)
    with pytest.raises(WriteConflict):
        stores.holders.save(EMPTY, replace(HELD, count=9))
    nobody = replace(HELD, latest=None, count=0, version=2, v=2)
    stores.holders.save(HELD, nobody)
    with pytest.raises(WriteConflict):
        stores.holders.save(HELD, replace(HELD, count=9))
    assert stores.holders.get_many([an_asset_id()]) == [nobody]


def test_what_is_due_is_named_from_its_moment_on_until_it_is_due_no_more(stores: Stores) -> None:
    waiting = [due(number, seconds) for number, seconds in ((1, 30), (2, 10), (3, 20))]
    for holders in waiting:
        stores.holders.save(Holders(holders.asset_id), holders)
    stores.holders.save(Holders(an_asset_id(4)), replace(due(4, 0), due_at=None))
    just_before = START + timedelta(milliseconds=9999)
    at_last = START + timedelta(seconds=30)
    assert stores.holders.due(just_before, 10) == []
    assert stores.holders.due(START + timedelta(seconds=10), 10) == [an_asset_id(2)]
    assert stores.holders.due(at_last, 10) == [an_asset_id(n) for n in (2, 3, 1)]
    assert stores.holders.due(at_last, 2) == [an_asset_id(n) for n in (2, 3)]
    stores.holders.save(waiting[1], replace(waiting[1], v=2, due_at=None))
    assert stores.holders.due(at_last, 10) == [an_asset_id(n) for n in (3, 1)]
