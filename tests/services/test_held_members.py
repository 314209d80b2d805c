"""A single change of somebody whom a bulk holds: what becomes of the bulk, and of the others."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any, Final

import pytest

from mediadesk.domain.audit import Actor
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.errors import (
    AlreadyUndone,
    AssetNotReady,
    UndoWindowExpired,
    UndoWindowOpen,
)
from mediadesk.domain.heads import assignment_of
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import BulkId
from mediadesk.domain.operations import Asked
from tests.builders import ADA, an_asset, an_asset_id, user_fields
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, CROWD, a_city
from tests.world import World

MEMBER: Final = CROWD[0]
OTHERS: Final = CROWD[1:]
WINDOW: Final = timedelta(seconds=30)
MILLISECOND: Final = timedelta(milliseconds=1)
Deed = Callable[[World, Asked], tuple[BulkId, ...]]


def asked(world: World, by: Actor = ADA, key: str | None = None, **more: Any) -> Asked:  # noqa: ANN401 - handed on
    return Asked(bulks.asks(world, key, by), **more)


def assign(world: World, asked: Asked) -> tuple[BulkId, ...]:
    return world.assignments().assign(an_asset_id(2), MEMBER, asked).value.sealed_bulk_ids


def undo(world: World, asked: Asked) -> tuple[BulkId, ...]:
    """Of what the bulk gave."""
    [entry] = [e for e in shown(world) if e.bulk_id and e.action is HistoryAction.ASSIGN]
    given = assignment_of(entry).assignment_id
    service = world.assignments()
    return service.undo_assignment(an_asset_id(1), given, asked).value.sealed_bulk_ids


def unassign(world: World, asked: Asked) -> tuple[BulkId, ...]:
    return world.assignments().unassign(MEMBER, asked).value.sealed_bulk_ids


def revert(world: World, asked: Asked) -> tuple[BulkId, ...]:
    entry_id = world.storage.history[MEMBER, 1].entry_id
    return world.assignments().revert(MEMBER, entry_id, asked).value.sealed_bulk_ids


def deactivate(world: World, asked: Asked) -> tuple[BulkId, ...]:
    users = world.users()
    removed = users.deactivate(MEMBER, asked.seen, asked.operation, override=asked.override)
    return removed.value.sealed_bulk_ids


DEEDS: Final = {
    "assign": (assign, HistoryAction.ASSIGN, 2),
    "undo": (undo, HistoryAction.UNDO, 3),
    "unassign": (unassign, HistoryAction.UNASSIGN, None),
    "revert": (revert, HistoryAction.REVERT, 3),
    "deactivate": (deactivate, HistoryAction.USER_REMOVED, None),
}
each_deed = pytest.mark.parametrize(
    ("deed", "action", "left_with"), DEEDS.values(), ids=DEEDS.keys()
)


def held_crowd() -> tuple[World, BulkRecord]:
    """The member held asset 3 before; now a bulk of ada holds everybody, and can be undone."""
    world = a_city()
    lives.give(world, 3, user_id=MEMBER)
    return world, bulks.assign(world, 1).value


def shown(world: World) -> list[Any]:
    """The member's history as anybody may read it, the oldest entry first."""
    standing = world.standings().of(MEMBER)
    return world.effective_history().newest(standing, None, 100)[::-1]


def status(world: World, record: BulkRecord) -> BulkStatus:
    return world.storage.bulks[record.bulk_id].status


@each_deed
def test_a_change_of_one_member_takes_the_undo_from_the_bulk_and_says_so(
    deed: Deed, action: HistoryAction, left_with: int | None
) -> None:
    world, record = held_crowd()
    request = asked(world)
    assert deed(world, request) == (record.bulk_id,)

    sealed = world.storage.bulks[record.bulk_id]
    assert (sealed.status, sealed.sealed_by) == (
        BulkStatus.SEALED,
        request.operation.request_id,
    )
    given, last = shown(world)[1:]
    assert (given.bulk_id, given.action) == (record.bulk_id, HistoryAction.ASSIGN)
    assert (last.bulk_id, last.action, last.previous_asset_id) == (None, action, an_asset_id(1))
    assert lives.holds(world, MEMBER) == (left_with and an_asset_id(left_with))
    assert bulks.held(world, OTHERS) == [an_asset_id(1)] * 4
    bulks.come_to_rest(world)


