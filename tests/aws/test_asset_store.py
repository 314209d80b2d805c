"""Assets, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mediadesk.domain.asset_life import expire, fail
from mediadesk.domain.assets import Asset
from mediadesk.domain.audit import asset_chain
from mediadesk.domain.conversions import ConversionError, ConversionStatus
from mediadesk.domain.errors import AssetNotFound, LeaseLost, WriteConflict
from mediadesk.domain.faults import MediaFault
from mediadesk.domain.media import OutputKind
from mediadesk.domain.media_limits import MediaLimits
from tests.aws.backends import Stores
from tests.builders import (
    LEASE,
    SHA256,
    an_answer,
    an_asset,
    an_asset_id,
    claimed,
    completed,
    first_entry,
    next_entry,
    published,
    queued,
)
from tests.fakes import START

LATER = START + LEASE + timedelta(milliseconds=1)
GIVEN_UP = ConversionError.of(MediaFault.ABANDONED, MediaLimits())


def created(stores: Stores, number: int = 1) -> Asset:
    """An asset that is stored."""
    asset, entry = first_entry(an_asset(number, sha256=SHA256))
    stores.assets.create(asset, entry, an_answer(f"key-{number}", asset_id=asset.asset_id))
    return asset


def saved(stores: Stores, before: Asset, after: Asset) -> Asset:
    """`after`, stored with its audit entry."""
    changed, entry = next_entry(before, after)
    stores.assets.save(before, changed, entry)
    return changed


def in_conversion(stores: Stores, number: int = 1) -> Asset:
    asset = created(stores, number)
    waiting = saved(stores, asset, queued(asset))
    return saved(stores, waiting, claimed(waiting))


def test_a_created_asset_is_read_back_as_it_was(stores: Stores) -> None:
    asset = created(stores)
    assert stores.assets.get(asset.asset_id) == asset


def test_every_state_up_to_completed_is_read_back_as_it_was(stores: Stores) -> None:
    asset = in_conversion(stores)
    assert stores.assets.get(asset.asset_id) == asset
    asset = saved(stores, asset, completed(asset))
    assert stores.assets.get(asset.asset_id) == asset


def test_how_a_file_comes_and_which_version_was_accepted_is_read_back(stores: Stores) -> None:
    asset, entry = first_entry(an_asset(multipart_id="an id of storage's"))
    stores.assets.create(asset, entry, an_answer())
    waiting = saved(stores, asset, queued(asset))
    stored = stores.assets.get(asset.asset_id)
    assert stored == waiting
    assert stored.multipart_id == "an id of storage's"
    assert stored.original_version == waiting.original_version is not None


def test_an_unknown_asset_is_not_found(stores: Stores) -> None:
    with pytest.raises(AssetNotFound):
        stores.assets.get(an_asset_id())


def test_an_asset_comes_with_its_entry_and_its_answer(stores: Stores) -> None:
    asset = created(stores)
    assert stores.chain(asset_chain(asset.asset_id)) == [asset.audit.hash]
    assert stores.answers.find(an_answer().operation_id) == an_answer(asset_id=asset.asset_id)


def test_an_operation_that_was_answered_creates_nothing_more(stores: Stores) -> None:
    created(stores)
    second, entry = first_entry(an_asset(2))
    with pytest.raises(WriteConflict):
        stores.assets.create(second, entry, an_answer())
    assert stores.assets.newest(None, None, 10) == [an_asset_id(1)]
    assert stores.chain(asset_chain(second.asset_id)) == []


def test_an_answer_that_counts_no_more_gives_way(stores: Stores) -> None:
    first, entry = first_entry(an_asset(1))
    stores.assets.create(first, entry, an_answer())
    a_day_later = START + timedelta(hours=24)
    second, entry = first_entry(an_asset(2))
    with pytest.raises(WriteConflict):
        stores.assets.create(second, entry, an_answer(received_at=a_day_later))
    just_after = an_answer(received_at=a_day_later + timedelta(milliseconds=1))
    stores.assets.create(second, entry, just_after)
    assert stores.answers.find(just_after.operation_id) == just_after


def test_an_asset_is_created_once(stores: Stores) -> None:
    asset = created(stores)
    with pytest.raises(WriteConflict):
        stores.assets.create(*first_entry(asset), an_answer("another"))


def test_many_assets_come_in_the_order_asked_for_without_the_absent(stores: Stores) -> None:
    first, second = created(stores, 1), created(stores, 2)
    wanted = [an_asset_id(2), an_asset_id(9), an_asset_id(1)]
    assert stores.assets.get_many(wanted) == [second, first]
    assert stores.assets.get_many([]) == []


def test_each_change_of_status_adds_its_entry_to_the_chain(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    hashes = [asset.audit.hash, waiting.audit.hash]
    assert stores.chain(asset_chain(asset.asset_id)) == hashes


def test_a_change_on_the_ground_of_an_old_state_is_refused_whole(stores: Stores) -> None:
    asset = created(stores)
    waiting = saved(stores, asset, queued(asset))
    with pytest.raises(WriteConflict):
        saved(stores, asset, expire(asset, START + timedelta(hours=2)))
    assert stores.assets.get(asset.asset_id) == waiting
    assert len(stores.chain(asset_chain(asset.asset_id))) == 2


def test_a_chain_never_forks(stores: Stores) -> None:
    asset = created(stores)
    waiting, entry = next_entry(asset, queued(asset))
    stores.assets.save(asset, waiting, entry)
    with pytest.raises(WriteConflict):
        stores.assets.save(waiting, claimed(waiting), entry)
    assert stores.assets.get(asset.asset_id) == waiting


def test_an_expired_upload_has_no_job(stores: Stores) -> None:
    asset = created(stores)
    saved(stores, asset, expire(asset, START + timedelta(hours=2)))
    assert stores.jobs.attempts(asset.asset_id) == []


def test_an_output_is_shown_without_an_entry(stores: Stores) -> None:
    asset = in_conversion(stores)
    shown = published(asset, OutputKind.THUMBNAIL)
    stores.assets.save(asset, shown, None)
    assert stores.assets.get(asset.asset_id) == shown
    with pytest.raises(WriteConflict):
        stores.assets.save(asset, shown, None)


def test_a_renewed_lease_shows_its_progress_and_keeps_the_version(stores: Stores) -> None:
    asset = in_conversion(stores)
    renewed = stores.assets.renew(asset, LATER + LEASE, 40)
    assert renewed == stores.assets.get(asset.asset_id)
    assert renewed.version == asset.version
    assert renewed.current_conversion == replace(
        asset.current_conversion, lease_until=LATER + LEASE, progress=40
    )


def test_a_renewal_survives_a_save_that_knew_nothing_of_it(stores: Stores) -> None:
    asset = in_conversion(stores)
    renewed = stores.assets.renew(asset, START + 2 * LEASE, 40)
    stores.assets.save(asset, published(asset, OutputKind.THUMBNAIL), None)
    stored = stores.assets.get(asset.asset_id)
    assert stored.current_conversion == renewed.current_conversion
    assert [output.kind for output in stored.outputs] == [OutputKind.THUMBNAIL]


def test_the_end_of_a_conversion_ends_its_lease(stores: Stores) -> None:
    asset = in_conversion(stores)
    renewed = stores.assets.renew(asset, START + 2 * LEASE, 40)
    done = saved(stores, renewed, completed(renewed))
    assert stores.assets.get(asset.asset_id) == done
    assert done.current_conversion.lease_until is None


def test_a_silent_converter_is_replaced_and_told_so(stores: Stores) -> None:
    asset = in_conversion(stores)
    taken = saved(stores, asset, claimed(asset, LATER))
    assert taken.current_conversion.run == 2
    with pytest.raises(LeaseLost):
        stores.assets.renew(asset, LATER + LEASE, 50)
    assert stores.assets.get(asset.asset_id) == taken


@pytest.mark.parametrize("lease_until", [LATER + LEASE, START + LEASE], ids=["new", "the same"])
def test_a_converter_that_came_back_is_not_replaced(stores: Stores, lease_until: datetime) -> None:
    asset = in_conversion(stores)
    stores.assets.renew(asset, lease_until, 40)
    with pytest.raises(WriteConflict):
        saved(stores, asset, claimed(asset, LATER))
    assert stores.assets.get(asset.asset_id).current_conversion.run == 1


def test_a_converter_that_came_back_is_not_given_up(stores: Stores) -> None:
    asset = in_conversion(stores)
    stores.assets.renew(asset, LATER + LEASE, 40)
    with pytest.raises(WriteConflict):
        saved(stores, asset, fail(asset, asset.current_conversion.run_id, GIVEN_UP, LATER))


def test_nobody_renews_what_has_ended_or_never_was(stores: Stores) -> None:
    asset = in_conversion(stores)
    saved(stores, asset, completed(asset))
    with pytest.raises(LeaseLost):
        stores.assets.renew(asset, LATER + LEASE, 50)
    with pytest.raises(LeaseLost):
        stores.assets.renew(claimed(queued(an_asset(7))), LATER, 1)


def test_of_one_state_the_oldest_come_first_to_a_sweep(stores: Stores) -> None:
    ids = [created(stores, number).asset_id for number in (3, 1, 5, 2, 4)]
    ids.sort()
    waiting = ConversionStatus.PENDING_UPLOAD
    assert stores.assets.oldest(waiting, None, 10) == ids
    assert stores.assets.oldest(waiting, ids[1], 2) == ids[2:4]
    assert stores.assets.oldest(waiting, ids[4], 2) == []
    assert stores.assets.oldest(ConversionStatus.QUEUED, None, 10) == []


def test_the_newest_come_first_whichever_way_they_were_stored(stores: Stores) -> None:
    for number in (5, 1, 30, 12, 7):
        created(stores, number)
    ids = [an_asset_id(number) for number in (30, 12, 7, 5, 1)]
    assert stores.assets.newest(None, None, 10) == ids
    assert stores.assets.newest(None, None, 2) == ids[:2]
    assert stores.assets.newest(None, ids[1], 2) == ids[2:4]
    assert stores.assets.newest(None, ids[4], 2) == []


def test_assets_are_listed_by_their_present_status(stores: Stores) -> None:
    first, second = created(stores, 1), created(stores, 2)
    saved(stores, second, queued(second))
    assert stores.assets.newest(ConversionStatus.PENDING_UPLOAD, None, 10) == [first.asset_id]
    assert stores.assets.newest(ConversionStatus.QUEUED, None, 10) == [second.asset_id]
    assert stores.assets.newest(ConversionStatus.FAILED, None, 10) == []
