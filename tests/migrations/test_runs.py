"""Runs tell how far they are, share the work, and don't disturb each other."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Event

import pytest

from mediadesk import tables
from mediadesk.aws.trail_records import Item
from mediadesk.domain.errors import ServiceUnavailable, WriteConflict
from mediadesk.domain.migrations import LEASE, Part
from migrations.errors import MigrationHeld
from migrations.kinds import Treated
from migrations.runner import Runner
from migrations.telling import EVERY, Teller, state, total
from tests.builders import a_profile
from tests.fakes import HandSetClock
from tests.faults import Faults
from tests.migrations.desk import Desk, expected
from tests.migrations.fake_store import FakeMigrationStore

SECOND = timedelta(seconds=1)


class Noting:
    """A migration that only notes what it was given."""

    name = "noting"
    purpose = "nothing"
    tables = ("one", "two")

    def __init__(self) -> None:
        self.seen: list[str] = []

    def treat(self, table: str, items: Sequence[Item], *, is_dry: bool) -> Treated:
        self.seen += [f"{table}{item['pk']['N']}" for item in items]
        return Treated(0 if is_dry else len(items))


class Shift:
    """What several runs of one migration share: the clock and the store."""

    def __init__(self, items: int = 5) -> None:
        numbered: list[Item] = [{"pk": {"N": str(number)}} for number in range(items)]
        self.clock = HandSetClock()
        self.faults = Faults()
        self.store = FakeMigrationStore(self.faults, {"one": numbered, "two": numbered[:1]})
        self.lines: list[str] = []
        self.everything = sorted([f"one{n}" for n in range(items)] + ["two0"])

    def runner(self, owner: str = "run-1", stop: Event | None = None) -> Runner:
        return Runner(
            store=self.store,
            clock=self.clock,
            owner=owner,
            stop=stop or Event(),
            teller=Teller(self.lines.append, self.clock),
        )

    def call(self, name: str, number: int = 1) -> int:
        """The number of the `number`th call of that name in an undisturbed run."""
        quiet = Shift()
        quiet.runner().run(Noting())
        named = [n for n, call in enumerate(quiet.faults.calls, 1) if call.endswith(f".{name}")]
        return named[number - 1]


@pytest.mark.parametrize("segments", [1, 2, 7])
def test_every_item_is_looked_at_once_in_however_many_segments(segments: int) -> None:
    shift, noting = Shift(), Noting()
    parts = shift.runner().run(noting, segments)
    assert sorted(noting.seen) == shift.everything
    assert (len(parts), sum(part.looked_at for part in parts)) == (2 * segments, 6)


def test_a_migration_goes_on_in_as_many_segments_as_it_was_begun_with() -> None:
    shift, stop = Shift(), Event()
    stop.set()
    shift.runner(stop=stop).run(Noting(), 3)
    assert len(shift.runner("run-2").run(Noting(), 5)) == 6


def test_each_page_is_kept_and_the_end_is_told() -> None:
    shift = Shift()
    shift.faults.at(shift.call("page", 3), "before", lambda: shift.clock.advance(EVERY))
    shift.runner().run(Noting())
    assert shift.lines == [
        "one, segment 1 of 1: 5 items, 5 writes, done",
        "two, segment 1 of 1: 1 items, 1 writes, done",
    ]


def test_a_long_segment_tells_now_and_then_how_far_it_is() -> None:
    shift = Shift()
    for number in (2, 3):
        shift.faults.at(shift.call("page", number), "before", lambda: shift.clock.advance(SECOND))
    shift.runner().run(Noting())
    assert len(shift.lines) == 2

    slow = Shift(items=9)
    for number in range(5, 30):
        slow.faults.at(number, "before", lambda: slow.clock.advance(EVERY))
    slow.runner().run(Noting())
    assert "one, segment 1 of 1: 4 items, 4 writes, not done" in slow.lines


def test_a_second_run_takes_nothing_that_the_first_one_holds() -> None:
    shift, first, second = Shift(), Noting(), Noting()

    def meanwhile() -> None:
        with pytest.raises(MigrationHeld, match="Another run of noting"):
            shift.runner("run-2").run(second)

    shift.faults.at(shift.call("page", 2), "before", meanwhile)
    parts = shift.runner("run-1").run(first)

    assert second.seen == ["two0"]
    assert sorted(first.seen + second.seen) == shift.everything
    assert all(part.is_finished for part in parts)


def test_a_run_that_is_silent_for_too_long_is_replaced_and_ends_itself() -> None:
    shift, first, second = Shift(), Noting(), Noting()

    def meanwhile() -> None:
        shift.clock.advance(LEASE)
        shift.runner("run-2").run(second)

    shift.faults.at(shift.call("page", 2), "before", meanwhile)
    with pytest.raises(MigrationHeld, match="works on one as well"):
        shift.runner("run-1").run(first)

    assert sorted({*first.seen, *second.seen}) == shift.everything
    assert sum(part.looked_at for part in shift.store.parts("noting")) == 6


def test_who_loses_the_race_for_a_part_leaves_it() -> None:
    shift = Shift()

    def meanwhile() -> None:
        shift.runner("run-2").run(Noting())

    shift.faults.at(shift.call("save", 1), "before", meanwhile)
    with pytest.raises(MigrationHeld):
        shift.runner("run-1").run(noting := Noting())
    assert noting.seen == []


def test_a_failure_ends_the_other_segments_too_and_frees_them() -> None:
    shift = Shift(items=40)
    shift.faults.fail(shift.call("page") + 12, "before")
    with pytest.raises(ServiceUnavailable):
        shift.runner().run(Noting(), 2)
    held = [part for part in shift.store.parts("noting") if part.is_held(shift.clock())]
    assert len(held) <= 1


def test_a_list_tells_of_each_migration_how_far_it_is() -> None:
    shift, stop = Shift(), Event()
    assert state([]) == "not begun"
    shift.faults.at(shift.call("page", 2), "before", stop.set)
    left = shift.runner(stop=stop).run(Noting())
    assert state(left) == "0 of 2 parts done; 4 items, 4 writes"
    done = shift.runner("run-2").run(Noting())
    assert state(done) == "done at 2026-11-22 10:15 UTC; 6 items, 6 writes"
    assert total(done, is_dry=True) == "6 items, 6 writes would be made"


def test_the_real_store_keeps_parts_as_the_fake_one_does(desk: Desk) -> None:
    store, part = desk.store(), Part("noting", "users", 0, 2)
    other = Part("noting", "users", 1, 2, position={"pk": "a", "sk": "b"}, owner="run-9")
    assert store.begin(part) == part
    assert store.begin(Part("noting", "users", 0, 7)) == part
    assert store.begin(other) == other
    moved = Part("noting", "users", 0, 2, looked_at=3, round=2, version=2, started_at=desk.clock())
    assert store.save(part, moved) == moved
    # The same once more, as after an answer that got lost.
    assert store.save(part, moved) == moved
    with pytest.raises(WriteConflict):
        store.save(part, Part("noting", "users", 0, 2, looked_at=4, version=2))
    assert store.parts("noting") == [moved, other]
    assert store.stored(moved) == moved


@pytest.mark.slow
def test_runs_and_their_threads_at_the_same_time_leave_what_one_would_have(
    emulator_desk: Desk,
) -> None:
    desk = emulator_desk
    people = [a_profile(f"u{number:02d}", display_name="Ann") for number in range(30)]
    for profile in people:
        desk.put_profile(profile)

    def insist(owner: str) -> None:
        for _ in range(20):
            with suppress(MigrationHeld):
                desk.runner(owner, page_of=5).run(desk.backfill(), 4)
                return
            desk.clock.advance(LEASE)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(insist, ("run-1", "run-2", "run-3")))

    assert desk.rows(tables.USER_SEARCH) == expected(*people)
    parts = desk.store().parts("backfill_user_search")
    assert all(part.is_finished for part in parts)
    assert sum(part.looked_at for part in parts if part.table == "users") == 30
