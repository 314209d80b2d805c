"""Assign, undo, unassign and revert: what each of them leads to, and what it refuses."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.assets import Asset
from mediadesk.domain.assignments import assign, bring_back, remove_user, revert, unassign, undo
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import (
    AlreadyAssigned,
    AlreadyUndone,
    AssetNotReady,
    AssetUnavailable,
    AssignmentSuperseded,
    NotAssigned,
    NotUndoable,
    UndoWindowExpired,
    UserDeactivated,
)
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.history import HistoryAction, HistoryEntry
from tests.domain.people import (
    GRACE,
    MILLISECOND,
    NOW,
    a_clip,
    a_life,
    an_act,
    an_asset_id,
)

WINDOW = timedelta(seconds=30)
LATER = NOW + timedelta(hours=1)
GONE = a_clip(1, deleted_at=NOW)


def undone(
    head: Head,
    target: HistoryEntry,
    follower: HistoryEntry | None = None,
    restored: Asset | None = None,
    at: datetime = NOW,
) -> Change:
    return undo(head, target, follower, restored, at, an_act(at))


def test_an_asset_takes_the_place_of_the_one_before() -> None:
    change = assign(a_life(1)[0], a_clip(2), an_act(note="better"))
    [entry] = change.entries
    assert (entry.action, entry.asset_id) == (HistoryAction.ASSIGN, an_asset_id(2))
    assert (entry.previous_asset_id, entry.note) == (an_asset_id(1), "better")
    assert change.after.undo_until == NOW + WINDOW


@pytest.mark.parametrize("status", sorted(set(ConversionStatus) - {ConversionStatus.COMPLETED}))
def test_only_a_completed_asset_is_given(status: ConversionStatus) -> None:
    with pytest.raises(AssetNotReady, match=status.value):
        assign(Head(GRACE), a_clip(status=status), an_act())


@pytest.mark.parametrize("status", ConversionStatus)
def test_a_deleted_asset_is_given_to_nobody(status: ConversionStatus) -> None:
    with pytest.raises(AssetUnavailable):
        assign(Head(GRACE), a_clip(status=status, deleted_at=NOW), an_act())


def test_what_somebody_holds_is_not_given_to_them_again() -> None:
    with pytest.raises(AlreadyAssigned):
        assign(a_life(2, 1)[0], a_clip(1), an_act())
    assert assign(a_life(1, 2)[0], a_clip(1), an_act()).after.asset_id == an_asset_id(1)


@pytest.mark.parametrize(
    ("late_by", "is_open"),
    [
        (timedelta(0), True),
        (timedelta(seconds=-1), True),
        (timedelta(seconds=29.9), True),
        (timedelta(milliseconds=29_999), True),
        (timedelta(milliseconds=30_000), True),
        (timedelta(milliseconds=30_001), False),
        (timedelta(seconds=30.1), False),
        (timedelta(days=365), False),
    ],
)
def test_the_window_is_open_to_its_last_millisecond(late_by: timedelta, is_open: bool) -> None:
    head, [target] = a_life(1)
    if is_open:
        assert undone(head, target, at=NOW + late_by).after.asset_id is None
    else:
        with pytest.raises(UndoWindowExpired, match=r"10:16:00\.123Z"):
            undone(head, target, at=NOW + late_by)


@given(st.integers(0, 60_000), st.integers(0, 600_000))
def test_a_window_is_judged_by_the_arrival_however_long_the_work_takes(
    arrived: int, took: int
) -> None:
    head, [target] = a_life(1)
    act = an_act(NOW + MILLISECOND * (arrived + took))
    try:
        change = undo(head, target, None, None, NOW + MILLISECOND * arrived, act)
    except UndoWindowExpired:
        assert arrived > 30_000
    else:
        assert arrived <= 30_000
        assert change.after.assigned_at == act.at


def test_an_undo_gives_back_what_was_held_before_and_opens_no_window() -> None:
    head, [_, target] = a_life(1, 2)
    change = undone(head, target, restored=a_clip(1))
    [entry] = change.entries
    assert (entry.action, entry.refers_to) == (HistoryAction.UNDO, 2)
    assert (entry.previous_asset_id, entry.asset_id) == (an_asset_id(2), an_asset_id(1))
    assert change.after.undo_until is None


def test_what_was_undone_is_told_apart_from_what_was_changed_since() -> None:
    head, [first, second] = a_life(1, 2)
    with pytest.raises(AssignmentSuperseded):
        undone(head, first, follower=second)
    back = undone(head, second, restored=a_clip(1))
    with pytest.raises(AlreadyUndone):
        undone(back.after, second, follower=back.entries[0])
    again = assign(back.after, a_clip(3), an_act())
    with pytest.raises(AlreadyUndone):
        undone(again.after, second, follower=back.entries[0], at=LATER)


def test_only_the_newest_change_is_undone_whatever_the_time() -> None:
    head, [first, second] = a_life(1, 2)
    with pytest.raises(AssignmentSuperseded):
        undone(head, first, follower=second, at=LATER)
    with pytest.raises(AssignmentSuperseded):
        undone(head, first)


def test_an_undo_can_not_be_undone_and_neither_can_an_end() -> None:
    head, [target] = a_life(1)
    for change in (undone(head, target), unassign(head, an_act()), remove_user(head, an_act())):
        with pytest.raises(NotUndoable):
            undone(change.after, change.entries[0])


def test_what_is_given_back_must_still_be_there() -> None:
    head, [_, target] = a_life(1, 2)
    with pytest.raises(AssetUnavailable):
        undone(head, target, restored=GONE)


def test_an_end_leaves_nothing_and_needs_something() -> None:
    change = unassign(a_life(1)[0], an_act())
    [entry] = change.entries
    assert (entry.action, entry.asset_id) == (HistoryAction.UNASSIGN, None)
    assert (entry.previous_asset_id, entry.refers_to) == (an_asset_id(1), None)
    with pytest.raises(NotAssigned):
        unassign(change.after, an_act())


def test_a_revert_gives_what_an_earlier_entry_gave_and_can_be_undone() -> None:
    head, [first, _] = a_life(1, 2)
    change = revert(head, first, a_clip(1), an_act(LATER))
    [entry] = change.entries
    assert (entry.action, entry.refers_to) == (HistoryAction.REVERT, 1)
    assert (entry.previous_asset_id, entry.asset_id) == (an_asset_id(2), an_asset_id(1))
    back = undone(change.after, entry, restored=a_clip(2), at=LATER + WINDOW)
    assert back.after.asset_id == an_asset_id(2)


def test_a_revert_to_nothing_is_one_too() -> None:
    head, _ = a_life(1)
    ended = unassign(head, an_act())
    again = assign(ended.after, a_clip(2), an_act())
    change = revert(again.after, ended.entries[0], None, an_act())
    assert (change.after.asset_id, change.after.undo_until) == (None, NOW + WINDOW)


def test_a_revert_that_would_change_nothing_or_give_a_deleted_asset_is_refused() -> None:
    head, [first, second] = a_life(1, 2)
    with pytest.raises(AlreadyAssigned):
        revert(head, second, a_clip(2), an_act())
    with pytest.raises(AssetUnavailable):
        revert(head, first, GONE, an_act())


def test_who_is_removed_loses_what_they_hold_by_an_entry_of_its_own() -> None:
    change = remove_user(a_life(1)[0], an_act(LATER))
    [entry] = change.entries
    assert (entry.action, entry.asset_id) == (HistoryAction.USER_REMOVED, None)
    assert (change.after.deactivated_at, change.after.sequence) == (LATER, 2)
    assert change.after.v == 2


def test_who_holds_nothing_is_removed_without_an_entry_yet_by_a_write() -> None:
    change = remove_user(Head(GRACE), an_act())
    assert (change.entries, change.after) == ((), Head(GRACE, v=1, deactivated_at=NOW))


def test_who_is_brought_back_holds_nothing_and_can_be_given_something() -> None:
    removed = remove_user(a_life(1)[0], an_act())
    back = bring_back(removed.after)
    assert (back.entries, back.after.v, back.after.deactivated_at) == ((), 3, None)
    assert assign(back.after, a_clip(1), an_act()).after.asset_id == an_asset_id(1)


def test_nothing_is_given_to_somebody_who_was_deactivated() -> None:
    head, [first] = a_life(1)
    emptied = revert(head, unassign(head, an_act()).entries[0], None, an_act())
    removed = remove_user(emptied.after, an_act()).after
    with pytest.raises(UserDeactivated):
        assign(removed, a_clip(3), an_act())
    with pytest.raises(UserDeactivated):
        undone(removed, emptied.entries[0], restored=a_clip(1))
    with pytest.raises(UserDeactivated):
        revert(removed, first, a_clip(1), an_act())
