"""The bulk protocol keeps its promises in every interleaving, with a crash at every step."""

from typing import Final

import pytest

from tests.model.bulks import Coordinator, UndoOfBulk
from tests.model.checker import Scenario, explore
from tests.model.process import Broken, Process
from tests.model.promises import Violation
from tests.model.readers import Reader
from tests.model.singles import Single

SOUND: Final[Broken] = frozenset()
BOTH: Final = (0, 1)


def scenario(broken: Broken, *processes: Process, bulks: int = 1, crashes: bool = True) -> Scenario:
    return Scenario(2, (BOTH,) * bulks, processes, broken, crashes)


def bulk(broken: Broken, number: int = 0) -> Coordinator:
    return Coordinator(number, BOTH, broken)


def resumed(broken: Broken = SOUND) -> Scenario:
    """A message that is delivered twice."""
    return scenario(broken, bulk(broken), bulk(broken), UndoOfBulk(0, broken))


def watched(broken: Broken = SOUND) -> Scenario:
    reader = Reader(BOTH, broken, rounds=2)
    return scenario(broken, bulk(broken), UndoOfBulk(0, broken), reader)


def mixed(broken: Broken = SOUND) -> Scenario:
    """A single change, and one that undoes for its user alone, among a bulk and its undo."""
    single = Single(0, "s", broken)
    member = Single(1, "m", broken, undoes=0)
    return scenario(broken, bulk(broken), single, member, UndoOfBulk(0, broken))


def in_between(broken: Broken = SOUND) -> Scenario:
    """A reader among a bulk and a single change of one of its members."""
    reader = Reader(BOTH, broken)
    return scenario(broken, bulk(broken), Single(0, "s", broken), reader)


def raced(broken: Broken = SOUND) -> Scenario:
    return scenario(broken, bulk(broken), bulk(broken, 1), bulks=2)


def crowded(broken: Broken = SOUND) -> Scenario:
    single = Single(0, "s", broken)
    undo = UndoOfBulk(0, broken)
    return scenario(broken, bulk(broken), bulk(broken, 1), single, undo, bulks=2)


SMALL: Final = {each.__name__: each for each in (resumed, watched, mixed, in_between, raced)}
LARGE: Final = {
    "two bulks, two coordinators of one, a single and an undo": lambda: scenario(
        SOUND,
        bulk(SOUND),
        bulk(SOUND),
        bulk(SOUND, 1),
        Single(0, "s", SOUND),
        UndoOfBulk(0, SOUND),
        bulks=2,
    ),
    "two bulks, a single, an undo and a reader": lambda: scenario(
        SOUND,
        bulk(SOUND),
        bulk(SOUND, 1),
        Single(0, "s", SOUND),
        UndoOfBulk(0, SOUND),
        Reader(BOTH, SOUND),
        bulks=2,
    ),
}
BROKEN: Final = {
    "claims without reading its record": resumed,
    "claims any version": resumed,
    "reads once": watched,
    "changes a held member unsealed": mixed,
    "commits blindly": resumed,
    "drops the intent of a preparing bulk": resumed,
    "settles before a final status": crowded,
    "undoes what is sealed": mixed,
    "writes over any version": mixed,
    "settles without last_bulk": in_between,
    "keeps no operation row": mixed,
}


@pytest.mark.parametrize("name", SMALL)
def test_every_promise_is_kept_in_every_state(name: str) -> None:
    assert explore(SMALL[name]()) > 100


@pytest.mark.slow
def test_two_bulks_a_single_change_and_an_undo_keep_every_promise() -> None:
    assert explore(crowded()) > 100_000


@pytest.mark.slow
def test_an_aborted_bulk_must_leave_the_mark_of_its_members() -> None:
    """Else it would hide from a reader which bulk was committed last."""
    broken = frozenset({"an aborted bulk wipes the mark of its members"})
    reader = Reader(BOTH, broken)
    with pytest.raises(Violation, match="was shown"):
        explore(scenario(broken, bulk(broken), bulk(broken, 1), reader, bulks=2))


@pytest.mark.prove
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", LARGE)
def test_every_promise_is_kept_in_large_scenarios(name: str) -> None:
    assert explore(LARGE[name]()) > 100_000


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_is_needed(rule: str) -> None:
    with pytest.raises(Violation):
        explore(BROKEN[rule](frozenset({rule})))


def test_those_who_claim_in_opposite_orders_wait_for_ever() -> None:
    """Leases would end it at last, by aborting both; in one order nobody has to wait for that."""
    forth, back = Coordinator(0, (0, 1), SOUND), Coordinator(1, (1, 0), SOUND)
    waits = frozenset({"nobody aborts"})
    with pytest.raises(Violation, match="nobody can go on"):
        explore(Scenario(2, (BOTH, BOTH), (forth, back), waits, crashes=False))
    ordered = (Coordinator(0, BOTH, SOUND), Coordinator(1, BOTH, SOUND))
    assert explore(Scenario(2, (BOTH, BOTH), ordered, waits, crashes=False)) > 10
