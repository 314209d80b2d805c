"""What decides about a bulk, with all that is written or required beside it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.asset_life import delete
from mediadesk.domain.audit import bulk_chain
from mediadesk.domain.bulk import abort, commit, seal, undo
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.operations import KEPT_FOR
from mediadesk.ports import Seal
from mediadesk.services.bulk_decisions import LEASE_LOST
from tests.aws.backends import Stores
from tests.aws.bulks import BOTH, begun, closed, committed, decided, people, ready, sealed
from tests.aws.test_asset_removal import deletion
from tests.builders import ADA, GRACE, a_bulk_id, a_change, a_decision, an_answer
from tests.fakes import START


def test_a_commit_comes_with_its_entry_and_the_asset_notes_it(stores: Stores) -> None:
    asset = ready(stores)
    people(stores)
    record = committed(stores, begun(stores))
    assert stores.bulks.get(record.bulk_id) == record
    assert stores.chain(bulk_chain(record.bulk_id)) == [record.audit.hash]
    noted = stores.assets.get(asset.asset_id)
    assert (noted.open_bulks, noted.holders_v) == (frozenset({record.bulk_id}), 1)
    assert noted.version == asset.version


def test_a_bulk_is_decided_once(stores: Stores) -> None:
    record = begun(stores)
    aborted = decided(stores, record, abort(record, LEASE_LOST))
    with pytest.raises(WriteConflict):
        decided(stores, record, commit(record, START))
    assert stores.bulks.get(record.bulk_id) == aborted
    assert stores.chain(bulk_chain(record.bulk_id)) == [aborted.audit.hash]


def test_an_asset_that_was_deleted_opens_no_bulk(stores: Stores) -> None:
    asset = ready(stores)
    record = begun(stores)
    gone, entry = deletion(asset)
    stores.assets.save(asset, gone, entry)
    after, decision = a_decision(commit(record, START))
    with pytest.raises(WriteConflict):
        stores.bulks.decide(record, after, decision, opening=asset)
    assert stores.bulks.get(record.bulk_id) == record
    assert stores.chain(bulk_chain(record.bulk_id)) == []


def test_an_asset_that_a_bulk_gave_away_meanwhile_is_not_deleted(stores: Stores) -> None:
    asset = ready(stores)
    people(stores)
    committed(stores, begun(stores))
    gone, entry = deletion(asset)
    with pytest.raises(WriteConflict):
        stores.assets.save(asset, gone, entry)
    noted = stores.assets.get(asset.asset_id)
    stores.assets.save(noted, delete(noted, START), None)
    kept = stores.assets.get(asset.asset_id)
    assert (kept.deleted_at, kept.open_bulks, kept.holders_v) == (START, noted.open_bulks, 1)


def test_a_bulk_that_was_renewed_is_not_abandoned(stores: Stores) -> None:
    record = begun(stores)
    renewed = START + timedelta(minutes=1)
    stores.bulks.note(record, replace(record, lease_until=renewed))
    after, entry = a_decision(abort(record, LEASE_LOST))
    with pytest.raises(WriteConflict):
        stores.bulks.decide(record, after, entry, is_unrenewed=True)
    assert stores.bulks.get(record.bulk_id).lease_until == renewed
    stores.bulks.decide(record, after, entry)
    kept = stores.bulks.get(record.bulk_id)
    assert (kept.status, kept.lease_until) == (after.status, renewed)


def test_a_bulk_seals_another_only_while_it_prepares(stores: Stores) -> None:
    ready(stores)
    people(stores)
    other, record = committed(stores, begun(stores)), begun(stores, 2)
    after, entry = a_decision(seal(other, record.bulk_id))
    aborted = decided(stores, record, abort(record, LEASE_LOST))
    with pytest.raises(WriteConflict):
        stores.bulks.decide(other, after, entry, for_bulk=aborted)
    assert stores.bulks.get(other.bulk_id) == other
    third = begun(stores, 3)
    stores.bulks.decide(other, after, entry, for_bulk=third)
    assert stores.bulks.get(other.bulk_id) == after
    assert stores.bulks.get(aborted.bulk_id) == aborted
    assert stores.bulks.get(third.bulk_id) == replace(third, sealed_bulk_ids=(other.bulk_id,))


def test_a_bulk_keeps_the_names_of_all_that_it_sealed(stores: Stores) -> None:
    """Whatever is written by those who have read its record before."""
    ready(stores)
    people(stores)
    record = begun(stores, 3)
    for number, user_id in enumerate(BOTH, 1):
        other = committed(stores, begun(stores, number, [user_id]))
        after, entry = a_decision(seal(other, record.bulk_id))
        stores.bulks.decide(other, after, entry, for_bulk=record)
        later = START + timedelta(seconds=number)
        stores.bulks.note(record, replace(record, lease_until=later))
        assert stores.bulks.get(record.bulk_id).lease_until == later
    both = a_bulk_id(1), a_bulk_id(2)
    assert stores.bulks.get(record.bulk_id).sealed_bulk_ids == both
    decided(stores, record, abort(record, LEASE_LOST))
    kept = stores.bulks.get(record.bulk_id)
    assert kept.sealed_bulk_ids == both
    stores.bulks.note(kept, closed(kept))
    assert stores.bulks.get(record.bulk_id) == closed(kept)


def test_an_undo_comes_with_its_answer(stores: Stores) -> None:
    ready(stores)
    people(stores)
    record = committed(stores, begun(stores))
    after, entry = a_decision(undo(record, ADA.name, START, START, "request-2", None))
    stores.bulks.decide(record, after, entry, answer=an_answer("undo", bulk_id="1"))
    assert stores.bulks.get(record.bulk_id) == after
    found = stores.answers.find(an_answer("undo").operation_id)
    assert found == an_answer("undo", bulk_id="1")


def test_what_was_answered_already_is_not_decided_again(stores: Stores) -> None:
    ready(stores)
    people(stores)
    record = committed(stores, begun(stores))
    stores.answers.add(an_answer("undo"))
    after, entry = a_decision(undo(record, ADA.name, START, START, "request-2", None))
    with pytest.raises(WriteConflict):
        stores.bulks.decide(record, after, entry, answer=an_answer("undo"))
    assert stores.bulks.get(record.bulk_id) == record
    assert stores.chain(bulk_chain(record.bulk_id)) == [record.audit.hash]
    day_later = an_answer("undo", START + KEPT_FOR + timedelta(seconds=1))
    stores.bulks.decide(record, after, entry, answer=day_later)
    assert stores.bulks.get(record.bulk_id) == after


def test_a_seal_comes_with_the_change_that_causes_it(stores: Stores) -> None:
    ready(stores)
    people(stores)
    record = committed(stores, begun(stores))
    after, entry = a_decision(seal(record, "request-9"))
    head = stores.heads.head(GRACE)
    change = a_change(head, 2)
    stores.heads.save(change, an_answer("change"), seal=Seal(record, after, entry))
    assert stores.bulks.get(record.bulk_id) == after
    assert stores.chain(bulk_chain(record.bulk_id))[-1] == after.audit.hash
    assert stores.heads.head(GRACE) == change.after


def test_a_seal_that_comes_too_late_takes_its_change_along(stores: Stores) -> None:
    ready(stores)
    people(stores)
    record = committed(stores, begun(stores))
    after, entry = a_decision(seal(record, "request-9"))
    sealed(stores, record)
    head = stores.heads.head(GRACE)
    with pytest.raises(WriteConflict):
        stores.heads.save(a_change(head, 2), an_answer("change"), seal=Seal(record, after, entry))
    assert stores.heads.head(GRACE) == head
    assert stores.history.newest(GRACE, None, 10) == []
    assert stores.answers.find(an_answer("change").operation_id) is None
