"""One user's assignment: how requests are answered, above all those that ask for what can't be."""

from datetime import timedelta

import pytest

from mediadesk.domain.errors import (
    AssetNotFound,
    AssetNotReady,
    AssetUnavailable,
    AssignmentNotFound,
    EntryNotFound,
    UndoWindowExpired,
    UserNotFound,
)
from mediadesk.domain.heads import current
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import ASSIGNMENT_PREFIX, ENTRY_PREFIX, UserId, place_id
from mediadesk.domain.operations import Asked
from tests.builders import ADA, an_asset, an_asset_id
from tests.services import lives
from tests.services.lives import (
    GRACE,
    a_town,
    asked,
    asks,
    end,
    give,
    go_back,
    history,
    holds,
    take_back,
)

FORGED = ["", "x", "asg_", "ent_", "asg_é", "ent_\ud800", "asg_" + "A" * 300]


def test_an_assignment_names_who_gave_what_and_until_when_it_can_be_undone() -> None:
    world = a_town()
    noted = Asked(asks(world), "for the fair")
    given = world.assignments().assign(an_asset_id(1), GRACE, noted).value.assignment
    assert given == current(world.storage.heads[GRACE])
    assert (given.assigned_by, given.assigned_at) == (ADA.name, world.clock())
    assert given.undo_until == world.clock() + timedelta(seconds=30)
    [entry] = history(world)
    assert (entry.note, entry.action, given.sequence) == ("for the fair", HistoryAction.ASSIGN, 1)


@pytest.mark.parametrize("asset_id", ["", "ast_1", "../x", "\0", an_asset_id(8), "x" * 999])
def test_what_is_no_asset_is_given_to_nobody(asset_id: str) -> None:
    world = a_town()
    with pytest.raises(AssetNotFound):
        world.assignments().assign(asset_id, GRACE, asked(world))
    assert history(world) == []


def test_what_is_not_converted_or_was_deleted_is_given_to_nobody() -> None:
    world = a_town()
    world.storage.assets[an_asset_id(9)] = an_asset(9)
    lives.gone(world, 1)
    with pytest.raises(AssetNotReady):
        give(world, 9)
    with pytest.raises(AssetUnavailable):
        give(world, 1)
    assert history(world) == []


def test_nobody_unknown_is_given_anything() -> None:
    world = a_town()
    with pytest.raises(UserNotFound):
        give(world, 1, user_id="nobody")


@pytest.mark.parametrize(("late_by", "is_open"), [(29_900, True), (30_000, True), (30_001, False)])
def test_an_undo_is_in_time_to_the_last_millisecond(late_by: int, is_open: bool) -> None:
    world = a_town()
    given = give(world, 1).value
    world.clock.advance(timedelta(milliseconds=late_by))
    if is_open:
        assert take_back(world, given).value.asset_id is None
    else:
        with pytest.raises(UndoWindowExpired):
            take_back(world, given)
    assert (holds(world) is None) == is_open


def test_an_assignment_of_another_asset_is_not_undone() -> None:
    world = a_town()
    given = give(world, 1).value
    with pytest.raises(AssignmentNotFound):
        world.assignments().undo_assignment(an_asset_id(2), given.assignment_id, asked(world))
    assert holds(world) == an_asset_id(1)


def test_a_revert_that_gave_nothing_is_undone_by_the_asset_that_it_took() -> None:
    world = a_town()
    give(world, 1)
    end(world)
    give(world, 2)
    emptied = go_back(world, 2).value
    assert emptied.asset_id is None
    assert take_back(world, emptied).value.asset_id == an_asset_id(2)


@pytest.mark.parametrize("forged", FORGED, ids=ascii)
def test_a_forged_id_undoes_and_reverts_nothing(forged: str) -> None:
    world = a_town()
    give(world, 1)
    with pytest.raises(AssignmentNotFound):
        world.assignments().undo_assignment(an_asset_id(1), forged, asked(world))
    with pytest.raises(EntryNotFound):
        world.assignments().revert(GRACE, forged, asked(world))
    assert len(history(world)) == 1


def test_ids_of_places_that_are_not_there_are_refused_like_forged_ones() -> None:
    world = a_town()
    give(world, 1)
    for user_id, sequence in ((GRACE, 2), (UserId("nobody"), 1), (GRACE, 10**9)):
        given = place_id(ASSIGNMENT_PREFIX, user_id, sequence)
        entry = place_id(ENTRY_PREFIX, user_id, sequence)
        with pytest.raises(AssignmentNotFound):
            world.assignments().undo_assignment(an_asset_id(1), given, asked(world))
        with pytest.raises(EntryNotFound):
            world.assignments().revert(GRACE, entry, asked(world))


def test_an_id_of_one_kind_does_not_pass_for_the_other() -> None:
    world = a_town()
    given = give(world, 1).value
    entry_id = history(world)[0].entry_id
    with pytest.raises(AssignmentNotFound):
        world.assignments().undo_assignment(an_asset_id(1), entry_id, asked(world))
    with pytest.raises(EntryNotFound):
        world.assignments().revert(GRACE, given.assignment_id, asked(world))


def test_nobody_is_reverted_to_an_entry_of_another_s_history() -> None:
    world = a_town()
    lives.registered(world, "bob")
    give(world, 1)
    with pytest.raises(EntryNotFound):
        world.assignments().revert("bob", history(world)[0].entry_id, asked(world))
    assert history(world, UserId("bob")) == []


def test_an_end_is_answered_with_its_entry() -> None:
    world = a_town()
    give(world, 1)
    entry = end(world).value
    assert (entry.action, entry.previous_asset_id) == (HistoryAction.UNASSIGN, an_asset_id(1))
    assert entry == history(world)[-1]
