"""Entries of a history: what is hashed, what links them, and which of them a query finds."""

from dataclasses import fields, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.heads import Head, appended, assignment_of, current
from mediadesk.domain.history import HistoryAction, HistoryEntry, HistoryQuery, sealed
from mediadesk.domain.ids import AdminId, BulkId, UserId
from tests.domain.people import GRACE, MILLISECOND, NOW, a_life, an_act, an_asset_id

GOLDEN: Final = HistoryEntry(
    user_id=GRACE,
    sequence=7,
    action=HistoryAction.REVERT,
    asset_id=an_asset_id(2),
    previous_asset_id=None,
    performed_by=AdminId("Ädä"),
    performed_at=NOW,
    bulk_id=None,
    refers_to=3,
    note='said "so"\n\u2028',
    request_id="request-1",
    op_id="ada#K#key-1",
    previous_hash="ab" * 32,
)
CHANGED: Final[dict[str, Any]] = {
    "user_id": UserId("Grace"),
    "sequence": 8,
    "action": HistoryAction.ASSIGN,
    "asset_id": None,
    "previous_asset_id": an_asset_id(1),
    "performed_by": AdminId("ada"),
    "performed_at": NOW + MILLISECOND,
    "bulk_id": BulkId("blk_1"),
    "refers_to": None,
    "note": None,
    "request_id": "",
    "previous_hash": GENESIS_HASH,
}
STEPS = st.lists(st.sampled_from([None, *map(an_asset_id, range(1, 4))]), max_size=8)


def document_by_hand() -> dict[str, object]:
    return {
        "action": "revert",
        "asset_id": "ast_00000000000000000000000002",
        "bulk_id": None,
        "entry_id": "ent_NzpncmFjZQ",
        "note": 'said "so"\n\u2028',
        "performed_at": "2026-11-22T10:15:30.123Z",
        "performed_by": "Ädä",
        "previous_asset_id": None,
        "previous_hash": "ab" * 32,
        "refers_to": "ent_MzpncmFjZQ",
        "request_id": "request-1",
        "sequence": 7,
        "user_id": "grace",
    }


def test_an_entry_is_hashed_as_it_is_shown_without_its_hash() -> None:
    assert GOLDEN.document() == document_by_hand()
    assert sealed(GOLDEN).hash == digest(document_by_hand())


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_of_any_field_changes_the_hash(name: str) -> None:
    assert sealed(replace(GOLDEN, **{name: CHANGED[name]})).hash != sealed(GOLDEN).hash


def test_no_field_is_left_out_but_the_hash_and_the_name_of_the_operation() -> None:
    assert set(CHANGED) == {field.name for field in fields(HistoryEntry)} - {"hash", "op_id"}
    assert sealed(replace(GOLDEN, hash="x", op_id="x")).hash == sealed(GOLDEN).hash


@given(STEPS)
def test_each_entry_links_to_the_one_before_by_hash_and_by_asset(steps: list[Any]) -> None:
    head = Head(GRACE)
    entries: list[HistoryEntry] = []
    for asset_id in steps:
        change = appended(head, HistoryAction.ASSIGN, asset_id, an_act())
        assert change.before is head
        head, entries = change.after, [*entries, *change.entries]
    links = [(entry.sequence, entry.previous_hash, entry.previous_asset_id) for entry in entries]
    hashes = [GENESIS_HASH, *(entry.hash for entry in entries)]
    assert links == list(zip(range(1, 99), hashes, [None, *steps], strict=False))[: len(steps)]
    assert (head.v, head.sequence, head.hash) == (len(steps), len(steps), hashes[-1])
    assert [entry.hash for entry in entries] == [sealed(entry).hash for entry in entries]


def test_a_head_is_what_its_newest_entry_says() -> None:
    for head, entries in (a_life(1), a_life(1, 2)):
        assert current(head) == assignment_of(entries[-1])


def test_nobody_holds_anything_before_the_first_entry_nor_after_one_that_gave_nothing() -> None:
    head, _ = a_life(1)
    nothing = appended(head, HistoryAction.UNASSIGN, None, an_act())
    assert current(Head(GRACE)) is None
    assert current(nothing.after) is None
    assert assignment_of(nothing.entries[0]).asset_id is None


@pytest.mark.parametrize("action", HistoryAction)
def test_only_what_gives_an_asset_by_choice_opens_a_window_of_thirty_seconds(
    action: HistoryAction,
) -> None:
    change = appended(Head(GRACE), action, an_asset_id(1), an_act())
    opens = action in {HistoryAction.ASSIGN, HistoryAction.REVERT}
    until = NOW + timedelta(seconds=30) if opens else None
    assert change.after.undo_until == assignment_of(change.entries[0]).undo_until == until


def test_what_an_act_says_stands_in_its_entry() -> None:
    act = an_act(by=AdminId("bob"), request_id="r", op_id="o", note="why", bulk_id=BulkId("b"))
    [entry] = appended(Head(GRACE), HistoryAction.ASSIGN, an_asset_id(1), act, 5).entries
    told = (entry.performed_by, entry.request_id, entry.op_id, entry.note, entry.bulk_id)
    assert told == ("bob", "r", "o", "why", "b")
    assert (entry.performed_at, entry.refers_to) == (NOW, 5)


def moments(*milliseconds: int) -> list[HistoryEntry]:
    return [replace(GOLDEN, performed_at=NOW + MILLISECOND * number) for number in milliseconds]


def test_both_ends_of_a_span_count() -> None:
    query = HistoryQuery(GRACE, since=NOW, until=NOW + MILLISECOND)
    assert [query.matches(entry) for entry in moments(-1, 0, 1, 2)] == [False, True, True, False]


def test_a_query_without_wishes_matches_everything_and_one_with_an_action_that_one_only() -> None:
    assert all(HistoryQuery(GRACE).matches(replace(GOLDEN, action=each)) for each in HistoryAction)
    for action in HistoryAction:
        found = [
            each
            for each in HistoryAction
            if HistoryQuery(GRACE, each).matches(replace(GOLDEN, action=action))
        ]
        assert found == [action]


def test_every_query_has_a_fingerprint_of_its_own() -> None:
    queries = [
        HistoryQuery(user_id, action, since, until)
        for user_id in (GRACE, UserId("ada"))
        for action in (None, *HistoryAction)
        for since in (None, NOW, NOW + MILLISECOND)
        for until in (None, NOW, NOW + MILLISECOND)
    ]
    fingerprints = [query.fingerprint for query in queries]
    assert all(one != other for one, other in pairwise(sorted(fingerprints)))
