"""Assets that go and come back, in the fakes and in DynamoDB alike."""

from datetime import timedelta

import pytest

from mediadesk.domain.asset_life import delete, restore
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import AuditEntry, asset_chain
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import WriteConflict
from mediadesk.services.audit import AuditLogger
from tests.aws.backends import Stores
from tests.aws.test_asset_store import created, saved
from tests.builders import a_cause, an_answer, an_asset_id, queued
from tests.fakes import START, CountingIds

LATER = START + timedelta(minutes=1)


def deletion(asset: Asset) -> tuple[Asset, AuditEntry]:
    return AuditLogger(CountingIds()).log_removal(asset, delete(asset, LATER), a_cause(LATER))


def removed(stores: Stores, asset: Asset) -> Asset:
    after, entry = deletion(asset)
    stores.assets.save(asset, after, entry, an_answer(f"delete-{asset.asset_id}"))
    return after


def test_a_removal_comes_with_its_entry_and_its_answer(stores: Stores) -> None:
    after = removed(stores, created(stores))
    answer = an_answer(f"delete-{after.asset_id}")
    assert stores.assets.get(after.asset_id) == after
    assert stores.chain(asset_chain(after.asset_id))[-1] == after.audit.hash
    assert stores.answers.find(answer.operation_id) == answer


def test_a_removal_that_was_answered_already_is_refused_whole(stores: Stores) -> None:
    asset = created(stores)
    after, entry = deletion(asset)
    with pytest.raises(WriteConflict):
        stores.assets.save(asset, after, entry, an_answer("key-1", hello="again"))
    assert stores.assets.get(asset.asset_id) == asset
    assert len(stores.chain(asset_chain(asset.asset_id))) == 1
    first_answer = stores.answers.find(an_answer().operation_id)
    assert first_answer == an_answer(asset_id=asset.asset_id)


def test_a_removal_of_what_has_changed_leaves_no_answer(stores: Stores) -> None:
    asset = created(stores)
    saved(stores, asset, queued(asset))
    after, entry = deletion(asset)
    with pytest.raises(WriteConflict):
        stores.assets.save(asset, after, entry, an_answer("delete"))
    assert stores.answers.find(an_answer("delete").operation_id) is None


def test_an_answer_alone_comes_with_the_change(stores: Stores) -> None:
    asset = created(stores)
    stores.assets.save(asset, delete(asset, LATER), None, an_answer("delete"))
    assert stores.assets.get(asset.asset_id).deleted_at == LATER
    assert stores.answers.find(an_answer("delete").operation_id) == an_answer("delete")


def test_what_was_deleted_is_in_a_list_of_its_own(stores: Stores) -> None:
    assets = [created(stores, number) for number in (1, 2, 3)]
    for asset in assets[:2]:
        removed(stores, asset)
    first, second, third = (an_asset_id(number) for number in (1, 2, 3))
    assert stores.assets.newest(None, None, 10) == [third]
    assert stores.assets.newest(None, None, 10, deleted=True) == [second, first]
    assert stores.assets.newest(None, second, 10, deleted=True) == [first]
    pending = ConversionStatus.PENDING_UPLOAD
    assert stores.assets.newest(pending, None, 10, deleted=True) == [third, second, first]


def test_what_is_restored_is_listed_again(stores: Stores) -> None:
    gone = removed(stores, created(stores))
    cause = a_cause(LATER)
    after, entry = AuditLogger(CountingIds()).log_removal(gone, restore(gone, LATER), cause)
    stores.assets.save(gone, after, entry, an_answer("restore"))
    assert stores.assets.newest(None, None, 10) == [gone.asset_id]
    assert stores.assets.newest(None, None, 10, deleted=True) == []
