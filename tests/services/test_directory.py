"""Who is in the directory: everybody once, whoever a query finds once, and nobody else."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.errors import InvalidCursor, ServiceUnavailable
from mediadesk.domain.user_search import fold
from mediadesk.services.cursors import CursorSigner
from mediadesk.services.directory import READS_AT_MOST, UserPage
from tests.builders import an_asset_id, user_fields
from tests.services import lives
from tests.services.lives import asks
from tests.world import World

FIRST = ["Ada", "Grace", "José", "Ada Grace", "Adam"]
LAST = ["Hopper", "Lovelace", "García", "O'Neill", "Ada"]


def populated(count: int = 25) -> World:
    """User 7 goes by one of the names above, as does user 32."""
    world = World()
    for number in range(count):
        name = f"{FIRST[number % 5]} {LAST[number // 5 % 5]}"
        fields = user_fields(display_name=name, email=f"u{number}@example.org")
        world.users().put(f"user-{number:02d}", fields, None, asks(world))
    world.faults.clear()
    return world


def pages(world: World, query: str, limit: int) -> list[UserPage]:
    found = [world.directory().page(query, None, limit)]
    while cursor := found[-1].next_cursor:
        assert len(found) < 200, "the pages never end"
        found.append(world.directory().page(query, cursor, limit))
    return found


def ids(world: World, query: str, limit: int) -> list[str]:
    return [user.profile.user_id for page in pages(world, query, limit) for user in page.items]


def named(world: World, *beginnings: str) -> set[str]:
    """Those with words of the name that begin so."""
    return {
        profile.user_id
        for profile in world.storage.profiles.values()
        if all(
            any(word.startswith(each) for word in fold(profile.display_name).split())
            for each in beginnings
        )
    }


@pytest.mark.parametrize("limit", [1, 2, 7, 24, 25, 26, 100])
def test_pages_together_are_everybody_by_id(limit: int) -> None:
    world = populated()
    assert ids(world, "", limit) == [f"user-{number:02d}" for number in range(25)]
    assert all(len(page.items) <= limit for page in pages(world, "", limit))


@pytest.mark.parametrize("limit", [1, 3, 100])
@pytest.mark.parametrize("query", ["ada", "a", "JOSE", "garc", "ada hop", "ada lovelace", "hopper"])
def test_a_query_finds_everybody_with_such_words_once(query: str, limit: int) -> None:
    world = populated()
    found = ids(world, query, limit)
    assert len(found) == len(set(found))
    assert set(found) == named(world, *query.casefold().split())


@given(st.text("adgrhojse .@-0123456789u", max_size=8), st.sampled_from([1, 4, 30]))
def test_whatever_is_asked_for_nobody_is_listed_twice(query: str, limit: int) -> None:
    found = ids(WORLD, query, limit)
    assert len(found) == len(set(found))
    assert sorted(found) == sorted(ids(WORLD, query, 100))


def test_a_page_is_given_short_rather_than_read_for_ever() -> None:
    world = populated(100)
    page = world.directory().page("user zzz", None, 1)
    assert page.items == ()
    assert world.faults.calls.count("FakeUserStore.search") <= READS_AT_MOST
    assert ids(world, "user zzz", 2) == []


def test_who_comes_meanwhile_shifts_no_page() -> None:
    world = populated(6)
    first = world.directory().page("", None, 3)
    lives.registered(world, "a-first", "zoe")
    rest = world.directory().page("", first.next_cursor, 10)
    found = [user.profile.user_id for user in (*first.items, *rest.items)]
    assert found == [*(f"user-{number:02d}" for number in range(6)), "zoe"]


def test_somebody_is_shown_with_what_they_hold() -> None:
    world = lives.a_town()
    lives.give(world, 2)
    [user] = world.directory().page("hopper", None, 10).items
    assert user == world.directory().get(lives.GRACE)
    assert (user.current and user.current.asset_id, user.version) == (an_asset_id(2), 2)


def test_a_user_is_never_shown_with_an_entry_and_a_head_of_different_times() -> None:
    def meanwhile(world: World) -> None:
        lives.give(world, 2)
        lives.put(world, "Zoe")
        lives.dismiss(world)

    for call in range(1, 4):
        world = lives.a_town()
        lives.give(world, 1)
        before = world.directory().get(lives.GRACE)
        world.faults.clear()
        world.faults.at(call, "before", partial(meanwhile, world))
        shown = world.directory().get(lives.GRACE)
        assert shown in (before, world.directory().get(lives.GRACE))


def test_a_user_who_changes_without_a_pause_is_read_again_a_few_times() -> None:
    world = lives.a_town()
    for call in range(1, 8):
        world.faults.at(call, "before", partial(lives.give, world, 1 + call % 2))
    with pytest.raises(ServiceUnavailable):
        world.directory().get(lives.GRACE)
    assert len(world.faults.calls) == 7


def test_who_was_deactivated_is_never_listed_as_holding_something() -> None:
    for call in range(1, 4):
        world = lives.a_town()
        lives.give(world, 1)
        world.faults.clear()
        world.faults.at(call, "before", partial(lives.dismiss, world))
        [user] = world.directory().page("grace", None, 10).items
        assert user.profile.deactivated_at is None or user.current is None


def test_nobody_is_on_a_page_twice_whose_words_change_while_it_is_read() -> None:
    world = World()
    names = {"z1": "ada", "z2": " ".join(f"ad{letter}" for letter in "bcdefghijklmnop")}
    for user_id, name in names.items():
        fields = user_fields(display_name=name, email="q@q.org")
        world.users().put(user_id, fields, None, asks(world))
    world.faults.clear()
    renamed = user_fields(display_name="adzz", email="q@q.org")
    world.faults.at(2, "before", lambda: world.users().put("z1", renamed, None, asks(world)))
    page = world.directory().page("ad", None, 3)
    assert [user.profile.user_id for user in page.items] == ["z1", "z2"]


@pytest.mark.parametrize("query", ["@", "---", "\U0001f600", "\u0301", " . "])
def test_a_query_without_a_letter_or_digit_finds_nobody(query: str) -> None:
    assert populated().directory().page(query, None, 10) == UserPage((), None)


def test_who_left_is_still_found() -> None:
    world = lives.a_town()
    lives.dismiss(world)
    [user] = world.directory().page("grace", None, 10).items
    assert user.profile.deactivated_at == world.clock()


def test_a_cursor_of_another_query_is_refused_and_one_of_the_same_words_is_not() -> None:
    world = populated()
    cursor = world.directory().page("Ada Hop", None, 1).next_cursor
    for query in ("", "ada", "ada hopp", "hop"):
        with pytest.raises(InvalidCursor):
            world.directory().page(query, cursor, 1)
    assert world.directory().page(" HOP  áda", cursor, 1).items


@pytest.mark.parametrize("cursor", ["", "x", "user-03", "\0", "é.x"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    world = populated(5)
    forged = CursorSigner("another secret").sign('["users"]', "user-01")
    for each in (cursor, forged):
        with pytest.raises(InvalidCursor):
            world.directory().page("", each, 2)


WORLD = populated()
