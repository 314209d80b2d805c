"""Changes of one member of a bulk, in every state the bulk can be in, watched by a reader."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from mediadesk.domain.bulk import LEASE, BulkRecord
from mediadesk.domain.heads import assignment_of
from mediadesk.domain.history import HistoryAction, HistoryEntry
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import Asked
from mediadesk.domain.settling import settle
from mediadesk.services.exactly_once import Outcome
from mediadesk.services.users import Removed
from tests.builders import an_asset_id
from tests.faults import Faults
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import CROWD, a_city
from tests.services.test_user_life import shown
from tests.world import World

MakeWorld = Callable[[Faults], World]
HeldDeed = Callable[[World, Asked], Outcome[Any]]
State = Callable[[World], None]
MEMBER: Final = CROWD[0]
ANOTHER: Final = CROWD[-1]


class Reader:
    """Looks at everybody's history again and again; what was there once must stay."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: dict[UserId, list[HistoryEntry]] = {user_id: [] for user_id in CROWD}
        self._stored: object = None

    def look(self) -> None:
        """Only where something was written since the last look there is anything to see."""
        storage = self._world.storage
        stored = [*storage.heads.values()], [*storage.bulks.values()], len(storage.history)
        if stored == self._stored:
            return
        self._stored = stored
        for user_id, before in self._seen.items():
            now = visible(self._world, user_id)
            assert now[: len(before)] == before, f"{user_id}: rewritten"
            self._seen[user_id] = now
        self._require_all_or_none()

    def _require_all_or_none(self) -> None:
        for bulk_id, members in self._world.storage.members.items():
            known = [self._seen[user_id] for user_id in members]
            of_bulk = {tuple(e.action for e in each if e.bulk_id == bulk_id) for each in known}
            assert len(of_bulk) == 1, f"half of {bulk_id}: {of_bulk}"


class Witness(Faults):
    """Whatever calls a fake makes, a reader has looked before each of them."""

    reader: Reader | None = None

    def enter(self, name: str) -> int | None:
        self.look()
        return super().enter(name)

    def look(self) -> None:
        if self.reader is None or self._is_acting:
            return
        self._is_acting = True
        try:
            self.reader.look()
        finally:
            self._is_acting = False


def visible(world: World, user_id: UserId = MEMBER) -> list[HistoryEntry]:
    """As anybody may read it, the oldest entry first."""
    return world.effective_history().newest(world.standings().of(user_id), None, 100)[::-1]


def assign(world: World, asked: Asked) -> Outcome[Any]:
    return world.assignments().assign(an_asset_id(2), MEMBER, asked)


def undo(world: World, asked: Asked) -> Outcome[Any]:
    """Of what was assigned last; which that is costs no call of a port."""
    head = world.storage.heads[MEMBER]
    entries = lives.history(world, MEMBER)
    if head.intent is not None:
        entries += settle(head, world.storage.bulks[head.intent]).entries
    return _undo(world, [e for e in entries if e.action is HistoryAction.ASSIGN][-1], asked)


def undo_of_own(world: World, asked: Asked) -> Outcome[Any]:
    """Of what the member was given before the bulk, whatever has happened since."""
    return _undo(world, world.storage.history[MEMBER, 2], asked)


def _undo(world: World, entry: HistoryEntry, asked: Asked) -> Outcome[Any]:
    given = assignment_of(entry)
    undoing = world.assignments().undo_assignment
    return undoing(str(given.asset_id), given.assignment_id, asked)


def unassign(world: World, asked: Asked) -> Outcome[Any]:
    return world.assignments().unassign(MEMBER, asked)


def revert(world: World, asked: Asked) -> Outcome[Any]:
    first = world.storage.history[MEMBER, 1].entry_id
    return world.assignments().revert(MEMBER, first, asked)


def deactivate(world: World, asked: Asked) -> Outcome[Any]:
    return world.users().deactivate(MEMBER, None, asked.operation, override=asked.override)


DEEDS: Final[dict[str, HeldDeed]] = {
    each.__name__: each for each in (assign, undo, unassign, revert, deactivate)
}


def answered(outcome: Outcome[Any]) -> tuple[object, ...]:
    """What a consumer sees of it."""
    value = outcome.value
    if isinstance(value, Removed):
        return shown(value.user), value.sealed_bulk_ids
    return (value,)


def before_the_bulk(make_world: MakeWorld, faults: Faults | None = None) -> World:
    """The member has held assets 4 and 3; nobody else has held anything."""
    world = a_city(make_world, faults=faults)
    lives.give(world, 4, user_id=MEMBER)
    lives.give(world, 3, user_id=MEMBER)
    world.faults.clear()
    return world


def committed(world: World) -> None:
    bulks.assign(world)


def sealed(world: World) -> None:
    """By a change of another member; nothing of it is stored with this one."""
    committed(world)
    world.assignments().unassign(ANOTHER, Asked(bulks.asks(world)))


def undone(world: World) -> None:
    committed(world)
    bulks.undo(world, the_bulk(world).bulk_id)


def silent(world: World) -> None:
    """Everybody was claimed, and then nobody went on with it."""
    record = bulks.begin(world)
    world.bulks.claim(record.bulk_id, [world.storage.heads[user_id] for user_id in CROWD])
    world.clock.advance(LEASE + timedelta(seconds=1))


def aborted(world: World) -> None:
    silent(world)
    world.decisions().abort_abandoned(the_bulk(world))


STATES: Final[dict[str, State]] = {
    each.__name__: each for each in (committed, sealed, undone, silent, aborted)
}


def the_bulk(world: World) -> BulkRecord:
    [record] = bulks.records(world)
    return record


def watched_by_a_reader(state: State, make_world: MakeWorld = World) -> World:
    """The bulk has come that far, and no call was counted yet."""
    world = before_the_bulk(make_world, witness := Witness())
    state(world)
    world.bulk_queue.sent.clear()
    world.faults.clear()
    witness.reader = Reader(world)
    return world


def signature(world: World) -> object:
    """What has come of it all, but for times and the names of requests and bulks."""
    storage = world.storage
    return (
        {user_id: _lines(world, user_id) for user_id in storage.heads},
        [(each.status, each.sealed_by is None) for each in bulks.records(world)],
        [(each.user_id, each.deactivated_at is None) for each in storage.profiles.values()],
        (len(storage.entries), len(storage.answers)),
    )


def _lines(world: World, user_id: UserId) -> list[tuple[object, ...]]:
    numbers = {record.bulk_id: place for place, record in enumerate(bulks.records(world))}
    return [
        (
            *(each.action, each.asset_id, each.refers_to, each.performed_by),
            each.bulk_id and numbers[each.bulk_id],
        )
        for each in lives.history(world, user_id)
    ]
