"""The tests themselves: whatever rule is broken on purpose, they find it out."""

import pytest

from tests.services.contest import contest
from tests.services.mutants import IN_PIECES, MUTANTS, MakeWorld

SEEDS = 300
ALL = MUTANTS | IN_PIECES


def first_bad_end(make_world: MakeWorld) -> int | None:
    for seed in range(SEEDS):
        try:
            contest(make_world, seed)
        except AssertionError:
            return seed
    return None


@pytest.mark.parametrize("make_world", ALL.values(), ids=ALL.keys())
def test_a_broken_rule_is_found_out_within_three_hundred_contests(make_world: MakeWorld) -> None:
    assert first_bad_end(make_world) is not None
