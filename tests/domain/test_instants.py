"""How moments are written."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.domain.instants import parse_rfc3339, rfc3339, to_milliseconds

MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2))  # noqa: DTZ001 - bound


@given(MOMENTS)
def test_a_whole_millisecond_survives_writing_and_reading(moment: datetime) -> None:
    whole = to_milliseconds(moment)
    assert parse_rfc3339(rfc3339(whole)) == whole


@given(MOMENTS, MOMENTS)
def test_text_sorts_as_time_does(one: datetime, other: datetime) -> None:
    one, other = to_milliseconds(one), to_milliseconds(other)
    assert (one < other) == (rfc3339(one) < rfc3339(other))


def test_other_zones_are_written_as_utc() -> None:
    there = datetime(2026, 11, 22, 11, 15, 30, 123456, tzinfo=timezone(timedelta(hours=1)))
    assert rfc3339(there) == "2026-11-22T10:15:30.123Z"
