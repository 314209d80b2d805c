"""A change of somebody's name that is meant for what was seen of them, while a bulk decides."""

from collections.abc import Callable

import pytest

from mediadesk.domain.errors import MediadeskError, PreconditionFailed, WriteConflict
from mediadesk.domain.users import Seen
from tests.builders import user_fields
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import BOB, CROWD, a_city
from tests.services.turns import Turns, Worker
from tests.world import World

MEMBER = CROWD[0]
Turn = tuple[World, Callable[[], object]]


def renaming(world: World, *, exact: bool = True) -> Callable[[], MediadeskError | None]:
    """By a version that was just seen; what it is refused with."""
    user = world.directory().get(MEMBER)
    seen = Seen(user.profile.version, user.sequence) if exact else None
    operation = bulks.asks(world, "key-1", BOB)

    def rename() -> MediadeskError | None:
        fields = user_fields(display_name="New")
        try:
            world.users().put(MEMBER, fields, seen, operation)
        except MediadeskError as refusal:
            return refusal
        return None

    return rename


def undone_meanwhile() -> Turn:
    world = a_city(faults=Turns())
    record = bulks.assign(world).value
    return world, lambda: bulks.undo(world, record.bulk_id)


def committed_meanwhile() -> Turn:
    world = a_city(faults=Turns())
    bulk = Worker(lambda: bulks.assign(world))
    bulk.until("FakeBulkStore.decide")
    return world, bulk.finish


def sealed_meanwhile() -> Turn:
    world = a_city(faults=Turns())
    record = bulks.assign(world).value
    return world, lambda: world.decisions().seal_by_time(record)


@pytest.mark.parametrize("turn", [undone_meanwhile, committed_meanwhile])
def test_what_a_bulk_decided_since_then_was_not_seen(turn: Callable[[], Turn]) -> None:
    world, decide = turn()
    refused: list[MediadeskError | None] = []
    rename = renaming(world)
    worker = Worker(lambda: refused.append(rename()))
    worker.until("FakeUserStore.save")
    decide()
    worker.finish()
    [refusal] = refused
    assert isinstance(refusal, PreconditionFailed | WriteConflict)
    assert world.directory().get(MEMBER).profile.display_name != "New"
    bulks.come_to_rest(world)


def test_a_seal_changes_nothing_of_what_was_seen() -> None:
    world, decide = sealed_meanwhile()
    refused: list[MediadeskError | None] = []
    rename = renaming(world)
    worker = Worker(lambda: refused.append(rename()))
    worker.until("FakeUserStore.save")
    decide()
    worker.finish()
    assert refused == [None]
    assert world.directory().get(MEMBER).profile.display_name == "New"


@pytest.mark.parametrize("turn", [undone_meanwhile, committed_meanwhile])
def test_who_asks_for_no_version_is_not_refused(turn: Callable[[], Turn]) -> None:
    world, decide = turn()
    rename = renaming(world, exact=False)
    worker = Worker(rename)
    worker.until("FakeUserStore.save")
    decide()
    worker.finish()
    assert world.directory().get(MEMBER).profile.display_name == "New"
    bulks.come_to_rest(world)
