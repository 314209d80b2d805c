"""Single changes of members of a bulk, in the stores: each is one transaction with the seal."""

from collections.abc import Callable

import pytest

from mediadesk import wiring
from mediadesk.domain.assignments import remove_user
from mediadesk.domain.audit import Actor, bulk_chain
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.errors import UndoWindowOpen, WriteConflict
from mediadesk.domain.heads import Change, assignment_of
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import AdminId, BulkId
from mediadesk.domain.operations import Asked, Operation, answered
from mediadesk.domain.users import deactivate as deactivate_entry
from mediadesk.domain.users import describe
from mediadesk.ports import ProfileChange
from mediadesk.services.audit import AuditLogger, Cause
from tests.aws.backends import Stores
from tests.aws.bulk_desk import BulkDesk
from tests.aws.bulks import BOTH, people, ready, undone
from tests.aws.desk import Desk
from tests.builders import ADA, an_act

MEMBER, OTHER = BOTH
BOB = Actor(AdminId("bob"))
Deed = Callable[[Stores, Asked], tuple[BulkId, ...]]


def held(stores: Stores) -> BulkRecord:
    """Two assets are there; a bulk of ada gave the first one to both users a moment ago."""
    people(stores)
    ready(stores, 2)
    new = NewBulk(ready(stores, 1).asset_id, BOTH)
    return BulkDesk(stores).bulk.bulk_assign_asset(new, operation("bulk")).value


def operation(key: str, by: Actor = ADA) -> Operation:
    return Operation(by, key, f"request-{key}", "hash-1", wiring.clock())


def assign(stores: Stores, asked: Asked) -> tuple[BulkId, ...]:
    asset_id = stores.assets.newest(None, None, 2, deleted=False)[0]
    return Desk(stores).assignments.assign(asset_id, MEMBER, asked).value.sealed_bulk_ids


def undo(stores: Stores, asked: Asked) -> tuple[BulkId, ...]:
    desk = Desk(stores)
    [entry] = desk.standings.of(MEMBER).virtual
    given = assignment_of(entry)
    undoing = desk.assignments.undo_assignment
    return undoing(str(given.asset_id), given.assignment_id, asked).value.sealed_bulk_ids


def unassign(stores: Stores, asked: Asked) -> tuple[BulkId, ...]:
    return Desk(stores).assignments.unassign(MEMBER, asked).value.sealed_bulk_ids


def deactivate(stores: Stores, asked: Asked) -> tuple[BulkId, ...]:
    users = Desk(stores).users
    removed = users.deactivate(MEMBER, None, asked.operation, override=asked.override)
    return removed.value.sealed_bulk_ids


each_deed = pytest.mark.parametrize(
    ("deed", "action"),
    [
        (assign, HistoryAction.ASSIGN),
        (undo, HistoryAction.UNDO),
        (unassign, HistoryAction.UNASSIGN),
        (deactivate, HistoryAction.USER_REMOVED),
    ],
)


@each_deed
def test_a_member_is_changed_and_the_bulk_sealed_at_once(
    stores: Stores, deed: Deed, action: HistoryAction
) -> None:
    record = held(stores)
    with pytest.raises(UndoWindowOpen):
        deed(stores, Asked(operation("early", BOB)))
    assert stores.bulks.get(record.bulk_id) == record
    assert deed(stores, Asked(operation("late", BOB), override=True)) == (record.bulk_id,)

    sealed = stores.bulks.get(record.bulk_id)
    assert (sealed.status, sealed.sealed_by) == (BulkStatus.SEALED, "request-late")
    last, given = stores.history.newest(MEMBER, None, 10)
    assert (given.bulk_id, given.sequence) == (record.bulk_id, 1)
    assert (last.action, last.previous_hash) == (action, given.hash)
    head = stores.heads.head(MEMBER)
    assert (head.intent, head.sequence, head.hash) == (None, 2, last.hash)
    assert len(stores.chain(bulk_chain(record.bulk_id))) == 2


def test_what_follows_from_a_record_that_moved_on_is_not_written(stores: Stores) -> None:
    record = held(stores)
    asked = operation("single")
    approached = Desk(stores).approach.to(MEMBER, asked, override=False)
    act = an_act(wiring.clock(), op_id=asked.operation_id)
    change = approached.stored(remove_user(approached.head, act))
    undone(stores, record)
    before, profile = stores.heads.head(MEMBER), stores.users.get(MEMBER)
    answer = answered(asked, 200, {})

    with pytest.raises(WriteConflict):
        stores.heads.save(change, answer, approached.seal)
    after, entry = AuditLogger(wiring.new_id).log_profile(
        profile, deactivate_entry(profile, wiring.clock()), Cause(ADA, "r", wiring.clock())
    )
    with pytest.raises(WriteConflict):
        stores.users.save(
            ProfileChange(profile, after, entry, answer, change, seal=approached.seal)
        )
    assert (stores.heads.head(MEMBER), stores.users.get(MEMBER)) == (before, profile)
    assert stores.history.newest(MEMBER, None, 10) == []
    assert stores.answers.find(asked.operation_id) is None


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_name_meant_for_what_was_seen_is_kept_while_nothing_is_decided(
    stores: Stores, is_undone: bool
) -> None:
    record = held(stores)
    profile, head = stores.users.get(MEMBER), stores.heads.head(MEMBER)
    named = describe(profile, "Zoe", profile.email, wiring.clock())
    cause = Cause(ADA, "r", wiring.clock())
    after, entry = AuditLogger(wiring.new_id).log_profile(profile, named, cause)
    answer = answered(operation("name"), 200, {})
    if is_undone:
        undone(stores, record)
    change = ProfileChange(
        profile, after, entry, answer, Change(head, head), is_for_head=True, while_bulk=record
    )
    if is_undone:
        with pytest.raises(WriteConflict):
            stores.users.save(change)
    else:
        stores.users.save(change)
    assert stores.users.get(MEMBER) == (profile if is_undone else after)
