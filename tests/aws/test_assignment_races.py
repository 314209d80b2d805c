"""Many admins who change one user at once, against one emulated DynamoDB."""

import pytest

from mediadesk import wiring
from mediadesk.domain.chains import GENESIS_HASH
from mediadesk.domain.errors import AssignmentConflict, MediadeskError
from mediadesk.domain.heads import Assignment
from mediadesk.domain.history import HistoryAction, HistoryEntry, sealed
from mediadesk.domain.ids import AssetId
from mediadesk.domain.operations import Asked, Operation
from mediadesk.services.exactly_once import Outcome
from tests.aws.backends import Stores
from tests.aws.desk import Desk, state
from tests.aws.test_asset_store import in_conversion, saved
from tests.aws.test_races import RACERS, raced
from tests.builders import GRACE, an_operation, completed, registration

pytestmark = pytest.mark.slow
WRITERS = 32


def asset_for_each(stores: Stores, count: int) -> list[AssetId]:
    """Completed assets, and a user to give them to."""
    stores.users.save(registration())
    assets = [in_conversion(stores, number) for number in range(1, count + 1)]
    return [saved(stores, asset, completed(asset)).asset_id for asset in assets]


def history(stores: Stores) -> list[HistoryEntry]:
    """Of the user, the oldest entry first; every link in it is right."""
    entries = stores.history.newest(GRACE, None, 1000)[::-1]
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    previous_hash, held = GENESIS_HASH, None
    for entry in entries:
        assert (entry.previous_hash, entry.previous_asset_id) == (previous_hash, held)
        assert entry.hash == sealed(entry).hash
        previous_hash, held = entry.hash, entry.asset_id
    head = stores.heads.head(GRACE)
    assert (head.sequence, head.v) == (len(entries), len(entries))
    assert (head.hash, head.asset_id) == (previous_hash, held)
    return entries


def operation(key: str) -> Operation:
    return an_operation(key, received_at=wiring.clock())


def asked(key: str) -> Asked:
    return Asked(operation(key))


def places(outcomes: list[Outcome[Assignment] | MediadeskError]) -> list[int]:
    """In the history, of the changes that were acknowledged; the others lost race upon race."""
    assert all(isinstance(o, AssignmentConflict) for o in outcomes if isinstance(o, MediadeskError))
    return sorted(o.value.sequence for o in outcomes if isinstance(o, Outcome))


def test_a_user_whom_many_change_at_once_has_one_linear_history(emulated_stores: Stores) -> None:
    assets = asset_for_each(emulated_stores, WRITERS)
    desk = Desk(emulated_stores).assignments

    def act(number: int) -> Outcome[Assignment]:
        return state(desk.assign(assets[number], GRACE, asked(f"give-{number}")))

    outcomes = raced(act, WRITERS)
    entries = history(emulated_stores)
    assert places(outcomes) == [entry.sequence for entry in entries]
    given = {o.value.sequence: o.value.asset_id for o in outcomes if isinstance(o, Outcome)}
    assert given == {entry.sequence: entry.asset_id for entry in entries}


def test_admins_who_try_again_all_get_through_once(emulated_stores: Stores) -> None:
    assets = asset_for_each(emulated_stores, WRITERS)
    desk = Desk(emulated_stores).assignments

    def act(number: int) -> Outcome[Assignment]:
        request = asked(f"give-{number}")
        while True:
            try:
                return state(desk.assign(assets[number], GRACE, request))
            except AssignmentConflict:
                continue

    outcomes = raced(act, WRITERS)
    entries = history(emulated_stores)
    assert places(outcomes) == list(range(1, WRITERS + 1))
    assert {entry.asset_id for entry in entries} == set(assets)
    assert len({entry.op_id for entry in entries}) == WRITERS


def test_equal_requests_at_once_make_one_entry_and_have_one_answer(
    emulated_stores: Stores,
) -> None:
    [asset_id] = asset_for_each(emulated_stores, 1)
    desk, request = Desk(emulated_stores).assignments, asked("give")
    outcomes = raced(lambda _: desk.assign(asset_id, GRACE, request))
    [entry] = history(emulated_stores)
    assert entry.action is HistoryAction.ASSIGN
    answers = [o for o in outcomes if isinstance(o, Outcome)]
    assert len(answers) == len(outcomes)
    assert len({answer.value for answer in answers}) == 1
    assert [answer.is_replay for answer in answers].count(False) == 1


def test_an_assignment_is_undone_once_by_many_who_try(emulated_stores: Stores) -> None:
    [asset_id] = asset_for_each(emulated_stores, 1)
    desk = Desk(emulated_stores).assignments
    given = desk.assign(asset_id, GRACE, asked("assign")).value.assignment

    def act(number: int) -> Outcome[Assignment]:
        request = asked(f"undo-{number}")
        return state(desk.undo_assignment(asset_id, given.assignment_id, request))

    outcomes = raced(act)
    assert [o.code for o in outcomes if isinstance(o, MediadeskError)] == ["already_undone"] * (
        RACERS - 1
    )
    actions = [entry.action for entry in history(emulated_stores)]
    assert actions == [HistoryAction.ASSIGN, HistoryAction.UNDO]


def test_who_is_removed_while_others_assign_holds_nothing_in_the_end(
    emulated_stores: Stores,
) -> None:
    assets = asset_for_each(emulated_stores, RACERS)
    both = Desk(emulated_stores)
    desk, people = both.assignments, both.users

    def act(number: int) -> None:
        if number == 0:
            people.deactivate(GRACE, None, operation("remove"))
        else:
            desk.assign(assets[number], GRACE, asked(f"give-{number}"))

    outcomes = raced(act)
    assert outcomes[0] is None
    refusals = {o.code for o in outcomes if isinstance(o, MediadeskError)}
    assert refusals <= {"user_deactivated", "assignment_conflict"}
    head = emulated_stores.heads.head(GRACE)
    assert (head.asset_id, head.deactivated_at is None) == (None, False)
    entries = emulated_stores.history.newest(GRACE, None, 100)
    assert [entry.sequence for entry in entries] == list(range(len(entries), 0, -1))
    assert HistoryAction.USER_REMOVED not in {entry.action for entry in entries[1:]}