@each_deed
def test_the_window_belongs_to_whoever_opened_it(
    deed: Deed, action: HistoryAction, left_with: int | None
) -> None:
    world, record = held_crowd()
    world.clock.advance(WINDOW)
    before = deepcopy(world.storage)
    with pytest.raises(UndoWindowOpen) as refusal:
        deed(world, asked(world, BOB))
    assert refusal.value.undo_until == record.undo_until
    assert world.storage == before
    assert deed(world, asked(world, BOB, override=True)) == (record.bulk_id,)
    assert shown(world)[-1].action is action
    assert lives.holds(world, MEMBER) == (left_with and an_asset_id(left_with))


@pytest.mark.parametrize("name", sorted(DEEDS.keys() - {"undo"}))
def test_when_the_window_is_over_anybody_may_change_a_member(name: str) -> None:
    world, record = held_crowd()
    world.clock.advance(WINDOW + MILLISECOND)
    assert DEEDS[name][0](world, asked(world, BOB)) == (record.bulk_id,)
    assert status(world, record) is BulkStatus.SEALED
    bulks.come_to_rest(world)


def test_what_was_sealed_is_told_again_to_who_asks_again() -> None:
    for deed, _, _ in DEEDS.values():
        world, record = held_crowd()
        first = deed(world, asked(world, key="key-1"))
        before = deepcopy(world.storage)
        assert deed(world, asked(world, key="key-1")) == first == (record.bulk_id,)
        assert world.storage == before


def test_a_change_that_is_refused_seals_nothing() -> None:
    world, record = held_crowd()
    world.storage.assets[an_asset_id(2)] = an_asset(2)
    with pytest.raises(AssetNotReady):
        assign(world, asked(world))
    assert status(world, record) is BulkStatus.COMMITTED
    assert lives.history(world, MEMBER)[1:] == []


def sealed_by_time(world: World, record: BulkRecord) -> None:
    world.clock.advance(timedelta(seconds=36))
    world.decisions().seal_by_time(record)


def undone(world: World, record: BulkRecord) -> None:
    world.bulk().undo(record.asset_id, record.bulk_id, None, bulks.asks(world))


def sealed_by_another(world: World, _: BulkRecord) -> None:
    world.assignments().unassign(OTHERS[0], asked(world))


@pytest.mark.parametrize("decided", [sealed_by_time, undone, sealed_by_another])
@pytest.mark.parametrize("name", ["assign", "unassign", "deactivate"])
def test_what_a_decided_bulk_did_is_stored_with_the_next_change(
    decided: Callable[[World, BulkRecord], None], name: str
) -> None:
    world, record = held_crowd()
    decided(world, record)
    before = shown(world)
    assert DEEDS[name][0](world, asked(world, BOB)) == ()
    assert shown(world)[:-1] == before == lives.history(world, MEMBER)[:-1]
    assert world.storage.heads[MEMBER].intent is None
    bulks.come_to_rest(world)


@pytest.mark.parametrize(("late", "is_open"), [(WINDOW, True), (WINDOW + MILLISECOND, False)])
def test_a_member_can_be_undone_alone_to_the_last_millisecond(
    late: timedelta, is_open: bool
) -> None:
    world, record = held_crowd()
    world.clock.advance(late)
    if is_open:
        undo(world, asked(world))
        assert shown(world)[-1].refers_to == 2
        return
    with pytest.raises(UndoWindowExpired):
        undo(world, asked(world))
    assert status(world, record) is BulkStatus.COMMITTED


def test_a_member_of_a_bulk_that_was_undone_has_nothing_to_undo() -> None:
    world, record = held_crowd()
    undone(world, record)
    with pytest.raises(AlreadyUndone):
        undo(world, asked(world))


def test_a_new_name_or_address_takes_no_undo() -> None:
    world, record = held_crowd()
    user = world.directory().get(MEMBER)
    lives_with = user.current
    world.users().put(MEMBER, user_fields(display_name="Zoe"), None, bulks.asks(world))
    assert status(world, record) is BulkStatus.COMMITTED
    assert world.directory().get(MEMBER).current == lives_with
    undone(world, record)
    assert bulks.held(world) == [an_asset_id(3), None, None, None, None]
