"""What users hold, in the fakes and in DynamoDB alike."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.errors import UserNotFound, WriteConflict
from mediadesk.domain.heads import Change, Head
from mediadesk.domain.holders import Holding
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import Answer
from tests.aws.backends import Stores
from tests.builders import (
    ADA,
    GRACE,
    a_change,
    a_head,
    a_profile,
    an_answer,
    an_asset_id,
    registration,
)
from tests.fakes import START

A_DAY = timedelta(hours=24)
MILLISECOND = timedelta(milliseconds=1)


def registered(stores: Stores, names: Iterable[str] = (GRACE,)) -> None:
    for name in names:
        stores.users.save(registration(a_profile(name)))


def given(stores: Stores, name: str, asset_number: int | None = 1) -> Change:
    """That user holds that asset from now on."""
    head = stores.heads.head(UserId(name))
    change = a_change(head, asset_number)
    stores.heads.save(change, an_answer(f"{name}-{head.v}"))
    return change


def test_what_somebody_holds_is_read_back_with_its_entry_and_its_answer(stores: Stores) -> None:
    registered(stores)
    change = given(stores, GRACE)
    assert stores.heads.head(GRACE) == change.after
    assert stores.history.get(GRACE, 1) == change.entries[0]
    assert stores.answers.find(an_answer("grace-0").operation_id) == an_answer("grace-0")


def test_an_unknown_user_has_no_head(stores: Stores) -> None:
    with pytest.raises(UserNotFound):
        stores.heads.head(GRACE)


def test_many_heads_come_in_the_order_asked_for_without_the_absent(stores: Stores) -> None:
    registered(stores, ["u-1", "u-2"])
    second = given(stores, "u-2").after
    wanted = [UserId("u-2"), UserId("nobody"), UserId("u-1")]
    assert stores.heads.heads(wanted) == [second, a_head("u-1")]
    assert stores.heads.heads([]) == []


def test_more_than_one_entry_is_appended_by_one_step(stores: Stores) -> None:
    registered(stores)
    first = a_change(a_head())
    second = a_change(first.after, None)
    both = Change(
        first.before, replace(second.after, v=1), entries=(*first.entries, *second.entries)
    )
    stores.heads.save(both, an_answer())
    assert stores.heads.head(GRACE) == both.after
    assert stores.history.newest(GRACE, None, 9) == [*second.entries, *first.entries]


def refused_whole(stores: Stores, change: Change, answer: Answer) -> None:
    """The change is refused, and nothing of it is to be seen."""
    head, history = stores.heads.head(GRACE), stores.history.newest(GRACE, None, 9)
    known = stores.answers.find(answer.operation_id)
    with pytest.raises(WriteConflict):
        stores.heads.save(change, answer)
    assert stores.heads.head(GRACE) == head
    assert stores.history.newest(GRACE, None, 9) == history
    assert stores.answers.find(answer.operation_id) == known


def test_a_step_from_a_head_that_has_moved_on_is_refused_whole(stores: Stores) -> None:
    registered(stores)
    given(stores, GRACE)
    beside = a_change(a_head(), 2)
    later = replace(beside, entries=tuple(replace(e, sequence=2) for e in beside.entries))
    refused_whole(stores, later, an_answer("other"))


def test_a_step_from_a_head_that_is_not_there_is_refused(stores: Stores) -> None:
    with pytest.raises(WriteConflict):
        stores.heads.save(a_change(a_head()), an_answer())
    assert stores.history.get(GRACE, 1) is None
    assert stores.answers.find(an_answer().operation_id) is None


def test_a_history_never_forks(stores: Stores) -> None:
    registered(stores)
    first = given(stores, GRACE)
    second = a_change(first.after, 2)
    refused_whole(stores, replace(second, entries=first.entries), an_answer("other"))


def test_a_step_for_an_entry_of_the_directory_is_refused_whole_once_it_has_changed(
    stores: Stores,
) -> None:
    registered(stores)
    change, answer = a_change(a_head()), an_answer()
    for version in (0, 2):
        with pytest.raises(WriteConflict):
            stores.heads.save(change, answer, profile_version=version)
    assert stores.heads.head(GRACE) == a_head()
    assert stores.history.get(GRACE, 1) is None
    assert stores.answers.find(answer.operation_id) is None
    stores.heads.save(change, answer, profile_version=1)
    assert stores.heads.head(GRACE) == change.after


def test_an_operation_that_was_answered_changes_nothing_more(stores: Stores) -> None:
    registered(stores)
    first = given(stores, GRACE)
    refused_whole(stores, a_change(first.after, 2), an_answer("grace-0", hello="again"))


def test_an_answer_gives_way_just_after_its_day(stores: Stores) -> None:
    registered(stores)
    first = given(stores, GRACE)
    change = a_change(first.after, 2)
    refused_whole(stores, change, an_answer("grace-0", START + A_DAY))
    just_after = an_answer("grace-0", START + A_DAY + MILLISECOND)
    stores.heads.save(change, just_after)
    assert stores.heads.head(GRACE) == change.after
    assert stores.answers.find(just_after.operation_id) == just_after


def test_holders_are_those_who_hold_it_now(stores: Stores) -> None:
    names = [f"user-{number:02d}" for number in range(20)]
    registered(stores, names)
    for name in reversed(names):
        given(stores, name)
    given(stores, names[0], 2)
    given(stores, names[1], None)
    one, two = an_asset_id(1), an_asset_id(2)
    assert stores.heads.holders(one, None, 100) == names[2:]
    assert stores.heads.holders(one, None, 5) == names[2:7]
    assert stores.heads.holders(one, UserId(names[6]), 5) == names[7:12]
    assert stores.heads.holders(one, UserId(names[-1]), 5) == []
    assert stores.heads.holders(two, None, 5) == names[:1]
    held = {Holding(UserId(name), START, ADA.name) for name in names[2:]}
    assert len(stores.heads.holdings(one)) == len(held)
    assert set(stores.heads.holdings(one)) == held
    assert stores.heads.holdings(an_asset_id(3)) == []


def test_a_history_is_read_from_its_newest_entry_back(stores: Stores) -> None:
    registered(stores, [GRACE, "hedy"])
    entries = [given(stores, GRACE, number).entries[0] for number in range(1, 13)]
    given(stores, "hedy")
    entries.reverse()
    assert stores.history.newest(GRACE, None, 100) == entries
    assert stores.history.newest(GRACE, None, 5) == entries[:5]
    assert stores.history.newest(GRACE, 8, 5) == entries[5:10]
    assert stores.history.newest(GRACE, 1, 5) == []
    assert stores.history.newest(UserId("nobody"), None, 5) == []


def test_an_entry_is_found_by_its_place(stores: Stores) -> None:
    registered(stores)
    first, second = (given(stores, GRACE, number).entries[0] for number in (1, 2))
    assert stores.history.get(GRACE, 1) == first
    assert stores.history.get(GRACE, 2) == second
    assert stores.history.get(GRACE, 3) is None
    assert stores.history.get(GRACE, 10**40) is None
    assert stores.history.get(UserId("nobody"), 1) is None


def test_a_chain_of_steps_links_each_entry_to_the_one_before(stores: Stores) -> None:
    registered(stores)
    changes = [given(stores, GRACE, number) for number in (1, 2)]
    first, second = (change.entries[0] for change in changes)
    head: Head = stores.heads.head(GRACE)
    assert (second.previous_hash, second.previous_asset_id) == (first.hash, first.asset_id)
    assert (head.hash, head.v, head.sequence) == (second.hash, 2, 2)
