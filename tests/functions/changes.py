"""Every change that the API offers about users and assets, each ready to be asked for."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.builders import an_asset_id
from tests.functions import bulks, conversions, people
from tests.functions.people import Asked
from tests.world import World

BULK_UNDO: Final = "undo_bulk"
Preparation = Callable[[World], Asked]
"""Makes what a request needs, and gives the request."""


def _deactivation(world: World) -> Asked:
    people.assigned(world)
    return people.deactivate()


def _assignment(world: World) -> Asked:
    people.registered()
    return people.assign(people.ready(world), note="For the spring campaign")


def _undo(world: World) -> Asked:
    people.assigned(world)
    return people.undo(people.assigned(world, 2), note="Wrong one")


def _unassignment(world: World) -> Asked:
    people.assigned(world)
    return people.unassign()


def _revert(world: World) -> Asked:
    people.assigned(world)
    people.assigned(world, 2)
    return people.revert(people.entries()[-1]["entry_id"], note="The first was better")


def _deletion(world: World) -> Asked:
    return people.delete(people.ready(world))


def _restoration(world: World) -> Asked:
    assert people.delete(people.ready(world)).send().status == 200
    return people.restore(an_asset_id(1))


def _bulk(world: World) -> Asked:
    return bulks.give(people.ready(world), bulks.crowd(world), note="For the spring campaign")


def _bulk_undo(world: World) -> Asked:
    return bulks.undo(bulks.given(world), note="Wrong team")


CHANGES: Final[Mapping[str, Preparation]] = {
    "put_user": lambda _: people.put(),
    "deactivate_user": _deactivation,
    "assign_asset": _assignment,
    "undo_assignment": _undo,
    "bulk_assign_asset": _bulk,
    BULK_UNDO: _bulk_undo,
    "unassign_user": _unassignment,
    "revert_assignment": _revert,
    "delete_asset": _deletion,
    "restore_asset": _restoration,
    "retry_conversion": lambda world: conversions.retry(conversions.failed(world)),
}
"""By the operation's name in the API document, save the second kind of undo."""


def disturb(world: World) -> None:
    """Let everything that those changes are about become something else."""
    people.registered(display_name="Rear Admiral Hopper")
    people.assigned(world, 9)
    asset = world.storage.assets.get(an_asset_id(1))
    if asset is not None:
        turn = people.delete if asset.deleted_at is None else people.restore
        assert turn(asset.asset_id).send().status == 200
