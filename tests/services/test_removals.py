"""Assets are deleted and restored; what somebody holds stays."""

from datetime import timedelta

import pytest

from mediadesk.domain.audit import AuditAction
from mediadesk.domain.errors import (
    AssetAssigned,
    AssetNotFound,
    AssetUnavailable,
    PreconditionFailed,
)
from mediadesk.domain.media import OutputKind
from tests.builders import an_asset, an_asset_id
from tests.services import lives
from tests.services.lives import a_town, asks, delete, give, restore
from tests.world import World

ONE = an_asset_id(1)
READY = 4 + len(OutputKind)
"""Its version: announced, queued, claimed, each output shown, completed."""


def told(world: World) -> list[tuple[AuditAction, object, object]]:
    chain = world.storage.chain(f"ASSET#{ONE}")
    return [(entry.action, entry.before, entry.after) for entry in chain]


def test_what_nobody_holds_is_deleted_and_restored_and_both_are_told() -> None:
    world = a_town()
    deleted = delete(world, 1).value
    assert (deleted.deleted_at, deleted.version) == (world.clock(), READY + 1)
    assert restore(world, 1).value.deleted_at is None
    assert told(world) == [
        (AuditAction.ASSET_DELETED, {"deleted": False}, {"deleted": True}),
        (AuditAction.ASSET_RESTORED, {"deleted": True}, {"deleted": False}),
    ]
    assert give(world, 1).value.asset_id == ONE


def test_what_somebody_holds_is_not_deleted() -> None:
    world = a_town()
    give(world, 1)
    with pytest.raises(AssetAssigned):
        delete(world, 1)
    assert world.storage.assets[ONE].deleted_at is None
    give(world, 2)
    assert delete(world, 1).value.deleted_at is not None


def test_one_holder_among_many_who_lost_it_is_found() -> None:
    world = a_town()
    lives.registered(world, *(f"u{number:03d}" for number in range(150)))
    for number in range(150):
        give(world, 1, user_id=f"u{number:03d}")
    with pytest.raises(AssetAssigned):
        delete(world, 1)
    for number in range(149):
        give(world, 2, user_id=f"u{number:03d}")
    with pytest.raises(AssetAssigned):
        delete(world, 1)
    give(world, 2, user_id="u149")
    delete(world, 1)


def test_what_was_deleted_already_is_not_deleted_again() -> None:
    world = a_town()
    first = delete(world, 1).value
    world.clock.advance(timedelta(hours=1))
    assert delete(world, 1).value == first
    assert len(told(world)) == 1


def test_what_was_never_deleted_is_not_restored() -> None:
    world = a_town()
    assert restore(world, 1).value == world.storage.assets[ONE]
    assert told(world) == []


def test_an_upload_that_never_ended_can_be_deleted() -> None:
    world = a_town()
    world.storage.assets[an_asset_id(9)] = an_asset(9)
    assert delete(world, 9).value.deleted_at is not None


def test_a_deleted_asset_is_not_given_and_keeps_the_history_of_those_who_held_it() -> None:
    world = a_town()
    give(world, 1)
    lives.end(world)
    delete(world, 1)
    with pytest.raises(AssetUnavailable):
        give(world, 1)
    with pytest.raises(AssetUnavailable):
        lives.go_back(world, 1)
    assert [entry.asset_id for entry in lives.history(world)] == [ONE, None]


@pytest.mark.parametrize("seen", [0, READY - 1, READY + 1])
def test_a_version_that_is_not_the_present_one_changes_nothing(seen: int) -> None:
    world = a_town()
    assert world.storage.assets[ONE].version == READY
    with pytest.raises(PreconditionFailed):
        world.removals().delete(ONE, seen, asks(world))
    with pytest.raises(PreconditionFailed):
        world.removals().restore(ONE, seen, asks(world))
    assert world.storage.assets[ONE].deleted_at is None


@pytest.mark.parametrize("asset_id", ["", "ast_1", "../x", "\0", an_asset_id(8)])
def test_what_is_no_asset_is_not_found(asset_id: str) -> None:
    world = a_town()
    with pytest.raises(AssetNotFound):
        world.removals().delete(asset_id, None, asks(world))
    with pytest.raises(AssetNotFound):
        world.removals().restore(asset_id, None, asks(world))


def test_a_repeat_is_answered_as_before_though_it_was_restored_since() -> None:
    world = a_town()
    first = delete(world, 1, "key-1").value
    restore(world, 1)
    again = delete(world, 1, "key-1")
    assert again.is_replay
    assert (again.value.deleted_at, again.value.version) == (first.deleted_at, first.version)
    assert world.storage.assets[ONE].deleted_at is None
