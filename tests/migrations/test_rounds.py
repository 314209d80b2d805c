"""A migration that is done is begun anew as a whole, whenever the run that does it dies."""

from typing import Any

import pytest

from mediadesk.domain.migrations import LEASE
from migrations.telling import state
from tests.faults import Crash, Moment
from tests.migrations.test_runs import Noting, Shift

WRITES = (".begin", ".save")


def done() -> Shift:
    """A migration that was carried through, before any fault."""
    shift = Shift()
    shift.runner().run(Noting())
    shift.faults.clear()
    return shift


def redone(shift: Shift, noting: Noting, owner: str) -> list[dict[str, Any]]:
    """What is left of a run of the command with `--again`, but for who did it and how often."""
    parts = shift.runner(owner).run(noting, is_again=True)
    told = ("table", "segment", "segments", "position", "looked_at", "changed", "is_finished")
    return [{name: getattr(part, name) for name in told} for part in parts]


def writes_of_a_round() -> list[int]:
    shift = done()
    redone(shift, Noting(), "run-2")
    calls = enumerate(shift.faults.calls, 1)
    return [number for number, call in calls if call.endswith(WRITES)]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_round_that_died_at_any_write_ends_as_if_nothing_had_disturbed_it(
    moment: Moment,
) -> None:
    expected = redone(done(), Noting(), "run-2")
    writes = writes_of_a_round()
    assert len(writes) >= 2 * len(expected)
    for write in writes:
        shift, noting = done(), Noting()
        shift.faults.fail(write, moment, Crash())
        with pytest.raises(Crash):
            redone(shift, noting, "run-2")
        shift.faults.clear()
        shift.clock.advance(LEASE)

        assert redone(shift, noting, "run-3") == expected, write
        assert set(noting.seen) == set(shift.everything), write


def test_a_round_that_died_goes_on_without_being_asked_for_once_more() -> None:
    shift, noting = done(), Noting()
    _began, _raised, followed, *_ = writes_of_a_round()
    shift.faults.fail(followed, "before", Crash())
    with pytest.raises(Crash):
        redone(shift, noting, "run-2")

    assert state(shift.store.parts("noting")) == "0 of 2 parts done; 1 items, 1 writes"
    shift.runner("run-3").run(noting)
    assert sorted(noting.seen) == shift.everything
