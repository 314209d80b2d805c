"""Two admins who are after the same people at once, against one emulated DynamoDB."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from mediadesk import wiring
from mediadesk.domain.audit import Actor
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import AssignmentConflict, MediadeskError
from mediadesk.domain.heads import assignment_of
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import AssetId, UserId
from mediadesk.domain.operations import Asked, Operation
from tests.aws.backends import Stores
from tests.aws.bulk_desk import BulkDesk
from tests.aws.desk import Desk
from tests.aws.test_bulk_races import (
    BOB,
    EVERYBODY,
    come_to_rest,
    given,
    history,
    require_whole,
)
from tests.aws.test_races import raced
from tests.builders import ADA

pytestmark = pytest.mark.slow
MEMBER = EVERYBODY[60]
HEAD_STARTS_S = (-0.1, -0.02, 0.0, 0.02, 0.1)
each_head_start = pytest.mark.parametrize("head_start_s", HEAD_STARTS_S)


def operation(key: str, by: Actor) -> Operation:
    return Operation(by, key, f"request-{key}", "hash-1", wiring.clock())


def assign_all(
    stores: Stores, asset_id: AssetId, by: Actor, user_ids: tuple[UserId, ...] = EVERYBODY
) -> BulkRecord:
    asked, desk = operation(f"all-{asset_id}", by), BulkDesk(stores).bulk
    record = desk.bulk_assign_asset(NewBulk(asset_id, user_ids), asked).value
    # Where it took longer than a client waits, somebody else goes on with it.
    return desk.advance(record.bulk_id, wiring.clock() + timedelta(minutes=1))


def undo_all(stores: Stores, record: BulkRecord) -> BulkRecord:
    asked = operation("undo-all", ADA)
    return BulkDesk(stores).bulk.undo(record.asset_id, record.bulk_id, None, asked).value


def undo_of_last(stores: Stores) -> Callable[[], None]:
    """Of what the member has been given by now."""
    desk = Desk(stores)
    mine = assignment_of(desk.history.newest(desk.standings.of(MEMBER), None, 1)[0])

    def undo() -> None:
        asked = Asked(operation("undo-one", ADA))
        desk.assignments.undo_assignment(str(mine.asset_id), mine.assignment_id, asked)

    return undo


def assign_one(stores: Stores, asset_id: AssetId, by: Actor) -> None:
    asked = Asked(operation(f"one-{asset_id}", by))
    Desk(stores).assignments.assign(asset_id, MEMBER, asked)


def both(
    one: Callable[[], object], other: Callable[[], object], head_start_s: float = 0
) -> tuple[str, str]:
    """What both are told who start at once, or the second one so much later."""

    def act(number: int) -> object:
        wiring.pause(max(head_start_s if number else -head_start_s, 0))
        return (one, other)[number]()

    told = [o.code if isinstance(o, MediadeskError) else "done" for o in raced(act, 2)]
    return told[0], told[1]


@each_head_start
def test_of_two_admins_who_want_the_same_people_one_is_refused(
    emulated_stores: Stores, head_start_s: float
) -> None:
    first, second, *_ = given(emulated_stores)
    found: dict[str, BulkRecord] = {}

    def assigning(asset_id: AssetId, by: Actor, people: tuple[UserId, ...]) -> Callable[[], None]:
        return lambda: found.update({by.name: assign_all(emulated_stores, asset_id, by, people)})

    both(
        assigning(first, ADA, EVERYBODY[:100]),
        assigning(second, BOB, EVERYBODY[:29:-1]),
        head_start_s,
    )
    told = {record.status: record for record in found.values()}
    assert set(told) == {BulkStatus.COMMITTED, BulkStatus.ABORTED}
    failure = told[BulkStatus.ABORTED].failure
    assert failure is not None
    assert failure.code == "undo_window_open"
    assert failure.undo_until == told[BulkStatus.COMMITTED].undo_until
    records = come_to_rest(emulated_stores)
    assert {record.status for record in records} == {BulkStatus.SEALED, BulkStatus.ABORTED}
    require_whole(emulated_stores, records)


@each_head_start
def test_an_undo_of_all_and_one_of_a_member_agree_on_who_was_first(
    emulated_stores: Stores, head_start_s: float
) -> None:
    asset_id, *_ = given(emulated_stores)
    record = assign_all(emulated_stores, asset_id, ADA)
    told = both(
        lambda: undo_all(emulated_stores, record), undo_of_last(emulated_stores), head_start_s
    )
    [final] = come_to_rest(emulated_stores)
    require_whole(emulated_stores, [final])
    assert (final.status, *told) in {
        (BulkStatus.UNDONE, "done", "already_undone"),
        (BulkStatus.SEALED, "bulk_sealed", "done"),
    }
    actions = [entry.action for entry in history(emulated_stores, MEMBER)]
    assert actions == [HistoryAction.ASSIGN, HistoryAction.UNDO]


@each_head_start
def test_an_undo_and_another_admins_assignment_follow_each_other(
    emulated_stores: Stores, head_start_s: float
) -> None:
    first, second, *_ = given(emulated_stores)
    assign_one(emulated_stores, first, ADA)
    undo = undo_of_last(emulated_stores)
    told = both(undo, lambda: assign_one(emulated_stores, second, BOB), head_start_s)
    given_ids = [entry.asset_id for entry in history(emulated_stores, MEMBER)]
    assert (told, given_ids) in [
        (("done", "done"), [first, None, second]),
        (("assignment_superseded", "done"), [first, second]),
    ]


@each_head_start
def test_a_bulk_and_a_single_change_of_another_admin_follow_each_other(
    emulated_stores: Stores, head_start_s: float
) -> None:
    first, second, *_ = given(emulated_stores)
    told = both(
        lambda: assign_all(emulated_stores, first, ADA),
        lambda: assign_one(emulated_stores, second, BOB),
        head_start_s,
    )
    records = come_to_rest(emulated_stores)
    require_whole(emulated_stores, records)
    given_ids = [entry.asset_id for entry in history(emulated_stores, MEMBER)]
    gave_up = ("done", AssignmentConflict.code)
    assert (told, given_ids) in [
        (("done", "done"), [second, first]),
        (("done", "undo_window_open"), [first]),
        (gave_up, [first]),
    ]
