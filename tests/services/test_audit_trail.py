"""The audit trail: which entries there are, in which order, and how one goes on after a page."""

from datetime import timedelta

import pytest

from mediadesk.domain.audit import AuditAction
from mediadesk.domain.audit_query import AuditQuery
from mediadesk.domain.bulk import commit
from mediadesk.domain.errors import AssetNotFound, InvalidCursor, UserNotFound
from mediadesk.domain.ids import UserId
from mediadesk.domain.trail import Recorded
from tests.builders import (
    ADA,
    GRACE,
    a_bulk,
    a_change,
    a_decision,
    a_profile,
    an_answer,
    an_asset,
    an_asset_id,
    first_entry,
    profile_change,
    registration,
)
from tests.fakes import START
from tests.world import World

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVERYTHING = AuditQuery()


def listed(world: World, query: AuditQuery = EVERYTHING, limit: int = 25) -> list[Recorded]:
    """Every entry of every page."""
    found: list[Recorded] = []
    cursor = None
    while True:
        page = world.audit_trail().get_audit_trail(query, cursor, limit)
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def actions(entries: list[Recorded]) -> list[object]:
    return [entry.shown()["action"] for entry in entries]


def created(world: World, number: int = 1) -> None:
    asset, entry = first_entry(an_asset(number), world.clock())
    world.assets.create(asset, entry, an_answer(f"asset-{number}", world.clock()))


def registered(world: World, name: str = GRACE) -> None:
    world.profiles.save(registration(a_profile(name), world.clock()))


def given(world: World, number: int | None = 1, name: str = GRACE) -> None:
    head = world.heads.head(UserId(name))
    change = a_change(head, number, world.clock())
    world.heads.save(change, an_answer(f"{name}-{head.v}", world.clock()))


def held_by_a_bulk(world: World, name: str = GRACE) -> None:
    """A bulk was committed that is not stored with its member yet."""
    record = a_bulk(user_ids=[name])
    world.bulks.create(record, [UserId(name)], an_answer("bulk", world.clock()))
    world.bulks.claim(record.bulk_id, [world.heads.head(UserId(name))])
    decided, entry = a_decision(commit(record, world.clock()), world.clock())
    world.storage.bulks[record.bulk_id] = decided
    world.storage.append(entry)


@pytest.fixture
def lived() -> World:
    """An asset, two users, and what one of them held hour by hour."""
    world = World()
    created(world)
    registered(world)
    registered(world, "hedy")
    for number in (1, 2, None):
        world.clock.advance(HOUR)
        given(world, number)
    return world


def test_everything_is_there_once_with_the_newest_first(lived: World) -> None:
    entries = listed(lived)

    assert actions(entries) == [
        "assignment.unassigned",
        "assignment.assigned",
        "assignment.assigned",
        "user.registered",
        "user.registered",
        "asset.created",
    ]
    assert [entry.at for entry in entries] == sorted((e.at for e in entries), reverse=True)


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 100])
def test_pages_of_any_size_neither_skip_nor_double(lived: World, limit: int) -> None:
    for number in range(2, 9):
        created(lived, number)

    assert listed(lived, limit=limit) == listed(lived, limit=1000)
    assert len(listed(lived)) == 13


def test_a_page_goes_back_seven_days_at_most(lived: World) -> None:
    lived.clock.advance(20 * DAY)
    given(lived, 3)

    first = lived.audit_trail().get_audit_trail(EVERYTHING, None, 25)

    assert len(first.items) == 1
    second = lived.audit_trail().get_audit_trail(EVERYTHING, first.next_cursor, 25)
    assert (second.items, second.next_cursor is not None) == ((), True)
    assert len(listed(lived)) == 7


def test_what_is_added_meanwhile_moves_no_page(lived: World) -> None:
    whole = listed(lived)
    first = lived.audit_trail().get_audit_trail(EVERYTHING, None, 2)
    given(lived, 5)

    second = lived.audit_trail().get_audit_trail(EVERYTHING, first.next_cursor, 10)

    assert [*first.items, *second.items] == whole


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (AuditQuery(actor=ADA.name), 6),
        (AuditQuery(actor="eve"), 0),
        (AuditQuery(action=AuditAction.ASSIGNED), 2),
        (AuditQuery(action=AuditAction.USER_REGISTERED), 2),
        (AuditQuery(since=START + HOUR), 3),
        (AuditQuery(until=START + HOUR), 4),
        (AuditQuery(since=START + HOUR, until=START + HOUR), 1),
        (AuditQuery(asset_id=an_asset_id(1)), 3),
        (AuditQuery(user_id=GRACE), 4),
        (AuditQuery(user_id=UserId("hedy")), 1),
        (AuditQuery(user_id=GRACE, asset_id=an_asset_id(1)), 2),
        (AuditQuery(user_id=GRACE, until=START), 1),
        (AuditQuery(asset_id=an_asset_id(1), action=AuditAction.ASSIGNED), 2),
    ],
    ids=str,
)
def test_every_filter_holds_on_every_page(lived: World, query: AuditQuery, count: int) -> None:
    for limit in (1, 2, 25):
        entries = listed(lived, query, limit)
        assert len(entries) == count
        assert all(query.matches(entry) for entry in entries)


def test_a_user_s_two_chains_come_by_time_and_each_in_its_order(lived: World) -> None:
    before = lived.profiles.get(GRACE)
    lived.clock.advance(-3 * HOUR)
    after = a_profile(GRACE, display_name="Admiral", version=2, audit=before.audit)
    lived.profiles.save(profile_change(before, after, at=lived.clock()))

    for limit in (1, 2, 25):
        entries = listed(lived, AuditQuery(user_id=GRACE), limit)
        for chain in ("user:grace", "profile:grace"):
            places = [entry.sequence for entry in entries if entry.chain == chain]
            assert places == sorted(places, reverse=True)
        assert len(entries) == 5


def test_a_bulk_is_one_entry_save_under_its_members(lived: World) -> None:
    lived.clock.advance(HOUR)
    held_by_a_bulk(lived)

    assert actions(listed(lived))[:2] == ["bulk.committed", "assignment.unassigned"]
    assert actions(listed(lived, AuditQuery(asset_id=an_asset_id(1))))[0] == "bulk.committed"
    mine = listed(lived, AuditQuery(user_id=GRACE), 1)
    assert (mine[0].sequence, mine[0].document["bulk_id"]) == (4, a_bulk().bulk_id)
    assert len(mine) == 5


def test_what_is_older_than_complete_until_is_complete(lived: World) -> None:
    page = lived.audit_trail().get_audit_trail(EVERYTHING, None, 25)

    assert page.complete_until == lived.clock() - timedelta(minutes=1)


def test_nobody_and_nothing_have_no_trail(lived: World) -> None:
    with pytest.raises(UserNotFound):
        listed(lived, AuditQuery(user_id=UserId("nobody")))
    with pytest.raises(AssetNotFound):
        listed(lived, AuditQuery(asset_id=an_asset_id(77)))


def test_a_cursor_belongs_to_its_query(lived: World) -> None:
    cursor = lived.audit_trail().get_audit_trail(EVERYTHING, None, 1).next_cursor
    for query in (AuditQuery(actor="ada"), AuditQuery(user_id=GRACE), AuditQuery(until=START)):
        with pytest.raises(InvalidCursor):
            lived.audit_trail().get_audit_trail(query, cursor, 1)
