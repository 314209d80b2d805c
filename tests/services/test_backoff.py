"""How long work rests that failed for a passing reason."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.conversions import MAX_RUNS
from mediadesk.services.backoff import FIRST_S, LONGEST_S, rest_after
from mediadesk.services.workbench import keep_at_first
from tests.services.stories import another_hold

CHANCES = st.floats(0, 1, exclude_max=True)
FAILURES = st.integers(0, 200)


@given(FAILURES, CHANCES)
def test_a_rest_is_within_its_bounds(failures: int, chance: float) -> None:
    rest_s = rest_after(failures, lambda: chance).total_seconds()
    assert FIRST_S / 2 <= rest_s <= LONGEST_S


@given(FAILURES, CHANCES)
def test_a_further_failure_never_makes_a_rest_shorter(failures: int, chance: float) -> None:
    assert rest_after(failures + 1, lambda: chance) >= rest_after(failures, lambda: chance)


@given(FAILURES)
def test_those_who_failed_together_come_back_over_half_of_the_time(failures: int) -> None:
    first, last = rest_after(failures, lambda: 0.0), rest_after(failures, lambda: 1.0)
    assert last == 2 * first


def test_rests_grow_exponentially_up_to_the_longest() -> None:
    rests = [rest_after(failures, lambda: 1.0).total_seconds() for failures in range(1, 8)]
    assert rests == [3.0, 18.0, 108.0, 600.0, 600.0, 600.0, 600.0]


def test_without_a_given_chance_rests_differ() -> None:
    assert len({rest_after(4) for _ in range(20)}) > 1


def test_the_runs_of_an_attempt_outlast_a_service_that_is_away_for_five_minutes() -> None:
    rests = [rest_after(run, lambda: 0.0) for run in range(1, MAX_RUNS)]
    assert sum(rests, timedelta()) >= timedelta(minutes=5)


@given(st.integers(1, 1000))
def test_a_message_that_was_just_received_is_hidden_as_long_as_a_lease_or_longer(
    deliveries: int,
) -> None:
    hold = another_hold()
    keep_at_first(hold, 60, deliveries)
    [seconds] = hold.kept_for
    assert 61 <= seconds <= LONGEST_S + 1
    assert deliveries > 3 or seconds <= 109
