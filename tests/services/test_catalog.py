"""Lists that stay right while rows arrive, and cursors that nobody can make up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.domain.asset_query import AssetQuery
from mediadesk.domain.conversions import ConversionStatus
from mediadesk.domain.errors import AssetNotFound, InvalidCursor, UserNotFound
from mediadesk.domain.ids import AssetId
from mediadesk.domain.media import OutputKind
from mediadesk.services.catalog import READ_AHEAD, AssetPage
from mediadesk.services.cursors import CursorSigner
from tests.builders import an_asset, an_asset_id
from tests.services import lives
from tests.services.stories import calls, convert, queued, stored
from tests.world import World

EVERYTHING = AssetQuery()


def filled(*numbers: int, title: str = "A clip") -> World:
    world = World()
    add(world, *numbers, title=title)
    return world


def add(world: World, *numbers: int, title: str = "A clip") -> None:
    for number in numbers:
        world.storage.assets[an_asset_id(number)] = an_asset(number, title=title)


def numbers_of(page: AssetPage) -> list[int]:
    return [int(view.asset.asset_id[4:]) for view in page.items]


def pages(world: World, query: AssetQuery, limit: int) -> list[AssetPage]:
    """Every page, by following the cursors."""
    found = [world.catalog().page(query, None, limit)]
    while cursor := found[-1].next_cursor:
        assert len(found) < 100, "the pages never end"
        found.append(world.catalog().page(query, cursor, limit))
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 10, 11, 100])
def test_pages_together_are_the_whole_list_newest_first(limit: int) -> None:
    world = filled(*range(1, 11))
    numbers = [number for page in pages(world, EVERYTHING, limit) for number in numbers_of(page)]
    assert numbers == list(range(10, 0, -1))


def test_a_full_last_page_may_be_followed_by_an_empty_one_and_then_by_none() -> None:
    found = pages(filled(1, 2, 3, 4), EVERYTHING, 2)
    assert [numbers_of(page) for page in found] == [[4, 3], [2, 1], []]


def test_a_list_of_nothing_is_one_empty_page() -> None:
    assert World().catalog().page(EVERYTHING, None, 10) == AssetPage((), None)


def test_assets_that_arrive_meanwhile_shift_no_page() -> None:
    world = filled(*range(1, 7))
    first = world.catalog().page(EVERYTHING, None, 3)
    add(world, 7, 8, 9)
    second = world.catalog().page(EVERYTHING, first.next_cursor, 3)
    assert numbers_of(first) + numbers_of(second) == [6, 5, 4, 3, 2, 1]
    assert numbers_of(world.catalog().page(EVERYTHING, None, 3)) == [9, 8, 7]


def test_assets_that_change_their_status_meanwhile_are_neither_repeated_nor_hide_others() -> None:
    world = filled(*range(1, 7))
    waiting = AssetQuery(status=ConversionStatus.PENDING_UPLOAD)
    first = world.catalog().page(waiting, None, 2)
    gone = an_asset_id(5)
    world.storage.assets[gone] = replace(
        world.storage.assets[gone], status=ConversionStatus.EXPIRED
    )
    second = world.catalog().page(waiting, first.next_cursor, 2)
    assert (numbers_of(first), numbers_of(second)) == ([6, 5], [4, 3])


def test_what_the_index_names_and_nobody_has_is_left_out() -> None:
    world = filled(1, 2, 3)

    def vanishes() -> None:
        del world.storage.assets[an_asset_id(2)]

    world.faults.at(1, "after", vanishes)
    assert numbers_of(world.catalog().page(EVERYTHING, None, 10)) == [3, 1]


def test_words_are_looked_for_in_titles_and_file_names_alike() -> None:
    world = filled(1, 2, title="Summer in Rome")
    add(world, 3, title="Winter")
    assert numbers_of(world.catalog().page(AssetQuery(words="sum rom"), None, 10)) == [2, 1]
    assert numbers_of(world.catalog().page(AssetQuery(words="clip"), None, 10)) == [3, 2, 1]
    assert numbers_of(world.catalog().page(AssetQuery(words="sum wint"), None, 10)) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_rare_finds_are_all_found_though_pages_may_be_short(limit: int) -> None:
    world = filled(*range(1, 41))
    add(world, 3, 17, 18, 39, title="Rare")
    found = pages(world, AssetQuery(words="rare"), limit)
    assert [number for page in found for number in numbers_of(page)] == [39, 18, 17, 3]
    assert all(len(page.items) <= limit for page in found)
    assert any(len(page.items) < limit and page.next_cursor for page in found)


def test_one_page_reads_so_far_ahead_and_no_further() -> None:
    world = filled(*range(1, 41))
    page = world.catalog().page(AssetQuery(words="rare"), None, 3)
    assert (page.items, page.next_cursor is None) == ((), False)
    assert len(calls(world, "FakeAssetStore.newest")) == READ_AHEAD


def test_an_asset_is_found_by_its_status() -> None:
    world = World()
    asset = queued(world)
    add(world, 50)
    page = world.catalog().page(AssetQuery(status=ConversionStatus.QUEUED), None, 10)
    assert [view.asset.asset_id for view in page.items] == [asset.asset_id]


def test_a_cursor_of_another_query_is_refused() -> None:
    world = filled(1, 2, 3)
    cursor = world.catalog().page(EVERYTHING, None, 1).next_cursor
    for query in (AssetQuery(words="clip"), AssetQuery(status=ConversionStatus.QUEUED)):
        with pytest.raises(InvalidCursor):
            world.catalog().page(query, cursor, 1)


def test_a_cursor_serves_the_same_words_however_they_are_written() -> None:
    world = filled(1, 2, 3)
    cursor = world.catalog().page(AssetQuery(words="A clip"), None, 1).next_cursor
    assert numbers_of(world.catalog().page(AssetQuery(words=" a  CLIP "), cursor, 1)) == [2]


@pytest.mark.parametrize("cursor", ["", "x", ".", "a.b", "\0", "é", "ast_" + "0" * 26, "=" * 1000])
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        filled(1, 2, 3).catalog().page(EVERYTHING, cursor, 1)


def test_a_cursor_that_another_secret_signed_is_refused() -> None:
    forged = CursorSigner("another secret").sign(EVERYTHING.fingerprint, an_asset_id(2))
    with pytest.raises(InvalidCursor):
        filled(1, 2, 3).catalog().page(EVERYTHING, forged, 1)


def test_each_change_of_a_cursor_is_noticed() -> None:
    world = filled(1, 2, 3)
    cursor = world.catalog().page(EVERYTHING, None, 1).next_cursor or ""
    payload = cursor.rindex(".")
    for place in range(payload + 1):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(InvalidCursor):
            world.catalog().page(EVERYTHING, changed, 1)


def test_a_converted_asset_comes_with_addresses_of_its_outputs() -> None:
    world = World()
    asset = queued(world)
    convert(world)
    view = world.catalog().get(asset.asset_id)
    assert view.asset == stored(world, asset)
    assert list(view.urls) == list(OutputKind)
    later = world.clock.now + timedelta(hours=1)
    assert all(url.expires_at > later for url in view.urls.values())


@pytest.mark.parametrize("asset_id", ["", "ast_", "ast_1", "../x", "\0", an_asset_id(9), "x" * 999])
def test_what_nobody_has_and_what_is_no_id_are_not_found_alike(asset_id: AssetId) -> None:
    with pytest.raises(AssetNotFound):
        World().catalog().get(asset_id)


def test_what_a_user_holds_is_a_page_of_its_own() -> None:
    world = lives.a_town()
    held = AssetQuery(user_id=lives.GRACE)
    assert world.catalog().page(held, None, 10).items == ()
    lives.give(world, 2)
    page = world.catalog().page(held, None, 10)
    assert (numbers_of(page), page.next_cursor) == ([2], None)
    assert numbers_of(world.catalog().page(replace(held, words="nothing like it"), None, 10)) == []


def test_a_deleted_asset_that_is_held_is_shown_among_the_deleted_only() -> None:
    world = lives.a_town()
    lives.give(world, 2)
    lives.gone(world, 2)
    for deleted, numbers in ((False, []), (True, [2])):
        query = AssetQuery(user_id=lives.GRACE, deleted=deleted)
        assert numbers_of(world.catalog().page(query, None, 10)) == numbers


@pytest.mark.parametrize("user_id", ["nobody", "", "a b", "\0"])
def test_what_nobody_holds_is_not_an_empty_page(user_id: str) -> None:
    with pytest.raises(UserNotFound):
        lives.a_town().catalog().page(AssetQuery(user_id=user_id), None, 10)


def test_what_a_user_holds_takes_no_cursor() -> None:
    world = lives.a_town()
    cursor = world.catalog().page(EVERYTHING, None, 1).next_cursor
    with pytest.raises(InvalidCursor):
        world.catalog().page(AssetQuery(user_id=lives.GRACE), cursor, 1)


def test_deleted_assets_are_a_list_of_their_own() -> None:
    world = lives.a_town(assets=6)
    lives.gone(world, 2)
    lives.gone(world, 5)
    shown = [number for page in pages(world, EVERYTHING, 2) for number in numbers_of(page)]
    hidden = pages(world, AssetQuery(deleted=True), 1)
    assert shown == [6, 4, 3, 1]
    assert [number for page in hidden for number in numbers_of(page)] == [5, 2]
    completed = AssetQuery(status=ConversionStatus.COMPLETED, deleted=True)
    assert numbers_of(world.catalog().page(completed, None, 10)) == [5, 2]


def test_an_asset_is_shown_with_those_who_hold_it() -> None:
    world = lives.a_town()
    assert world.catalog().get(an_asset_id(1)).holders.count == 0
    lives.give(world, 1)
    world.holder_projection().refresh(an_asset_id(1))
    holders = world.catalog().get(an_asset_id(1)).holders
    assert holders.latest is not None
    assert (holders.count, holders.latest.user_id) == (1, lives.GRACE)
