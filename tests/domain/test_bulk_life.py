"""The life of a bulk's record: what may follow what, until when, and who must look at it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from mediadesk.domain.bulk import (
    CLOSED_AFTER,
    LEASE,
    NEXT,
    SEAL_GRACE,
    BulkFailure,
    BulkRecord,
    BulkStatus,
    abort,
    commit,
    due_at,
    is_abandoned,
    is_window_open,
    may_be_sealed_by_time,
    members_hash,
    seal,
    undo,
)
from mediadesk.domain.chains import digest
from mediadesk.domain.errors import (
    AlreadyUndone,
    BulkAborted,
    BulkSealed,
    IllegalTransition,
    MediadeskError,
    UndoWindowExpired,
)
from mediadesk.domain.ids import AdminId, UserId
from tests.builders import a_bulk
from tests.domain.people import MILLISECOND
from tests.fakes import START

BOB: Final = AdminId("bob")
WHY: Final = BulkFailure("lease_lost", "It was given up.")
UNTIL: Final = START + timedelta(seconds=30)


def undone(record: BulkRecord, arrives_after_s: int = 12) -> BulkRecord:
    received_at = START + timedelta(seconds=arrives_after_s)
    return undo(record, BOB, received_at, received_at, "request-2", "oops")


PREPARING: Final = a_bulk()
COMMITTED: Final = commit(PREPARING, START)
IN: Final[dict[BulkStatus, BulkRecord]] = {
    BulkStatus.PREPARING: PREPARING,
    BulkStatus.COMMITTED: COMMITTED,
    BulkStatus.SEALED: seal(COMMITTED, "request-9"),
    BulkStatus.UNDONE: undone(COMMITTED),
    BulkStatus.ABORTED: abort(PREPARING, WHY),
}
MOVES: Final[dict[BulkStatus, Callable[[BulkRecord], BulkRecord]]] = {
    BulkStatus.COMMITTED: lambda record: commit(record, START),
    BulkStatus.SEALED: lambda record: seal(record, None),
    BulkStatus.UNDONE: undone,
    BulkStatus.ABORTED: lambda record: abort(record, WHY),
}
FINAL: Final = sorted(status for status in BulkStatus if status.is_final)


@pytest.mark.parametrize("after", MOVES)
@pytest.mark.parametrize("before", BulkStatus)
def test_only_what_may_follow_follows(before: BulkStatus, after: BulkStatus) -> None:
    if after in NEXT[before]:
        assert MOVES[after](IN[before]).status is after
    else:
        with pytest.raises(MediadeskError):
            MOVES[after](IN[before])


@pytest.mark.parametrize("after", sorted(set(MOVES) - {BulkStatus.UNDONE}))
@pytest.mark.parametrize("before", FINAL)
def test_what_is_final_is_so_for_ever(before: BulkStatus, after: BulkStatus) -> None:
    with pytest.raises(IllegalTransition):
        MOVES[after](IN[before])


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (BulkStatus.SEALED, BulkSealed),
        (BulkStatus.UNDONE, AlreadyUndone),
        (BulkStatus.ABORTED, BulkAborted),
    ],
)
def test_who_undoes_too_late_is_told_why(status: BulkStatus, refusal: type[MediadeskError]) -> None:
    with pytest.raises(refusal):
        undone(IN[status])


def test_a_commit_opens_a_window_of_thirty_seconds_and_keeps_the_rest() -> None:
    assert replace(COMMITTED, status=PREPARING.status, assigned_at=None, undo_until=None) == (
        PREPARING
    )
    assert (COMMITTED.assigned_at, COMMITTED.undo_until) == (START, UNTIL)


def test_an_undo_tells_who_when_and_why_and_keeps_when_it_was_given() -> None:
    record = IN[BulkStatus.UNDONE]
    assert (record.undone_by, record.undo_note, record.undo_request_id) == (
        BOB,
        "oops",
        "request-2",
    )
    assert (record.undone_at, record.assigned_at) == (START + timedelta(seconds=12), START)


def test_the_last_millisecond_of_the_window_counts_by_the_arrival_of_the_undo() -> None:
    late = START + timedelta(minutes=2)
    assert undo(COMMITTED, BOB, UNTIL, late, "request-2", None).undone_at == late
    with pytest.raises(UndoWindowExpired):
        undo(COMMITTED, BOB, UNTIL + MILLISECOND, UNTIL, "request-2", None)


def test_a_seal_by_time_that_came_before_a_late_undo_says_the_window_is_over() -> None:
    with pytest.raises(UndoWindowExpired):
        undo(seal(COMMITTED, None), BOB, UNTIL + MILLISECOND, UNTIL, "request-2", None)


def test_the_window_is_open_until_its_last_millisecond() -> None:
    assert is_window_open(COMMITTED, UNTIL)
    assert not is_window_open(COMMITTED, UNTIL + MILLISECOND)
    others = set(BulkStatus) - {BulkStatus.COMMITTED}
    assert not any(is_window_open(IN[status], START) for status in others)


def test_time_seals_only_after_the_grace() -> None:
    assert not may_be_sealed_by_time(COMMITTED, UNTIL + SEAL_GRACE)
    assert may_be_sealed_by_time(COMMITTED, UNTIL + SEAL_GRACE + MILLISECOND)
    others = set(BulkStatus) - {BulkStatus.COMMITTED}
    late = UNTIL + timedelta(hours=1)
    assert not any(may_be_sealed_by_time(IN[status], late) for status in others)


def test_who_is_silent_for_longer_than_the_lease_has_given_up() -> None:
    assert not is_abandoned(PREPARING, START + LEASE)
    assert is_abandoned(PREPARING, START + LEASE + MILLISECOND)
    others = set(BulkStatus) - {BulkStatus.PREPARING}
    assert not any(is_abandoned(IN[status], START + timedelta(days=1)) for status in others)


def test_somebody_must_look_at_it_until_it_is_closed() -> None:
    assert due_at(PREPARING) == START + LEASE
    assert due_at(COMMITTED) == UNTIL + SEAL_GRACE
    assert due_at(IN[BulkStatus.UNDONE]) == START + timedelta(seconds=12)
    assert due_at(IN[BulkStatus.SEALED]) is not None
    assert due_at(IN[BulkStatus.ABORTED]) is not None


@pytest.mark.parametrize("status", FINAL)
def test_what_was_stored_is_looked_at_once_more_and_then_never(status: BulkStatus) -> None:
    stored = replace(IN[status], drained_at=UNTIL)
    assert due_at(stored) == UNTIL + CLOSED_AFTER
    assert due_at(replace(stored, closed_at=UNTIL + CLOSED_AFTER)) is None


def test_who_the_members_are_is_one_hash_whatever_their_order() -> None:
    ada, grace, joan = (UserId(name) for name in ("ada", "grace", "joan"))
    assert members_hash([joan, ada, grace]) == members_hash(iter((ada, grace, joan)))
    assert members_hash([ada, grace]) == digest({"user_ids": ["ada", "grace"]})
    assert len({members_hash(each) for each in ([ada], [grace], [ada, grace], [])}) == 4
    assert members_hash([UserId("a"), UserId("b")]) != members_hash([UserId("ab")])
