"""Records of bulk operations and who is in them, in the fakes and in DynamoDB alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.bulk import BulkFailure, BulkStatus, Offender, abort, due_at
from mediadesk.domain.errors import BulkNotFound, WriteConflict
from mediadesk.domain.ids import UserId
from tests.aws.backends import Stores
from tests.aws.bulks import BOTH, begun, closed, committed, decided, people, ready, sealed
from tests.builders import GRACE, a_bulk, a_bulk_id, an_answer
from tests.fakes import START

FAILURE = BulkFailure("bulk_refused", "One can't.", (Offender(GRACE, "user_not_found"),), 1, START)


def test_a_bulk_is_found_with_its_members_and_its_answer(stores: Stores) -> None:
    record = begun(stores)
    assert stores.bulks.get(record.bulk_id) == record
    assert stores.bulks.members(record.bulk_id) == list(BOTH)
    assert stores.answers.find(an_answer("bulk-1").operation_id) == an_answer("bulk-1")


def test_the_members_of_a_large_bulk_keep_their_order(stores: Stores) -> None:
    everybody = [UserId(f"user-{number:05d}") for number in range(2_500)]
    record = begun(stores, user_ids=everybody)
    assert stores.bulks.members(record.bulk_id) == everybody


def test_everything_about_a_bulk_is_kept(stores: Stores) -> None:
    full = replace(
        closed(a_bulk(status=BulkStatus.UNDONE, failure=FAILURE, note="why", skipped_count=3)),
        has_override=True,
        assigned_at=START,
        undo_until=START,
        undone_at=START,
        undone_by=a_bulk().assigned_by,
        undo_note="oops",
        undo_request_id="request-2",
        sealed_by="request-3",
        sealed_bulk_ids=(a_bulk_id(2), a_bulk_id(3)),
    )
    stores.bulks.create(full, BOTH, an_answer("bulk"))
    assert stores.bulks.get(full.bulk_id) == full


def test_bulks_are_read_in_the_order_asked_for(stores: Stores) -> None:
    first, second = begun(stores, 1), begun(stores, 2)
    ids = [second.bulk_id, a_bulk_id(9), first.bulk_id]
    assert stores.bulks.get_many(ids) == [second, first]
    assert stores.bulks.get_many([]) == []
    with pytest.raises(BulkNotFound):
        stores.bulks.get(a_bulk_id(9))


def test_a_request_that_was_answered_begins_no_second_bulk(stores: Stores) -> None:
    begun(stores)
    with pytest.raises(WriteConflict):
        stores.bulks.create(a_bulk(2), BOTH, an_answer("bulk-1"))
    assert stores.bulks.get_many([a_bulk_id(2)]) == []


def test_an_answer_may_be_replaced_once_by_who_has_read_it(stores: Stores) -> None:
    first = an_answer("bulk", bulk_id="1")
    stores.bulks.create(a_bulk(1), BOTH, first)
    stores.bulks.create(a_bulk(2), BOTH, an_answer("bulk", bulk_id="2"), first)
    with pytest.raises(WriteConflict):
        stores.bulks.create(a_bulk(3), BOTH, an_answer("bulk", bulk_id="3"), first)
    found = stores.answers.find(first.operation_id)
    assert found is not None
    assert found.body == {"bulk_id": "2"}


def test_a_lease_is_renewed_while_nothing_is_decided(stores: Stores) -> None:
    record = begun(stores)
    renewed = replace(record, lease_until=START + timedelta(minutes=1))
    stores.bulks.note(record, renewed)
    assert stores.bulks.get(record.bulk_id) == renewed
    aborted = decided(stores, renewed, abort(renewed, FAILURE))
    with pytest.raises(WriteConflict):
        stores.bulks.note(record, renewed)
    assert stores.bulks.get(record.bulk_id) == aborted


def test_what_is_due_comes_in_order_and_leaves_when_it_is_over(stores: Stores) -> None:
    late = a_bulk(1, lease_until=START + timedelta(seconds=30))
    stores.bulks.create(late, BOTH, an_answer("late"))
    soon = begun(stores, 2)
    assert stores.bulks.due(START, 10) == []
    assert stores.bulks.due(late.lease_until, 10) == [soon.bulk_id, late.bulk_id]
    assert stores.bulks.due(late.lease_until, 1) == [soon.bulk_id]
    aborted = decided(stores, soon, abort(soon, FAILURE))
    drained = replace(aborted, drained_at=START)
    stores.bulks.note(aborted, drained)
    due = due_at(drained)
    assert due is not None
    assert stores.bulks.due(late.lease_until, 10) == [late.bulk_id]
    assert stores.bulks.due(due, 10) == [late.bulk_id, soon.bulk_id]
    stores.bulks.note(drained, closed(drained))
    assert stores.bulks.due(due, 10) == [late.bulk_id]


def test_a_bulk_that_is_over_is_no_longer_noted_with_its_asset(stores: Stores) -> None:
    asset = ready(stores)
    people(stores)
    record = sealed(stores, committed(stores, begun(stores)))
    assert stores.assets.get(asset.asset_id).open_bulks == {record.bulk_id}
    stores.bulks.note(record, closed(record))
    kept = stores.assets.get(asset.asset_id)
    assert (kept.open_bulks, kept.holders_v) == (frozenset(), 1)
    assert stores.bulks.get(record.bulk_id) == closed(record)
