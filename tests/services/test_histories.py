"""A user's history page by page: whole, newest first, and stable while entries arrive."""

from datetime import timedelta

import pytest

from mediadesk.domain.errors import InvalidCursor, UserNotFound
from mediadesk.domain.history import HistoryAction, HistoryEntry, HistoryQuery
from mediadesk.domain.ids import UserId
from mediadesk.services.histories import READ_AHEAD, HistoryPage
from tests.fakes import START
from tests.services import lives
from tests.services.lives import GRACE, a_town, end, give
from tests.world import World

EVERYTHING = HistoryQuery(GRACE)


def lived(count: int) -> World:
    """Grace was given something `count` times, a second apart; every tenth time it was taken."""
    world = a_town()
    for number in range(1, count + 1):
        world.clock.advance(timedelta(seconds=1))
        end(world) if number % 10 == 0 else give(world, number % 3 + 1)
    world.faults.clear()
    return world


def pages(world: World, query: HistoryQuery, limit: int) -> list[HistoryPage]:
    found = [world.histories().page(query, None, limit)]
    while cursor := found[-1].next_cursor:
        assert len(found) < 100, "the pages never end"
        found.append(world.histories().page(query, cursor, limit))
    return found


def entries(world: World, query: HistoryQuery, limit: int) -> list[HistoryEntry]:
    return [entry for page in pages(world, query, limit) for entry in page.items]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 24, 25, 100])
def test_pages_together_are_the_whole_history_newest_first(limit: int) -> None:
    world = lived(25)
    assert entries(world, EVERYTHING, limit) == lives.history(world)[::-1]


def test_the_first_entry_is_followed_by_no_empty_page() -> None:
    assert [len(page.items) for page in pages(lived(4), EVERYTHING, 2)] == [2, 2]


def test_entries_that_arrive_meanwhile_shift_no_page() -> None:
    world = lived(6)
    first = world.histories().page(EVERYTHING, None, 3)
    end(world)
    give(world, 3)
    second = world.histories().page(EVERYTHING, first.next_cursor, 3)
    assert [entry.sequence for entry in (*first.items, *second.items)] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_a_rare_action_is_found_though_pages_may_be_short(limit: int) -> None:
    world = lived(45)
    query = HistoryQuery(GRACE, HistoryAction.UNASSIGN)
    assert [entry.sequence for entry in entries(world, query, limit)] == [40, 30, 20, 10]
    assert all(len(page.items) <= limit for page in pages(world, query, limit))


def test_one_page_reads_so_far_ahead_and_no_further() -> None:
    world = lived(30)
    page = world.histories().page(HistoryQuery(GRACE, HistoryAction.REVERT), None, 3)
    assert (page.items, page.next_cursor is None) == ((), False)
    assert world.faults.calls.count("FakeHistoryStore.newest") == READ_AHEAD


def test_a_span_of_time_has_both_its_ends() -> None:
    world = lived(9)
    since, until = START + timedelta(seconds=3), START + timedelta(seconds=5)
    found = entries(world, HistoryQuery(GRACE, since=since, until=until), 2)
    assert [entry.sequence for entry in found] == [5, 4, 3]


def test_who_has_no_history_has_one_empty_page() -> None:
    assert a_town().histories().page(EVERYTHING, None, 10) == HistoryPage((), None)


@pytest.mark.parametrize("user_id", ["nobody", "", "a b", "x" * 3000], ids=len)
def test_nobody_unknown_has_a_history(user_id: str) -> None:
    with pytest.raises(UserNotFound):
        a_town().histories().page(HistoryQuery(UserId(user_id)), None, 10)


def test_a_cursor_of_another_query_or_another_user_is_refused() -> None:
    world = lived(5)
    lives.registered(world, "bob")
    cursor = world.histories().page(EVERYTHING, None, 2).next_cursor
    for query in (
        HistoryQuery(UserId("bob")),
        HistoryQuery(GRACE, HistoryAction.ASSIGN),
        HistoryQuery(GRACE, since=START),
        HistoryQuery(GRACE, until=START),
    ):
        with pytest.raises(InvalidCursor):
            world.histories().page(query, cursor, 2)


@pytest.mark.parametrize("cursor", ["", "x", "1", "3.x", "\0", "é"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        lived(5).histories().page(EVERYTHING, cursor, 2)
