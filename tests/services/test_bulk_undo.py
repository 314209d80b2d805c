"""A bulk is taken back whole inside its window, and never after it was sealed."""

from datetime import timedelta

import pytest

from mediadesk.domain.audit import bulk_chain
from mediadesk.domain.bulk import SEAL_GRACE, BulkStatus
from mediadesk.domain.errors import (
    AlreadyUndone,
    BulkAborted,
    BulkNotFound,
    BulkSealed,
    ServiceUnavailable,
    UndoWindowExpired,
)
from mediadesk.domain.heads import UNDO_WINDOW
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import BULK_PREFIX
from mediadesk.services.bulk_decisions import SWEEPER
from tests.builders import an_asset_id
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, CROWD, MakeWorld, a_city, sound
from tests.services.stories import MILLISECOND
from tests.world import World


@pytest.mark.parametrize("after", [timedelta(0), MILLISECOND, UNDO_WINDOW])
@sound
def test_inside_the_window_everybody_has_again_what_they_had(
    after: timedelta, make_world: MakeWorld
) -> None:
    world = a_city(make_world)
    lives.give(world, 2, user_id=CROWD[1])
    record = bulks.assign(world).value
    world.clock.advance(after)
    undone = bulks.undo(world, record.bulk_id, BOB)
    assert (undone.status, undone.undone_by) == (BulkStatus.UNDONE, BOB.name)
    before = [None, an_asset_id(2), None, None, None]
    assert bulks.held(world) == before
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.UNDONE}
    assert bulks.held(world) == before
    back = lives.history(world, CROWD[1])[-1]
    assert (back.action, back.performed_by, back.note) == (HistoryAction.UNDO, "bob", "oops")


@sound
def test_a_millisecond_after_the_window_it_is_too_late(make_world: MakeWorld) -> None:
    world = a_city(make_world)
    record = bulks.assign(world).value
    world.clock.advance(UNDO_WINDOW + MILLISECOND)
    with pytest.raises(UndoWindowExpired):
        bulks.undo(world, record.bulk_id)
    assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.SEALED}
    assert bulks.held(world) == [an_asset_id(1)] * 5


def test_when_the_undo_arrived_counts_and_not_when_it_was_looked_at() -> None:
    world = a_city()
    record = bulks.assign(world).value
    arrived = world.clock() + UNDO_WINDOW
    world.clock.advance(UNDO_WINDOW + SEAL_GRACE)
    assert bulks.undo(world, record.bulk_id, received_at=arrived).status is BulkStatus.UNDONE


def test_time_seals_it_after_the_window_and_its_grace() -> None:
    world = a_city()
    record = bulks.assign(world).value
    world.clock.advance(UNDO_WINDOW + SEAL_GRACE)
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.COMMITTED
    world.clock.advance(MILLISECOND)
    sealed = bulks.carry_on(world, record.bulk_id)
    assert (sealed.status, sealed.sealed_by) == (BulkStatus.SEALED, None)
    assert sealed.drained_at == world.clock()
    told = world.storage.chain(bulk_chain(record.bulk_id))[-1]
    assert told.actor == SWEEPER
    assert all(head.intent is None for head in world.storage.heads.values())


def test_a_message_that_comes_early_is_sent_on_until_the_seal() -> None:
    world = a_city()
    record = bulks.assign(world).value
    world.bulk_queue.sent.clear()
    for passed, delay_s in [(0, 36), (20, 16), (14.5, 1)]:
        world.clock.advance(timedelta(seconds=passed))
        bulks.carry_on(world, record.bulk_id)
        assert world.bulk_queue.sent.pop().delay_s == delay_s
    world.clock.advance(timedelta(seconds=1))
    assert bulks.carry_on(world, record.bulk_id).status is BulkStatus.SEALED


@sound
def test_an_early_message_leaves_the_undo_open(make_world: MakeWorld) -> None:
    world = a_city(make_world)
    record = bulks.assign(world).value
    bulks.carry_on(world, record.bulk_id)
    assert bulks.undo(world, record.bulk_id).status is BulkStatus.UNDONE
    bulks.come_to_rest(world)
    assert bulks.held(world) == [None] * 5


@pytest.mark.parametrize("arrives_in_time", [True, False])
@sound
def test_what_was_sealed_by_time_cannot_be_undone(
    *, arrives_in_time: bool, make_world: MakeWorld
) -> None:
    world = a_city(make_world)
    record = bulks.assign(world).value
    arrived = world.clock() if arrives_in_time else None
    bulks.come_to_rest(world)
    with pytest.raises(UndoWindowExpired):
        bulks.undo(world, record.bulk_id, received_at=arrived)
    bulks.require_at_rest(world)


@sound
def test_what_a_change_sealed_names_that_change(make_world: MakeWorld) -> None:
    world = a_city(make_world)
    first = bulks.assign(world).value
    second = bulks.assign(world, 2, CROWD[:1]).value
    with pytest.raises(BulkSealed, match=second.bulk_id):
        bulks.undo(world, first.bulk_id)
    ends = bulks.come_to_rest(world)
    assert ends == {first.bulk_id: BulkStatus.SEALED, second.bulk_id: BulkStatus.SEALED}


@sound
def test_what_was_undone_is_undone_once(make_world: MakeWorld) -> None:
    world = a_city(make_world)
    record = bulks.assign(world).value
    bulks.undo(world, record.bulk_id)
    for _ in range(2):
        with pytest.raises(AlreadyUndone):
            bulks.undo(world, record.bulk_id)
        bulks.come_to_rest(world)


def test_what_was_aborted_has_nothing_to_undo() -> None:
    world = a_city()
    lives.give(world, 1, user_id=CROWD[0])
    record = bulks.assign(world).value
    with pytest.raises(BulkAborted):
        bulks.undo(world, record.bulk_id)


@sound
def test_an_undo_while_it_prepares_aborts_it(make_world: MakeWorld) -> None:
    """At whichever call of the preparation: nobody gets anything, whoever goes on."""
    world = a_city(make_world)
    bulks.assign(world)
    calls = world.faults.calls.index("FakeBulkStore.decide") + 1
    for call in range(bulks.BEGUN_BY + 1, calls + 1):
        world = a_city(make_world)

        def take_back(world: World = world) -> None:
            bulks.undo(world, bulks.records(world)[0].bulk_id)

        world.faults.at(call, "before", take_back)
        record = bulks.assign(world).value
        assert record.failure is not None, call
        assert (record.status, record.failure.code) == (BulkStatus.ABORTED, "undone"), call
        assert bulks.held(world) == [None] * 5
        assert bulks.come_to_rest(world) == {record.bulk_id: BulkStatus.ABORTED}


def test_an_undo_that_never_gets_through_says_so() -> None:
    world = a_city()
    record = bulks.assign(world).value
    world.faults.clear()
    for call in range(1, 30):
        world.faults.fail(call, "before")
    with pytest.raises(ServiceUnavailable):
        bulks.undo(world, record.bulk_id)


@pytest.mark.parametrize("bulk_id", ["", "blk_1", "ast_1", f"{BULK_PREFIX}{9:026d}"])
def test_an_id_that_names_no_bulk_is_told(bulk_id: str) -> None:
    world = a_city()
    with pytest.raises(BulkNotFound):
        world.bulk().get(bulk_id)
    with pytest.raises(BulkNotFound):
        bulks.undo(world, bulk_id)
