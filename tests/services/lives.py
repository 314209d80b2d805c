"""What tests of users begin with: people, ready assets, and what an admin does to them."""

from dataclasses import replace
from typing import Final

from mediadesk.domain.assets import Asset
from mediadesk.domain.chains import GENESIS_HASH, digest
from mediadesk.domain.heads import Assignment
from mediadesk.domain.history import HistoryEntry
from mediadesk.domain.ids import UserId
from mediadesk.domain.operations import Asked, Operation
from mediadesk.domain.users import User
from mediadesk.services.assignments import Decided
from mediadesk.services.exactly_once import Outcome
from tests.builders import (
    ADA,
    an_asset,
    an_asset_id,
    claimed,
    completed,
    first_entry,
    queued,
    user_fields,
)
from tests.world import World

GRACE: Final = UserId("grace")
MANY_ASSETS: Final = 400


def asks(world: World, key: str | None = None, request_hash: str = "hash-1") -> Operation:
    """A request that arrives now; without a key of its own it gets a new one."""
    request_id = world.new_id("req_")
    return Operation(ADA, key or request_id, request_id, request_hash, world.clock())


def asked(world: World, key: str | None = None) -> Asked:
    """As `asks`, for a change of what somebody holds."""
    return Asked(asks(world, key))


def state(outcome: Outcome[Decided]) -> Outcome[Assignment]:
    """What the user holds since then."""
    return Outcome(outcome.value.assignment, outcome.is_replay)


def ready(world: World, *numbers: int) -> None:
    """Assets that were converted and can be given to somebody."""
    for number in numbers:
        asset, _ = first_entry(completed(claimed(queued(an_asset(number)))))
        world.storage.assets[asset.asset_id] = asset


def a_library() -> World:
    """Very many assets; nobody holds any."""
    world = World()
    for number in range(MANY_ASSETS):
        world.storage.assets[an_asset_id(number)] = an_asset(number)
    return world


def gone(world: World, number: int) -> None:
    """From now on that asset is deleted, whoever holds it."""
    asset = world.storage.assets[an_asset_id(number)]
    world.storage.assets[asset.asset_id] = replace(
        asset, deleted_at=world.clock(), version=asset.version + 1
    )


def registered(world: World, *user_ids: str) -> None:
    for user_id in user_ids or (GRACE,):
        world.users().put(user_id, user_fields(), None, asks(world))


def a_town(faulty: World | None = None, assets: int = 3) -> World:
    """Grace is in the directory, and some assets are ready; no fault has been counted yet."""
    world = faulty or World()
    ready(world, *range(1, assets + 1))
    registered(world)
    world.faults.clear()
    return world


def give(
    world: World, number: int, key: str | None = None, user_id: str = GRACE
) -> Outcome[Assignment]:
    return state(world.assignments().assign(an_asset_id(number), user_id, asked(world, key)))


def take_back(world: World, given: Assignment, key: str | None = None) -> Outcome[Assignment]:
    """Undo, by the path that the assignment's answer leads to."""
    asset_id = given.asset_id or given.previous_asset_id or ""
    service = world.assignments()
    return state(service.undo_assignment(asset_id, given.assignment_id, asked(world, key)))


def end(world: World, key: str | None = None) -> Outcome[HistoryEntry]:
    outcome = world.assignments().unassign(GRACE, asked(world, key))
    return Outcome(outcome.value.entry, outcome.is_replay)


def go_back(world: World, sequence: int, key: str | None = None) -> Outcome[Assignment]:
    """Revert to the entry at that place."""
    entry_id = world.storage.history[GRACE, sequence].entry_id
    return state(world.assignments().revert(GRACE, entry_id, asked(world, key)))


def put(world: World, name: str, key: str | None = None) -> Outcome[User]:
    fields = user_fields(display_name=name)
    outcome = world.users().put(GRACE, fields, None, asks(world, key))
    return Outcome(outcome.value.user, outcome.is_replay)


def dismiss(world: World, key: str | None = None) -> Outcome[User]:
    outcome = world.users().deactivate(GRACE, None, asks(world, key))
    return Outcome(outcome.value.user, outcome.is_replay)


def delete(world: World, number: int, key: str | None = None) -> Outcome[Asset]:
    return world.removals().delete(an_asset_id(number), None, asks(world, key))


def restore(world: World, number: int, key: str | None = None) -> Outcome[Asset]:
    return world.removals().restore(an_asset_id(number), None, asks(world, key))


def history(world: World, user_id: UserId = GRACE) -> list[HistoryEntry]:
    return world.storage.history_of(user_id)


def holds(world: World, user_id: UserId = GRACE) -> str | None:
    return world.storage.heads[user_id].asset_id


def signature(world: World) -> object:
    """What has come of it all, but for the times and the names of requests."""
    storage = world.storage
    return (
        [(each.action, each.asset_id, each.refers_to) for each in history(world)],
        [(each.v, each.sequence) for each in storage.heads.values()],
        [(each.display_name, each.deactivated_at is None) for each in storage.profiles.values()],
        sorted((each.asset_id, each.version, each.audit.sequence) for each in _assets(world)),
        (len(storage.entries), len(storage.answers)),
    )


def _assets(world: World) -> list[Asset]:
    return list(world.storage.assets.values())


def require_whole(world: World, user_id: UserId = GRACE) -> None:
    """Every link of a user's two chains is right, and their heads are at their ends."""
    previous, asset_id = GENESIS_HASH, None
    entries = history(world, user_id)
    for sequence, entry in enumerate(entries, 1):
        links = (entry.sequence, entry.previous_hash, entry.previous_asset_id)
        assert links == (sequence, previous, asset_id)
        assert entry.hash == digest(entry.document())
        previous, asset_id = entry.hash, entry.asset_id
    head = world.storage.heads[user_id]
    assert (head.sequence, head.hash, head.asset_id) == (len(entries), previous, asset_id)
    profile = world.storage.profiles[user_id]
    assert (head.deactivated_at is None) == (profile.deactivated_at is None)
    _require_whole_profile(world, user_id)


def _require_whole_profile(world: World, user_id: UserId) -> None:
    previous = GENESIS_HASH
    chain = world.storage.chain(f"PROFILE#{user_id}")
    for sequence, entry in enumerate(chain, 1):
        assert (entry.sequence, entry.previous_hash) == (sequence, previous)
        assert entry.hash == digest(entry.document())
        previous = entry.hash
    profile = world.storage.profiles[user_id]
    assert (profile.audit.sequence, profile.audit.hash) == (len(chain), previous)
    assert profile.version == len(chain)
