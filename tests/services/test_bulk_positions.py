"""One bad user among a thousand, wherever in the list: nobody is given anything."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

import pytest

from mediadesk.domain.bulk import BulkRecord, BulkStatus, Offender
from mediadesk.domain.heads import Head
from mediadesk.domain.ids import UserId
from tests.services import bulk_lives as bulks
from tests.services.bulk_lives import BOB, MakeWorld, a_city
from tests.world import World

COUNT: Final = 1_000
CROWD: Final = bulks.people(COUNT)
EVERY: Final = 7
Flaw = Callable[[World, UserId], None]


def unknown(world: World, user_id: UserId) -> None:
    del world.storage.heads[user_id]
    del world.storage.profiles[user_id]


def deactivated(world: World, user_id: UserId) -> None:
    world.users().deactivate(user_id, None, bulks.asks(world))


def holds_it_already(world: World, user_id: UserId) -> None:
    bulks.assign(world, 1, [user_id])


def held_by_another(world: World, user_id: UserId) -> None:
    bulks.assign(world, 2, [user_id], by=BOB)


CODES: Final[dict[Flaw, str]] = {
    unknown: "user_not_found",
    deactivated: "user_deactivated",
    holds_it_already: "already_assigned",
}
FLAWS: Final[dict[str, Flaw]] = {each.__name__: each for each in (*CODES, held_by_another)}


def require_nothing(make_world: MakeWorld, flaw: Flaw, place: int) -> None:
    world, bad = a_city(make_world, COUNT), CROWD[place]
    flaw(world, bad)
    storage, earlier = world.storage, bulks.records(world)
    heads, history = dict(storage.heads), dict(storage.history)
    record = bulks.assign(world, 1, CROWD).value
    assert record.status is BulkStatus.ABORTED
    require_named(record, flaw, bad, earlier)
    assert flaw not in CODES or storage.heads == heads, f"{place}: somebody was claimed"
    bulks.carry_on(world, record.bulk_id)
    assert as_if_unwritten(storage.heads) == as_if_unwritten(heads), place
    assert storage.history == history
    assert bulks.records(world)[: len(earlier)] == earlier


def as_if_unwritten(heads: Mapping[UserId, Head]) -> dict[UserId, Head]:
    """A claim that was taken back counts as a write, and leaves nothing else."""
    return {user_id: replace(head, v=0) for user_id, head in heads.items()}


def require_named(
    record: BulkRecord, flaw: Flaw, bad: UserId, earlier: Iterable[BulkRecord]
) -> None:
    failure = record.failure
    assert failure is not None
    if flaw in CODES:
        assert failure.code == "bulk_refused"
        assert failure.offenders == (Offender(bad, CODES[flaw]),)
        assert failure.offender_count == 1
        return
    [other] = earlier
    assert (failure.code, failure.undo_until) == ("undo_window_open", other.undo_until)
    assert other.bulk_id in failure.detail


@pytest.mark.parametrize("flaw", FLAWS)
def test_one_bad_user_refuses_it_for_all(flaw: str) -> None:
    for place in {*range(0, COUNT, EVERY), COUNT - 1}:
        require_nothing(World, FLAWS[flaw], place)


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.parametrize("flaw", FLAWS)
def test_one_bad_user_at_any_place_refuses_it_for_all(flaw: str) -> None:
    for place in range(COUNT):
        require_nothing(World, FLAWS[flaw], place)
