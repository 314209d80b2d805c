"""A bulk's whole life with one fault at every single call: every member ends the same way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Final

import pytest

from mediadesk.domain.bulk import BulkRecord, BulkStatus
from mediadesk.domain.errors import ServiceUnavailable
from mediadesk.domain.ids import UserId
from tests.builders import an_asset_id
from tests.faults import Crash, Faults
from tests.services import bulk_lives as bulks
from tests.services import lives
from tests.services.bulk_lives import BOB, CROWD, MakeWorld, a_city
from tests.world import World

Plan = Callable[[Faults, int], None]
FAULTS: Final[dict[str, Plan]] = {
    "it does not answer": lambda faults, call: faults.fail(call, "before"),
    "its answer is lost": lambda faults, call: faults.fail(call, "after"),
    "the process dies before it": lambda faults, call: faults.fail(call, "before", Crash()),
    "the process dies after it": lambda faults, call: faults.fail(call, "after", Crash()),
}
HAD: Final = [an_asset_id(3), an_asset_id(2), an_asset_id(2), None, None]


@dataclass(frozen=True)
class Story:
    """Somebody asks; an undo may follow after so many seconds; then messages and sweeps."""

    undo_after_s: float | None = None
    is_patient: bool = False
    """Whoever gets no answer asks again; the messages of others come when they are due."""
    is_refused: bool = False


STORIES: Final = {
    "it is left alone": Story(),
    "it is left alone, and asked for again": Story(is_patient=True),
    "it is undone at once": Story(0, is_patient=True),
    "it is undone in the last moment": Story(30),
    "it is undone too late": Story(31, is_patient=True),
    "it is undone after its seal": Story(60),
    "it is refused": Story(is_refused=True, is_patient=True),
}


@dataclass
class Told:
    """What was acknowledged, to whomever."""

    asked: list[BulkRecord] = field(default_factory=list)
    undone: list[BulkRecord] = field(default_factory=list)


def staged(make_world: MakeWorld) -> World:
    """One holds something, two are held by an earlier bulk, and it is not over."""
    world = a_city(make_world)
    lives.give(world, 3, user_id=CROWD[0])
    bulks.assign(world, 2, CROWD[1:3])
    world.faults.clear()
    return world


def lived(world: World, story: Story) -> Told:
    """The story, with whatever fault is planned in it; it is at rest in the end."""
    told, tries = Told(), 1 + story.is_patient
    members = [*CROWD, UserId("nobody")] if story.is_refused else CROWD
    for _ in range(tries):
        with bulks.survived():
            told.asked.append(bulks.assign(world, 1, members, "key-1").value)
    if not story.is_patient:
        world.bulk_queue.sent.clear()
    if story.undo_after_s is not None:
        world.clock.advance(timedelta(seconds=story.undo_after_s))
        taken_back(world, told, tries)
    bulks.come_to_rest(world)
    return told


def taken_back(world: World, told: Told, tries: int) -> None:
    bulk_id = bulks.records(world)[-1].bulk_id
    if bulk_id == bulks.records(world)[0].bulk_id:
        return
    with bulks.survived():
        if world.clock() > bulks.records(world)[-1].created_at + bulks.MINUTE / 2:
            world.bulk_storing().sweep()
            bulks.deliver(world)
    for _ in range(tries):
        with bulks.survived():
            told.undone.append(bulks.take_back(world, bulk_id, "key-2", BOB).value)


def require_kept(world: World, told: Told, where: str) -> None:
    """What somebody was told holds, and everybody holds what the end of the bulk says."""
    world.faults.clear()
    final = world.storage.bulks
    for record in told.undone:
        assert final[record.bulk_id].status is record.status, where
    undone = {record.bulk_id for record in told.undone}
    for record in told.asked:
        if record.status is BulkStatus.COMMITTED and record.bulk_id not in undone:
            assert final[record.bulk_id].assigned_at == record.assigned_at, where
        if record.status.is_final:
            assert final[record.bulk_id].status is record.status, where
    later = bulks.records(world)[1:]
    is_given = BulkStatus.SEALED in {record.status for record in later}
    assert bulks.held(world) == ([an_asset_id(1)] * 5 if is_given else HAD), where
    assert len(later) <= 1, where


@cache
def calm(name: str) -> tuple[int, tuple[BulkStatus, ...]]:
    world = staged(World)
    told = lived(world, STORIES[name])
    calls = len(world.faults.calls)
    require_kept(world, told, "calm")
    return calls, tuple(each.status for each in bulks.records(world))


def single_faults(make_world: MakeWorld, name: str, fault: str) -> int:
    for call in range(1, calm(name)[0] + 1):
        world = staged(make_world)
        FAULTS[fault](world.faults, call)
        told = lived(world, STORIES[name])
        where = f"{name}, {fault}: {call} {world.faults.calls[call - 1 : call]}"
        require_kept(world, told, where)
        # Whoever asks again under the same key is told what the first request did.
        assert told.undone or name != "it is undone at once", where
    return calm(name)[0]


def test_without_faults_each_story_ends_as_it_should() -> None:
    ends = {name: calm(name)[1][-1] for name in STORIES}
    assert ends == {
        "it is left alone": BulkStatus.SEALED,
        "it is left alone, and asked for again": BulkStatus.SEALED,
        "it is undone at once": BulkStatus.UNDONE,
        "it is undone in the last moment": BulkStatus.UNDONE,
        "it is undone too late": BulkStatus.SEALED,
        "it is undone after its seal": BulkStatus.SEALED,
        "it is refused": BulkStatus.ABORTED,
    }


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", STORIES)
def test_no_single_fault_leaves_anybody_between(name: str, fault: str) -> None:
    assert single_faults(World, name, fault) > 40


@pytest.mark.parametrize("first", ["its answer is lost", "the process dies after it"])
def test_no_pair_of_faults_does_either(first: str) -> None:
    name = "it is undone at once"
    for one in range(1, calm(name)[0], 2):
        for other in range(one + 1, calm(name)[0] + 4, 3):
            world = staged(World)
            FAULTS[first](world.faults, one)
            FAULTS["the process dies before it"](world.faults, other)
            require_kept(world, lived(world, STORIES[name]), f"{first} at {one}, and {other}")


def test_what_does_not_answer_for_a_while_is_caught_up_with() -> None:
    world = staged(World)
    for call in range(12, 40):
        world.faults.at(call, "before", _away)
    require_kept(world, lived(world, Story(is_patient=True)), "away")


def _away() -> None:
    raise ServiceUnavailable("It is away.")
