"""What tests of bulks begin with: a crowd, two admins, and how everything comes to rest."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import pytest

from mediadesk.domain.audit import Actor, AuditAction, bulk_chain
from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.bulk_plans import NewBulk
from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.errors import MediadeskError
from mediadesk.domain.history import HistoryAction
from mediadesk.domain.ids import AdminId, BulkId, UserId
from mediadesk.domain.operations import Operation
from mediadesk.services.exactly_once import Outcome
from tests.builders import ADA, an_asset_id
from tests.faults import Crash, Faults
from tests.services import lives
from tests.storage import Storage
from tests.world import World

MakeWorld = Callable[[Faults], World]
BOB: Final = Actor(AdminId("bob"))
MINUTE: Final = timedelta(minutes=1)
DEADLINE: Final = timedelta(seconds=30)
ROUNDS: Final = 40
BEGUN_BY: Final = 5
"""So many calls begin a bulk, without a key."""
TOLD: Final = {
    BulkStatus.SEALED: [AuditAction.BULK_COMMITTED, AuditAction.BULK_SEALED],
    BulkStatus.UNDONE: [AuditAction.BULK_COMMITTED, AuditAction.BULK_UNDONE],
    BulkStatus.ABORTED: [AuditAction.BULK_ABORTED],
}
STORED: Final = {
    BulkStatus.SEALED: [HistoryAction.ASSIGN],
    BulkStatus.UNDONE: [HistoryAction.ASSIGN, HistoryAction.UNDO],
    BulkStatus.ABORTED: [],
}


def people(count: int, start: int = 0) -> tuple[UserId, ...]:
    return tuple(UserId(f"user-{number:04d}") for number in range(start, start + count))


CROWD: Final = people(5)
sound = pytest.mark.parametrize("make_world", [World])
"""For a test that is also tried on worlds in which a rule is broken."""


@cache
def _populated(count: int, assets: int) -> Storage:
    world = World()
    lives.ready(world, *range(1, assets + 1))
    lives.registered(world, *people(count))
    return world.storage


def a_city(make_world: MakeWorld = World, count: int = 5, faults: Faults | None = None) -> World:
    """Everybody of the crowd holds nothing yet, and some assets are ready."""
    world, known = make_world(faults or Faults()), _populated(count, 4)
    world.storage.assets |= known.assets
    world.storage.profiles |= known.profiles
    world.storage.heads |= known.heads
    world.storage.entries |= known.entries
    return world


def asks(world: World, key: str | None = None, by: Actor = ADA) -> Operation:
    """A request that arrives now."""
    request_id = world.new_id("req_")
    return Operation(by, key, request_id, "hash-1", world.clock())


def assign(
    world: World,
    number: int = 1,
    user_ids: Iterable[str] = CROWD,
    key: str | None = None,
    by: Actor = ADA,
    **wishes: Any,  # noqa: ANN401 - handed on
) -> Outcome[BulkRecord]:
    new = NewBulk(an_asset_id(number), tuple(map(UserId, user_ids)), **wishes)
    return world.bulk().bulk_assign_asset(new, asks(world, key, by))


def begin(world: World, number: int = 1, user_ids: Iterable[str] = CROWD) -> BulkRecord:
    """Asked for by ada, and forgotten at once: nobody has claimed anything for it."""
    world.faults.clear()
    world.faults.fail(BEGUN_BY + 1, "before", Crash())
    with survived():
        assign(world, number, user_ids)
    world.faults.clear()
    [record] = [each for each in records(world) if each.status is BulkStatus.PREPARING]
    return record


def undo(
    world: World, bulk_id: str, by: Actor = ADA, received_at: datetime | None = None
) -> BulkRecord:
    return take_back(world, bulk_id, by=by, received_at=received_at).value


def take_back(
    world: World,
    bulk_id: str,
    key: str | None = None,
    by: Actor = ADA,
    received_at: datetime | None = None,
) -> Outcome[BulkRecord]:
    """By the path of the bulk's own asset."""
    known = world.storage.bulks.get(BulkId(bulk_id))
    asset_id = an_asset_id() if known is None else known.asset_id
    at = received_at or world.clock()
    operation = Operation(by, key, world.new_id("req_"), f"undo of {bulk_id}", at)
    return world.bulk().undo(asset_id, bulk_id, "oops", operation)


def carry_on(world: World, bulk_id: BulkId) -> BulkRecord:
    return world.bulk_storing().carry_on(bulk_id, world.clock() + DEADLINE)


@contextmanager
def survived() -> Iterator[None]:
    """What fails or dies within is not tried again here."""
    try:
        yield
    except (MediadeskError, Crash):
        return


def deliver(world: World) -> None:
    """Everything in the queue, whatever its delay."""
    sent = list(world.bulk_queue.sent)
    world.bulk_queue.sent.clear()
    for message in sent:
        with survived():
            carry_on(world, message.bulk_id)


def come_to_rest(world: World) -> dict[BulkId, BulkStatus]:
    """Only the sweeper and what it sends are left; how each bulk ended."""
    for _ in range(ROUNDS):
        deliver(world)
        with survived():
            world.bulk_storing().sweep()
        world.clock.advance(MINUTE)
        if all(record.closed_at is not None for record in records(world)):
            break
    require_at_rest(world)
    return {record.bulk_id: record.status for record in records(world)}


def records(world: World) -> list[BulkRecord]:
    return list(world.storage.bulks.values())


def require_at_rest(world: World) -> None:
    """Each bulk is with all its members or with none, and nothing waits for anybody."""
    for record in records(world):
        assert record.status.is_final, record
        assert record.closed_at is not None, record
        _require_told(world, record)
        for user_id in world.storage.members[record.bulk_id]:
            entries = lives.history(world, user_id) if user_id in world.storage.heads else []
            own = [each.action for each in entries if each.bulk_id == record.bulk_id]
            assert own == STORED[record.status], (record, user_id)
    _require_seals_noted(world)
    for head in world.storage.heads.values():
        assert head.intent is None, head
        lives.require_whole(world, head.user_id)
    assert all(not asset.open_bulks for asset in world.storage.assets.values())


def _require_told(world: World, record: BulkRecord) -> None:
    chain, previous = world.storage.chain(bulk_chain(record.bulk_id)), GENESIS_HASH
    for sequence, entry in enumerate(chain, 1):
        assert (entry.sequence, entry.previous_hash) == (sequence, previous)
        assert entry.hash == digest(entry.document())
        previous = entry.hash
    assert (record.audit.sequence, record.audit.hash) == (len(chain), previous)
    assert [entry.action for entry in chain] == TOLD[record.status]


def _require_seals_noted(world: World) -> None:
    """Whoever took the undo from another says so, and nobody else does."""
    for record in records(world):
        sealed = [each.bulk_id for each in records(world) if each.sealed_by == record.bulk_id]
        assert record.sealed_bulk_ids == tuple(sorted(sealed)), record


def held(world: World, user_ids: Iterable[UserId] = CROWD) -> list[str | None]:
    """What everybody holds in effect."""
    return [world.standings().of(user_id).head.asset_id for user_id in user_ids]
