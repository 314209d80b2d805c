"""What a bulk means for one of its members: it follows from the head and the record alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from mediadesk.domain.assignments import assign
from mediadesk.domain.bulk import LEASE, NEXT, BulkRecord, BulkStatus, members_hash
from mediadesk.domain.heads import Head, LastBulk, assignment_of, current
from mediadesk.domain.history import HistoryAction, sealed
from mediadesk.domain.ids import AdminId, BulkId
from mediadesk.domain.settling import settle
from tests.domain.people import NOW, a_clip, a_life, an_act, an_asset_id

BULK: Final = BulkId("blk_1")
EARLIER: Final = LastBulk(BulkId("blk_0"), NOW - timedelta(hours=1))
UNDONE_AT: Final = NOW + timedelta(seconds=12)


def a_record(status: BulkStatus, **changes: Any) -> BulkRecord:  # noqa: ANN401 - any field
    is_decided = status in {BulkStatus.COMMITTED, BulkStatus.SEALED, BulkStatus.UNDONE}
    is_undone = status is BulkStatus.UNDONE
    record = BulkRecord(
        bulk_id=BULK,
        status=status,
        asset_id=an_asset_id(9),
        assigned_by=AdminId("ada"),
        request_id="request-9",
        created_at=NOW,
        lease_until=NOW + LEASE,
        user_count=1,
        members_hash=members_hash([a_member().user_id]),
        note="all of you",
        assigned_at=NOW if is_decided else None,
        undone_at=UNDONE_AT if is_undone else None,
        undone_by=AdminId("bob") if is_undone else None,
        undo_note="not you" if is_undone else None,
        undo_request_id="request-10" if is_undone else None,
    )
    return replace(record, **changes)


def a_member() -> Head:
    """Holds asset 2 and an intent of the bulk, and was in a bulk before."""
    head, _ = a_life(1, 2, at=NOW - timedelta(days=1))
    return replace(head, v=head.v + 1, intent=BULK, last_bulk=EARLIER)


@pytest.mark.parametrize("status", BulkStatus)
def test_whoever_settles_gets_the_same(status: BulkStatus) -> None:
    one, other = (settle(a_member(), a_record(status)) for _ in range(2))
    assert one == other
    assert one.before == a_member()


@pytest.mark.parametrize("status", sorted(set(BulkStatus) - {BulkStatus.PREPARING}))
def test_settling_is_one_write_and_takes_the_intent_away(status: BulkStatus) -> None:
    after = settle(a_member(), a_record(status)).after
    assert (after.v, after.intent) == (a_member().v + 1, None)


def test_while_it_prepares_nothing_is_different() -> None:
    change = settle(a_member(), a_record(BulkStatus.PREPARING))
    assert (change.after, change.entries) == (a_member(), ())


def test_one_that_was_aborted_leaves_nothing_but_the_intent_s_end() -> None:
    change = settle(a_member(), a_record(BulkStatus.ABORTED))
    assert change.entries == ()
    assert change.after == replace(a_member(), v=a_member().v + 1, intent=None)
    assert change.after.last_bulk == EARLIER


@pytest.mark.parametrize("status", [BulkStatus.COMMITTED, BulkStatus.SEALED])
def test_one_that_holds_is_one_entry(status: BulkStatus) -> None:
    change = settle(a_member(), a_record(status))
    [entry] = change.entries
    assert (entry.action, entry.sequence) == (HistoryAction.ASSIGN, 3)
    assert (entry.asset_id, entry.previous_asset_id) == (an_asset_id(9), an_asset_id(2))
    assert (entry.performed_by, entry.performed_at, entry.note) == ("ada", NOW, "all of you")
    assert (entry.bulk_id, entry.op_id, entry.request_id) == (BULK, BULK, "request-9")
    assert entry.previous_hash == a_member().hash
    assert current(change.after) == assignment_of(entry)
    assert change.after.undo_until == NOW + timedelta(seconds=30)
    assert change.after.last_bulk == LastBulk(BULK, NOW)


def test_sealing_changes_nothing_that_was_visible() -> None:
    committed, sealed_ = (
        settle(a_member(), a_record(status)) for status in (BulkStatus.COMMITTED, BulkStatus.SEALED)
    )
    assert committed == sealed_


def test_one_that_was_undone_is_two_entries_and_the_asset_from_before() -> None:
    change = settle(a_member(), a_record(BulkStatus.UNDONE))
    given, back = change.entries
    assert given == settle(a_member(), a_record(BulkStatus.COMMITTED)).entries[0]
    assert (back.action, back.sequence, back.refers_to) == (HistoryAction.UNDO, 4, 3)
    assert (back.asset_id, back.previous_asset_id) == (an_asset_id(2), an_asset_id(9))
    assert (back.performed_by, back.performed_at, back.note) == ("bob", UNDONE_AT, "not you")
    assert (back.bulk_id, back.op_id, back.request_id) == (BULK, BULK, "request-10")
    assert back.previous_hash == given.hash
    after = change.after
    assert current(after) == assignment_of(back)
    assert (after.sequence, after.hash, after.undo_until) == (4, back.hash, None)
    assert (after.assigned_at, after.assigned_by) == (UNDONE_AT, "bob")
    assert after.last_bulk == LastBulk(BULK, NOW)


@pytest.mark.parametrize("status", BulkStatus)
def test_every_entry_of_a_bulk_is_hashed_like_any_other(status: BulkStatus) -> None:
    entries = settle(a_member(), a_record(status)).entries
    assert [entry.hash for entry in entries] == [sealed(entry).hash for entry in entries]


def test_who_held_nothing_holds_nothing_again() -> None:
    member = Head(a_member().user_id, v=1, intent=BULK)
    assert current(settle(member, a_record(BulkStatus.UNDONE)).after) is None


def test_later_changes_keep_the_bulk_in_mind_but_are_not_part_of_it() -> None:
    settled = settle(a_member(), a_record(BulkStatus.SEALED)).after
    change = assign(settled, a_clip(1), an_act())
    assert change.after.last_bulk == LastBulk(BULK, NOW)
    assert (change.after.bulk_id, change.entries[0].bulk_id) == (None, None)


@pytest.mark.parametrize("intent", [None, BulkId("blk_2")])
def test_a_bulk_settles_only_heads_that_wait_for_it(intent: BulkId | None) -> None:
    with pytest.raises(ValueError, match="no intent"):
        settle(replace(a_member(), intent=intent), a_record(BulkStatus.SEALED))


@pytest.mark.parametrize("missing", ["assigned_at", "undone_at"])
def test_a_decision_without_its_stamp_is_not_guessed(missing: str) -> None:
    with pytest.raises(ValueError, match="stamp"):
        settle(a_member(), a_record(BulkStatus.UNDONE, **{missing: None}))


def test_a_bulk_is_decided_once_and_a_decision_ends_once() -> None:
    assert {
        BulkStatus.PREPARING: {BulkStatus.COMMITTED, BulkStatus.ABORTED},
        BulkStatus.COMMITTED: {BulkStatus.SEALED, BulkStatus.UNDONE},
        BulkStatus.SEALED: set(),
        BulkStatus.UNDONE: set(),
        BulkStatus.ABORTED: set(),
    } == NEXT


@pytest.mark.parametrize("status", BulkStatus)
def test_a_status_is_final_exactly_when_nothing_follows(status: BulkStatus) -> None:
    assert status.is_final == (not NEXT[status])
