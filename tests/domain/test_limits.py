"""Windows of time lie side by side, and end when they say."""

from datetime import timedelta

import pytest

from mediadesk.domain.limits import Limit, window_of
from tests.builders import ADA
from tests.fakes import START

CALLS = Limit("calls", 10, 60)


def test_windows_lie_side_by_side() -> None:
    first = window_of(ADA.name, CALLS, START)
    assert first.starts_at == START.replace(second=0, microsecond=0)
    assert first.starts_at <= START < first.ends_at
    last_moment = first.ends_at - timedelta(milliseconds=1)
    assert window_of(ADA.name, CALLS, last_moment) == first
    assert window_of(ADA.name, CALLS, first.ends_at).starts_at == first.ends_at


@pytest.mark.parametrize(("left_s", "told_s"), [(60, 60), (0.001, 1), (41.5, 42), (0, 1)])
def test_whoever_waits_as_long_as_told_is_in_the_next_window(left_s: float, told_s: int) -> None:
    window = window_of(ADA.name, CALLS, START)
    at = window.ends_at - timedelta(seconds=left_s)
    assert window.seconds_left(at) == told_s
    assert window_of(ADA.name, CALLS, at + timedelta(seconds=told_s)) != window
