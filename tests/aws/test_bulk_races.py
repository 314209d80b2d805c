"""Bulks that overlap, at once and against one another: each is whole or not at all."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from mediadesk import wiring
from mediadesk.domain.audit import Actor
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.chains import GENESIS_HASH
from mediadesk.domain.errors import AssignmentConflict, MediadeskError
from mediadesk.domain.history import HistoryAction, HistoryEntry, sealed
from mediadesk.domain.ids import AdminId, AssetId, BulkId, UserId
from mediadesk.domain.operations import Asked, Operation
from mediadesk.services.exactly_once import Outcome
from tests.aws.backends import Stores
from tests.aws.bulk_desk import BulkDesk, at
from tests.aws.bulks import people, ready
from tests.aws.desk import Desk
from tests.aws.test_races import raced
from tests.builders import an_operation

pytestmark = pytest.mark.slow
RACERS = 4
BOB = Actor(AdminId("bob"))
EVERYBODY = tuple(UserId(f"user-{number:03d}") for number in range(130))


def given(stores: Stores) -> list[AssetId]:
    """An asset for each racer, and people to give them to."""
    people(stores, EVERYBODY)
    return [ready(stores, number).asset_id for number in range(1, RACERS + 1)]


def members_of(number: int) -> tuple[UserId, ...]:
    """Overlapping, and asked for from either end."""
    part = EVERYBODY[number * 5 : 105 + number * 5]
    return part if number % 2 else part[::-1]


def assign(stores: Stores, asset_id: AssetId, number: int) -> Outcome[BulkRecord]:
    new = NewBulk(asset_id, members_of(number))
    asked = an_operation(f"bulk-{number}", received_at=wiring.clock())
    return BulkDesk(stores).bulk.bulk_assign_asset(new, asked)


def change_alone(stores: Stores, asset_id: AssetId, user_id: UserId) -> tuple[BulkId, ...]:
    """Another admin gives one user another asset, whatever bulk holds them; what that sealed."""
    key = f"single-{asset_id}-{user_id}"
    asked = Asked(Operation(BOB, key, f"request-{key}", "hash-1", wiring.clock()), override=True)
    while True:
        try:
            decided = Desk(stores).assignments.assign(asset_id, user_id, asked).value
        except AssignmentConflict:
            continue
        return decided.sealed_bulk_ids


def come_to_rest(stores: Stores) -> list[BulkRecord]:
    """Everything that the races left is brought to its end, an hour later."""
    later = wiring.clock() + timedelta(hours=1)
    desk = BulkDesk(stores, at(later))
    found: dict[BulkId, BulkRecord] = {}
    while due := [bulk_id for bulk_id in stores.bulks.due(later, 100) if bulk_id not in found]:
        desk.storing.sweep()
        for bulk_id in due:
            found[bulk_id] = desk.storing.carry_on(bulk_id, later + timedelta(hours=1))
    assert all(record.status.is_final and record.drained_at for record in found.values())
    return list(found.values())


def history(stores: Stores, user_id: UserId) -> list[HistoryEntry]:
    """The oldest entry first; every link in it is right, and the head is at its end."""
    entries = stores.history.newest(user_id, None, 1000)[::-1]
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    previous_hash, held = GENESIS_HASH, None
    for entry in entries:
        assert (entry.previous_hash, entry.previous_asset_id) == (previous_hash, held)
        assert entry.hash == sealed(entry).hash
        previous_hash, held = entry.hash, entry.asset_id
    head = stores.heads.head(user_id)
    assert (head.sequence, head.hash, head.asset_id) == (len(entries), previous_hash, held)
    assert head.intent is None
    return entries


def require_whole(stores: Stores, records: Sequence[BulkRecord]) -> None:
    """Each bulk is in the history of all its members, or of none."""
    histories = {user_id: history(stores, user_id) for user_id in EVERYBODY}
    for record in records:
        actions = [HistoryAction.ASSIGN, HistoryAction.UNDO]
        expected = {
            BulkStatus.SEALED: actions[:1],
            BulkStatus.UNDONE: actions,
            BulkStatus.ABORTED: [],
        }[record.status]
        members = set(stores.bulks.members(record.bulk_id))
        for user_id, entries in histories.items():
            own = [entry.action for entry in entries if entry.bulk_id == record.bulk_id]
            assert own == (expected if user_id in members else [])


def test_bulks_that_overlap_are_each_whole_or_not_at_all(emulated_stores: Stores) -> None:
    assets = given(emulated_stores)
    outcomes = raced(lambda n: assign(emulated_stores, assets[n], n), RACERS)
    records = come_to_rest(emulated_stores)
    assert [o for o in outcomes if isinstance(o, MediadeskError)] == []
    require_whole(emulated_stores, records)
    assert BulkStatus.SEALED in {record.status for record in records}


def test_a_bulk_and_single_changes_leave_nobody_between_them(emulated_stores: Stores) -> None:
    assets = given(emulated_stores)

    def act(number: int) -> object:
        if number < 2:
            return assign(emulated_stores, assets[number], number)
        for user_id in EVERYBODY[number * 20 : number * 20 + 12]:
            change_alone(emulated_stores, assets[number], user_id)
        return None

    outcomes = raced(act, RACERS)
    records = come_to_rest(emulated_stores)
    assert [o for o in outcomes if isinstance(o, MediadeskError)] == []
    require_whole(emulated_stores, records)
    for number in (2, 3):
        for user_id in EVERYBODY[number * 20 : number * 20 + 12]:
            entries = history(emulated_stores, user_id)
            assert [entry.asset_id for entry in entries].count(assets[number]) == 1


@pytest.mark.parametrize("head_start_s", [0.0, 0.02, 0.1])
def test_an_undo_and_single_changes_agree_on_who_was_first(
    emulated_stores: Stores, head_start_s: float
) -> None:
    assets = given(emulated_stores)
    record = assign(emulated_stores, assets[0], 0).value
    assert record.status is BulkStatus.COMMITTED
    desk = BulkDesk(emulated_stores)

    def act(number: int) -> BulkRecord | tuple[BulkId, ...]:
        if number == 0:
            undo = an_operation("undo", received_at=wiring.clock())
            return desk.bulk.undo(record.asset_id, record.bulk_id, None, undo).value
        wiring.pause(head_start_s)
        return change_alone(emulated_stores, assets[number], EVERYBODY[number])

    outcome, *sealed = raced(act, RACERS)
    [final] = come_to_rest(emulated_stores)
    require_whole(emulated_stores, [final])
    told = outcome.code if isinstance(outcome, MediadeskError) else None
    assert (final.status, told) in {
        (BulkStatus.UNDONE, None),
        (BulkStatus.SEALED, "bulk_sealed"),
    }
    # Just the first of those who changed a member took the undo.
    is_sealed = final.status is BulkStatus.SEALED
    assert [ids for ids in sealed if ids] == [(record.bulk_id,)] * is_sealed
    held = [emulated_stores.heads.head(user_id).asset_id for user_id in EVERYBODY[1:RACERS]]
    assert held == assets[1:]
