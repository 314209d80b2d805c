"""What it costs to keep the directory, and to give single users an asset and take it from them."""

from mediadesk.domain.ids import UserId
from tests.aws.costing import Costing
from tests.builders import user_fields

ANNA = UserId("anna.kowalska")


def tell(costing: Costing) -> None:
    _directory(costing)
    _changes(costing)


def _directory(costing: Costing) -> None:
    users = costing.world.users()
    for number in range(60):
        fields = user_fields(display_name=f"Ann Example{number}", email=f"ann{number}@example.org")
        users.put(f"ann.example-{number:02d}", fields, None, costing.operation(f"fill-{number}"))
    anna = user_fields(display_name="Anna Kowalska", email="anna.kowalska@example.org")
    renamed = user_fields(display_name="Anna Nowak", email="anna.kowalska@example.org")
    new, change = costing.operation("new"), costing.operation("change")
    costing.measure("register a user", lambda: users.put(ANNA, anna, None, new))
    costing.measure("rename a user", lambda: users.put(ANNA, renamed, None, change))
    directory = costing.world.directory()
    costing.measure("read a user", lambda: directory.get(ANNA))
    costing.measure("a page of all users, 25", lambda: directory.page("", None, 25))
    costing.measure("a page of a search, 25", lambda: directory.page("ann", None, 25))
    costing.measure("a page of a search of two words", lambda: directory.page("ann now", None, 25))


def _changes(costing: Costing) -> None:
    desk = costing.world.assignments()
    first, second = costing.world.ready(1), costing.world.ready(2)
    given, again = costing.asked("assign"), costing.asked("second")
    undo, revert, take = costing.asked("undo"), costing.asked("revert"), costing.asked("take")
    made = costing.measure("assign", lambda: desk.assign(first, ANNA, given)).value
    costing.measure("assign once more with the same key", lambda: desk.assign(first, ANNA, given))
    place = made.assignment.assignment_id
    costing.measure("undo", lambda: desk.undo_assignment(first, place, undo))
    costing.measure("assign another one", lambda: desk.assign(second, ANNA, again))
    costing.measure("revert", lambda: desk.revert(ANNA, made.entry.entry_id, revert))
    costing.measure("unassign", lambda: desk.unassign(ANNA, take))
    desk.assign(first, ANNA, costing.asked("last"))
    users, remove = costing.world.users(), costing.operation("remove")
    desk.assign(first, "ann.example-01", costing.asked("leaver"))
    costing.measure(
        "deactivate a user who holds something",
        lambda: users.deactivate("ann.example-01", None, remove),
    )
