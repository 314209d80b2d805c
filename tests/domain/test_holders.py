"""The projection of who holds an asset."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.holders import MANY, MANY_AT_MOST_EVERY, Holders, Holding, computed
from mediadesk.domain.ids import AdminId, UserId
from tests.domain.people import MILLISECOND, NOW, an_asset_id

NOBODY: Final = Holders(an_asset_id(1))


def held(user_id: str, at: datetime = NOW) -> Holding:
    return Holding(UserId(user_id), at, AdminId("ada"))


def test_the_latest_assignment_is_shown_with_the_number_of_all() -> None:
    found = computed(NOBODY, [held("b"), held("c", NOW + MILLISECOND), held("a")], NOW)
    assert found.latest == held("c", NOW + MILLISECOND)
    assert (found.count, found.version, found.computed_at) == (3, 1, NOW)


@given(st.permutations([held("a"), held("b"), held("c"), held("d", NOW - MILLISECOND)]))
def test_the_order_in_which_they_were_found_does_not_count(found: list[Holding]) -> None:
    assert computed(NOBODY, found, NOW).latest == held("c")


def test_nobody_left_is_news_and_still_nobody_is_none() -> None:
    some = computed(NOBODY, [held("a")], NOW)
    none = computed(some, [], NOW)
    assert (none.latest, none.count, none.version) == (None, 0, 2)
    assert computed(none, [], NOW).version == 2
    assert computed(NOBODY, [], NOW).version == 0


def test_the_version_rises_with_what_is_visible_only() -> None:
    some = computed(NOBODY, [held("a")], NOW)
    assert computed(some, [held("a")], NOW + MILLISECOND).version == 1
    assert computed(some, [held("a"), held("a0", NOW - MILLISECOND)], NOW).version == 2
    assert computed(some, [held("a", NOW + MILLISECOND)], NOW).version == 2


def test_what_else_is_known_of_it_stays() -> None:
    before = replace(NOBODY, v=4, due_at=NOW)
    after = computed(before, [held("a")], NOW)
    assert (after.v, after.due_at, after.asset_id) == (4, NOW, before.asset_id)


@pytest.mark.parametrize(
    ("count", "age", "is_fresh"),
    [
        (MANY, timedelta(0), True),
        (MANY, MANY_AT_MOST_EVERY - MILLISECOND, True),
        (MANY, MANY_AT_MOST_EVERY, False),
        (MANY - 1, timedelta(0), False),
    ],
)
def test_only_an_expensive_one_is_left_alone_for_a_while(
    count: int, age: timedelta, is_fresh: bool
) -> None:
    assert replace(NOBODY, count=count, computed_at=NOW).is_fresh(NOW + age) == is_fresh


def test_one_that_was_never_computed_is_not_fresh() -> None:
    assert not replace(NOBODY, count=MANY).is_fresh(NOW)
