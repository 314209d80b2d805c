"""Intents on heads, and how what was decided is stored with each member."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from mediadesk.domain.bulk import BulkRecord, abort
from mediadesk.domain.errors import WriteConflict
from mediadesk.domain.heads import Head, appended
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.settling import settle
from mediadesk.domain.users import deactivate
from mediadesk.services.bulk_decisions import LEASE_LOST
from tests.aws.backends import Stores
from tests.aws.bulks import BOTH, begun, committed, decided, people, ready, sealed, undone
from tests.builders import (
    GRACE,
    a_bulk_id,
    a_change,
    an_act,
    an_answer,
    an_asset_id,
    profile_change,
)
from tests.fakes import START

Decide = Callable[[Stores, BulkRecord], BulkRecord]


def held(stores: Stores) -> tuple[BulkRecord, Head]:
    """A bulk that was committed, and the head of one of its members."""
    ready(stores)
    people(stores)
    return committed(stores, begun(stores)), stores.heads.head(GRACE)


def test_a_claim_touches_nothing_but_the_intent(stores: Stores) -> None:
    heads = people(stores)
    stores.bulks.claim(a_bulk_id(), heads)
    assert stores.heads.heads(BOTH) == [
        replace(head, intent=a_bulk_id(), v=head.v + 1) for head in heads
    ]
    assert stores.history.newest(GRACE, None, 10) == []


def test_one_member_who_has_changed_leaves_all_unclaimed(stores: Stores) -> None:
    heads = people(stores)
    stores.heads.save(a_change(heads[1]), an_answer("change"))
    with pytest.raises(WriteConflict):
        stores.bulks.claim(a_bulk_id(), heads)
    assert [head.intent for head in stores.heads.heads(BOTH)] == [None, None]


def test_nobody_is_claimed_twice(stores: Stores) -> None:
    stores.bulks.claim(a_bulk_id(1), people(stores))
    with pytest.raises(WriteConflict):
        stores.bulks.claim(a_bulk_id(2), stores.heads.heads(BOTH))
    assert {head.intent for head in stores.heads.heads(BOTH)} == {a_bulk_id(1)}


def test_who_has_left_is_not_claimed(stores: Stores) -> None:
    people(stores)
    profile, head = stores.users.get(GRACE), stores.heads.head(GRACE)
    gone = a_change(head, None)
    left = replace(gone, after=replace(gone.after, deactivated_at=START))
    stores.users.save(profile_change(profile, deactivate(profile, START), left))
    with pytest.raises(WriteConflict):
        stores.bulks.claim(a_bulk_id(), [stores.heads.head(GRACE)])


@pytest.mark.parametrize("decide", [sealed, undone])
def test_what_was_decided_is_stored_with_a_member_once(stores: Stores, decide: Decide) -> None:
    record, head = held(stores)
    change = settle(head, decide(stores, record))
    stores.bulks.drain(change)
    assert stores.heads.head(GRACE) == change.after
    assert stores.history.newest(GRACE, None, 10) == list(reversed(change.entries))
    stores.bulks.drain(change)
    assert stores.heads.head(GRACE) == change.after


def test_an_abort_leaves_no_trace_with_a_member(stores: Stores) -> None:
    [_, head] = people(stores)
    record = begun(stores)
    stores.bulks.claim(record.bulk_id, stores.heads.heads(BOTH))
    final = decided(stores, record, abort(record, LEASE_LOST))
    stores.bulks.drain(settle(stores.heads.head(GRACE), final))
    assert stores.heads.head(GRACE) == replace(head, v=head.v + 2)
    assert stores.history.newest(GRACE, None, 10) == []


def test_who_comes_late_to_store_changes_nothing(stores: Stores) -> None:
    record, head = held(stores)
    change = settle(head, sealed(stores, record))
    later = appended(change.after, HistoryAction.ASSIGN, an_asset_id(2), an_act())
    both = replace(later, before=head, entries=change.entries + later.entries)
    stores.heads.save(both, an_answer("change"))
    stores.bulks.drain(change)
    assert stores.heads.head(GRACE) == later.after
    assert stores.history.newest(GRACE, None, 10) == list(reversed(both.entries))


def test_a_change_finds_the_entry_of_the_bulk_stored_already(stores: Stores) -> None:
    record, head = held(stores)
    change = settle(head, sealed(stores, record))
    [entry] = change.entries
    stores.bulks.drain(replace(change, before=replace(head, v=head.v + 7)))
    assert stores.history.newest(GRACE, None, 10) == [entry]
    assert stores.heads.head(GRACE) == head
    later = appended(change.after, HistoryAction.ASSIGN, an_asset_id(2), an_act())
    stores.heads.save(
        replace(later, before=head, entries=(entry, *later.entries)), an_answer("change")
    )
    assert stores.heads.head(GRACE) == later.after


def test_another_entry_in_the_place_of_the_bulks_is_left_alone(stores: Stores) -> None:
    record, head = held(stores)
    change = settle(head, sealed(stores, record))
    other = a_change(head, 2)
    stores.heads.save(other, an_answer("change"))
    stores.bulks.drain(change)
    assert stores.history.newest(GRACE, None, 10) == list(other.entries)
    assert stores.heads.head(GRACE) == other.after
