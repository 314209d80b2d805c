"""Requests about bulks, and about users whom a bulk holds, that are refused and change nothing."""

from collections.abc import Callable

from tests.functions import bulks, people
from tests.functions.people import Asked
from tests.gateway import Answer, serving
from tests.world import World

Sent = Callable[[], Answer]
ONE = "user-00001"


def give(asset_id: str, world: World) -> Asked:
    return bulks.give(asset_id, bulks.crowd(world))


def held_by_bob(world: World) -> str:
    """Somebody in a bulk that bob may still undo."""
    bulks.given(world, person=bulks.BOB)
    return ONE


def undo_what_bob_gave(world: World) -> Asked:
    return people.undo(people.read(held_by_bob(world)).json()["current"])


def revert_what_bob_gave(world: World) -> Asked:
    people.assigned(world, 2, ONE)
    held_by_bob(world)
    return people.revert(str(people.entries(ONE)[-1]["entry_id"]), ONE)


def try_what_bob_gave(world: World) -> Asked:
    """Only a try, for the bulk itself would leave a record."""
    return bulks.give(people.ready(world, 2), [held_by_bob(world)], dry_run=True)


def undo_by_another_asset(world: World) -> Asked:
    made = bulks.given(world)
    return bulks.undo_of(people.ready(world, 2), made["bulk_id"])


def undo_sealed(world: World) -> Asked:
    made = bulks.given(world)
    assert people.unassign(ONE).send().status == 200
    return bulks.undo(made)


def undo_aborted(world: World) -> Asked:
    made = bulks.begun(world)
    assert bulks.undo(made).send().status == 200
    return bulks.undo(made)


def to_holders_only(world: World) -> Asked:
    made = bulks.given(world)
    return bulks.give(made["asset_id"], [ONE], skip_already_assigned=True)


def again_to_nobody(world: World) -> Sent:
    """A repeat, for the first time leaves a record that says so."""
    asked = bulks.give(people.ready(world), [*bulks.crowd(world), "nobody"])
    assert asked.send(key="once").status == 409
    return lambda: asked.send(key="once")


def again_what_was_aborted(world: World) -> Sent:
    asked = bulks.give(people.ready(world), bulks.crowd(world, 1001))
    assert bulks.undo(asked.send(key="once").json()).send().status == 200
    return lambda: asked.send(key="once")


def too_many(world: World) -> Sent:
    world.calls_a_minute = 0
    asked = give(people.ready(world), world)

    def send() -> Answer:
        with serving(world):
            return asked.send()

    return send
